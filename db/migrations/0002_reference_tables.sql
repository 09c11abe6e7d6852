-- Reference 基础: code lists, legal bases with dates, the working-day calendar, and the parameters an office may change.
-- The first four are national facts, the same for every city: exempt from the city-first rule, read by all, written by the owner at deploy.

create schema reference;
comment on schema reference is '基础: code lists, legal bases, working-day calendar (national); parameters of an office.';

create table reference.editions (
  one boolean not null default true,
  digest text not null,
  loaded_at timestamptz not null default now(),
  constraint editions_pkey primary key (one),
  constraint editions_one_row check (one)
);
comment on table reference.editions is 'Digest of the data files the national tables were loaded from: one row. National: no city. Caches compare it.';

create table reference.codes (
  list_key text collate "C" not null,
  code text collate "C" not null,
  title text not null,
  also text[] not null default '{}',
  position int not null,
  basis text not null,
  unverified boolean not null default false,
  constraint codes_pkey primary key (list_key, code)
);
comment on table reference.codes is 'National code lists: gender, education, politics, ethnic, marital. National: no city.';
comment on column reference.codes.also is 'Other words workbooks use for the same code.';
comment on column reference.codes.position is 'Order in the standard, from 1.';
comment on column reference.codes.basis is 'The standard, such as GB/T 2261.1.';
comment on column reference.codes.unverified is '待核实: not compared with the text of the standard.';

create table reference.legal_bases (
  key text collate "C" not null,
  title text not null,
  document_no text not null default '',
  article text not null default '',
  summary text not null default '',
  effective_from date,
  effective_to date,
  source text not null,
  unverified boolean not null default false,
  constraint legal_bases_version unique nulls not distinct (key, effective_from),
  constraint legal_bases_dates_in_order check (effective_to >= effective_from),
  constraint legal_bases_have_source check (source <> '')
);
comment on table reference.legal_bases is 'Legal bases by version; the version is picked by the date of the event. National: no city.';
comment on column reference.legal_bases.key is 'What the software calls the rule, such as fire.penalty_unit; one row a version.';
comment on column reference.legal_bases.document_no is '文号; empty for a standard, whose number is its title.';
comment on column reference.legal_bases.summary is 'In our own words; not the text of the law.';
comment on column reference.legal_bases.effective_from is 'First day of this version; null when not known.';
comment on column reference.legal_bases.effective_to is 'Last day of this version; null while it holds.';
comment on column reference.legal_bases.unverified is '待核实: said wherever the basis is shown or printed.';

create table reference.calendar_years (
  year int not null,
  notice text,
  issued_on date,
  changed_by text,
  unverified boolean not null default false,
  constraint calendar_years_pkey primary key (year),
  constraint calendar_years_real check (year between 1949 and 2200)
);
comment on table reference.calendar_years is 'Years whose days off are arranged. A year that is absent is computed from weekends and fixed holidays and says 日历未发布. National: no city.';
comment on column reference.calendar_years.notice is '文号 of the State Council''s notice; null when not known (待核实).';
comment on column reference.calendar_years.changed_by is 'A later notice that changed the arrangement, and how.';

create table reference.calendar_days (
  date date not null,
  kind text not null,
  name text not null,
  notice text not null,
  constraint calendar_days_pkey primary key (date),
  constraint calendar_days_kind check (kind in ('off', 'work'))
);
comment on table reference.calendar_days is 'Days that differ from Monday-to-Friday: off (休) and weekend days worked in exchange (班). National: no city.';

create table reference.parameters (
  city text collate "C" not null,
  id uuid not null default gen_random_uuid(),
  key text collate "C" not null,
  value jsonb not null,
  unit text not null default '',
  title text not null,
  basis text not null default '',
  sample boolean not null default true,
  note text not null default '',
  division text collate "C" not null,
  version int not null,
  act_id uuid not null,
  salt uuid not null default gen_random_uuid(),
  constraint parameters_pkey primary key (city, id),
  constraint parameters_key_once unique (city, key),
  constraint parameters_of_whole_city check (division = city)
);
comment on table reference.parameters is 'Values an office may change: thresholds, loads, hours. One row a key; changes are acts and keep their versions.';
comment on column reference.parameters.sample is '示例: without legal basis, shown as 示例，可配置.';
comment on column reference.parameters.value is 'JSON; for fire.threshold.* a list of {"column","max"}, all of which must hold.';
select ledger.keep('reference.parameters', 'office');
