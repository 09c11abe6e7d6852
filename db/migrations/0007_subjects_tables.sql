-- 对象: one thing with several faces. A place is entered once; fire premises, civic sites and others are faces that share its id.

create schema subjects;
comment on schema subjects is '对象: places that several programmes look at.';

create table subjects.places (
  city text collate "C" not null,
  id uuid not null,
  division text collate "C" not null constraint places_division_is_code check (division ~ '^[0-9]{4,15}$'),
  name text not null constraint places_name_not_empty check (name <> ''),
  address text not null constraint places_address_not_empty check (address <> ''),
  uscc text collate "C",
  plate_no text collate "C",
  longitude numeric(9, 6),
  latitude numeric(9, 6),
  datum text not null default 'CGCS2000' constraint places_datum_known check (datum in ('CGCS2000', 'WGS84', 'GCJ-02', 'BD-09')),
  version int not null,
  act_id uuid not null,
  salt uuid not null default gen_random_uuid(),
  constraint places_pkey primary key (city, id),
  constraint places_division_of_id unique (city, id, division),
  constraint places_position_whole check ((longitude is null) = (latitude is null))
);
comment on table subjects.places is '场所、点位: name, address, position and credit code of a place, whatever programme looks at it.';
comment on column subjects.places.datum is 'The datum in which the position was given; never converted silently.';
select ledger.keep('subjects.places', 'place');
create index places_by_division on subjects.places (city, division, id);
create index places_by_name on subjects.places (city, name collate "zh-Hans-x-icu", id);
create unique index places_plate_once on subjects.places (city, plate_no) where plate_no is not null;

-- A place goes when its last face has left it. Faces are found by the foreign keys that point to places, so the core names no programme.
create function subjects.leave_place(which_city text, which_place uuid) returns boolean
  language plpgsql security definer set search_path = subjects, pg_temp as $$
declare
  face record;
  needed boolean;
begin
  for face in
    select con.conrelid::regclass as relation
    from pg_constraint con where con.contype = 'f' and con.confrelid = 'subjects.places'::regclass
  loop
    execute format('select exists (select 1 from %s where city = $1 and id = $2)', face.relation) into needed using which_city, which_place;
    if needed then
      return false;
    end if;
  end loop;
  delete from subjects.places where city = which_city and city = platform.city() and id = which_place;
  return true;
end $$;
comment on function subjects.leave_place is 'Definer: a face outside the caller''s sight still holds the place.';
