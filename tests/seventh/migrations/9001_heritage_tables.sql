create schema heritage;
comment on schema heritage is '古树名木: protected trees.';
create table heritage.trees (
  city text collate "C" not null, id uuid not null, division text collate "C" not null,
  species text not null, age_class text not null, girth numeric(8, 2), height numeric(6, 2), registered_on date not null,
  protector bytea, protector_blind bytea, phone bytea, phone_blind bytea,
  version int not null, act_id uuid not null, salt uuid not null default gen_random_uuid(),
  constraint trees_pkey primary key (city, id),
  constraint trees_place foreign key (city, id, division) references subjects.places (city, id, division) on delete no action deferrable initially deferred
);
comment on table heritage.trees is '古树名木: the green face of a place.';
select ledger.keep('heritage.trees', 'heritage');
create index trees_by_division on heritage.trees (city, division, id);
create index trees_by_class on heritage.trees (city, age_class, division);
create index trees_by_registered on heritage.trees (city, registered_on, id);
