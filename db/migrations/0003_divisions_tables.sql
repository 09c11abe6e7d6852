-- Divisions 区划 and units 单位. A trimmed code is its own path: 4 city, 6 county, 9 town, 12 village, 15 grid.

create schema divisions;
comment on schema divisions is '区划: official codes with validity and successors; units 单位.';

create table divisions.divisions (
  city text collate "C" not null,
  code text collate "C" not null,
  name text not null,
  official_name text not null,
  pinyin text collate "C" not null,
  initials text collate "C" not null,
  valid_from date,
  valid_to date,
  constraint divisions_pkey primary key (city, code),
  constraint divisions_code_has_a_level check (code ~ '^[0-9]+$' and length(code) in (4, 6, 9, 12, 15)),
  constraint divisions_code_lies_in_city check (starts_with(code, city)),
  constraint divisions_dates_in_order check (valid_to >= valid_from)
);
comment on table divisions.divisions is 'Every division that ever held, by its trimmed code; retired ones stay, because rows keep the code under which they happened.';
comment on column divisions.divisions.name is 'Shown name: 张庄村.';
comment on column divisions.divisions.official_name is 'Name in the statistics list: 张庄村村民委员会.';
comment on column divisions.divisions.pinyin is 'Whole pinyin without tones and blanks: zhangzhuangcun.';
comment on column divisions.divisions.initials is 'First letters: zzc.';
comment on column divisions.divisions.valid_from is 'First day; null when it always held, as far as the list tells.';
comment on column divisions.divisions.valid_to is 'Last day; null while it holds.';

create table divisions.successions (
  city text collate "C" not null,
  from_code text collate "C" not null,
  to_code text collate "C" not null,
  on_date date not null,
  kind text not null,
  constraint successions_pkey primary key (city, from_code, to_code),
  constraint successions_from_fkey foreign key (city, from_code) references divisions.divisions (city, code) on delete restrict,
  constraint successions_to_fkey foreign key (city, to_code) references divisions.divisions (city, code) on delete restrict,
  constraint successions_kind check (kind in ('rename', 'merge', 'split', 'move')),
  constraint successions_lead_elsewhere check (from_code <> to_code)
);
comment on table divisions.successions is 'Which code took the place of which: several lines from one code are a split, several to one a merge.';
comment on column divisions.successions.on_date is 'First day of the new code.';
create index successions_by_successor on divisions.successions (city, to_code);

create table divisions.editions (
  city text collate "C" not null,
  edition uuid not null default gen_random_uuid(),
  constraint editions_pkey primary key (city)
);
comment on table divisions.editions is 'A new value whenever the divisions of the city change; every process compares its cached tree with it.';

create table divisions.units (
  city text collate "C" not null,
  id uuid not null default gen_random_uuid(),
  code text collate "C",
  name text not null,
  kind text not null,
  division text collate "C" not null,
  parent_id uuid,
  version int not null,
  act_id uuid not null,
  salt uuid not null default gen_random_uuid(),
  constraint units_pkey primary key (city, id),
  constraint units_code_once unique (city, code),
  constraint units_name_once unique (city, division, name),
  constraint units_division_fkey foreign key (city, division) references divisions.divisions (city, code) on delete restrict,
  constraint units_parent_fkey foreign key (city, parent_id) references divisions.units (city, id) on delete restrict,
  constraint units_not_own_parent check (parent_id <> id),
  constraint units_kind check (kind in
    ('government', 'department', 'committee', 'task_force', 'court', 'town', 'street', 'village_committee', 'residents_committee', 'station', 'other'))
);
comment on table divisions.units is 'Units 单位: who holds posts and matters, each in one division.';
comment on column divisions.units.code is 'Unified social credit code or the office''s own number; null when it has none.';
comment on column divisions.units.kind is 'government 政府, department 部门, committee 议事机构, task_force 专班, court 法院, town 镇乡, street 街道, village_committee 村委会, residents_committee 居委会, station 站所, other.';
create index units_by_division on divisions.units (city, division);
create index units_by_parent on divisions.units (city, parent_id);
select ledger.keep('divisions.units', 'office');
