-- 消防: the register of premises and of the persons responsible for them.

create schema fire;
comment on schema fire is '消防: fire safety of small premises.';

create table fire.premises (
  city text collate "C" not null,
  id uuid not null,
  division text collate "C" not null,
  category text not null,
  risk text,
  status text not null default 'open',
  operator bytea,
  operator_blind bytea,
  phone bytea,
  phone_blind bytea,
  floors text,
  area numeric(12, 2) constraint premises_area_not_negative check (area >= 0),
  beds int,
  capacity int,
  staff int,
  lodgers int,
  mixed_use boolean,
  gas text,
  power numeric(12, 2),
  extinguishers int,
  alarms int,
  exits int,
  obstruction text,
  area_id uuid,
  registered_on date not null,
  remark text,
  version int not null,
  act_id uuid not null,
  salt uuid not null default gen_random_uuid(),
  constraint premises_pkey primary key (city, id),
  constraint premises_place foreign key (city, id, division) references subjects.places (city, id, division) on delete no action deferrable initially deferred,
  constraint premises_area foreign key (city, area_id) references fire.premises (city, id) on delete no action deferrable initially deferred,
  constraint premises_not_its_own_area check (area_id <> id)
);
comment on table fire.premises is '九小场所: the fire face of a place.';
comment on column fire.premises.division is 'The same as the place''s: the deferred foreign key keeps both equal at commit.';
comment on column fire.premises.operator is 'Sealed: 经营者.';
comment on column fire.premises.area_id is 'The area (市场, 城中村, 连片门店; category S3) this sub-unit belongs to.';
select ledger.keep('fire.premises', 'fire');
create index premises_by_division on fire.premises (city, division, id);
create index premises_by_category on fire.premises (city, category, division);
create index premises_by_risk on fire.premises (city, risk, division);
create index premises_by_registered on fire.premises (city, registered_on, id);
create index premises_by_size on fire.premises (city, area, id);
create index premises_by_area on fire.premises (city, area_id) where area_id is not null;

create table fire.responsible (
  city text collate "C" not null,
  id uuid not null,
  division text collate "C" not null,
  tier text not null constraint responsible_tier_known check (tier in ('county', 'town', 'village', 'grid')),
  name text not null,
  unit_name text,
  duty text,
  phone bytea,
  phone_blind bytea,
  since date,
  until date,
  version int not null,
  act_id uuid not null,
  salt uuid not null default gen_random_uuid(),
  constraint responsible_pkey primary key (city, id),
  constraint responsible_period check (until is null or since is null or since <= until)
);
comment on table fire.responsible is '三级包保: who answers for the premises in a division, by tier.';
select ledger.keep('fire.responsible', 'fire');
create index responsible_by_division on fire.responsible (city, division, tier);
