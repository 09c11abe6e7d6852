-- 消防检查: what fire safety knows of a visit, and what was cleared 五清. Hazards are matters of the kind fire.hazard and have no table of their
-- own: grade, question, place, visit and whether it was put right on the spot are facts of every matter.

create table fire.inspections (
  city text collate "C" not null,
  id uuid not null,
  division text collate "C" not null constraint inspections_division_is_code check (division ~ '^[0-9]{4,15}$'),
  premises_id uuid not null,
  kind text not null constraint inspections_kind_known check (kind in ('patrol', 'inspection')),
  on_date date not null,
  score numeric(4, 1) constraint inspections_score_in_range check (score between 0 and 100),
  risk text constraint inspections_risk_known check (risk in ('red', 'orange', 'yellow', 'blue')),
  risk_before text,
  signer text,
  signed boolean not null default false,
  refused_because text,
  over_cap_reason text,
  over_cap_words text,
  version int not null,
  act_id uuid not null,
  salt uuid not null default gen_random_uuid(),
  constraint inspections_pkey primary key (city, id),
  constraint inspections_visit foreign key (city, id) references visits.visits (city, id) on delete restrict,
  constraint inspections_signed_or_refused check (not (signed and refused_because is not null)
    and (kind = 'patrol' or signed or refused_because ~ '\S')),
  constraint inspections_over_cap_named check ((over_cap_reason is null) = (over_cap_words is null))
);
comment on table fire.inspections is '消防检查: the fire face of a visit; shares its id.';
comment on column fire.inspections.premises_id is 'No foreign key: a premises that was merged away keeps its inspections under its old id.';
comment on column fire.inspections.over_cap_reason is 'Why the yearly number of inspections was passed (国办发〔2024〕54号).';
select ledger.keep('fire.inspections', 'fire');
create index inspections_by_division on fire.inspections (city, division, on_date desc, id desc);
create index inspections_by_premises on fire.inspections (city, premises_id, on_date desc);

create table fire.clears (
  city text collate "C" not null,
  id uuid not null,
  division text collate "C" not null constraint clears_division_is_code check (division ~ '^[0-9]{4,15}$'),
  inspection_id uuid not null,
  premises_id uuid not null,
  on_date date not null,
  code text not null,
  subtype text not null,
  count int not null constraint clears_count_positive check (count between 1 and 10000),
  unit text not null,
  where_words text,
  disposal text,
  version int not null,
  act_id uuid not null,
  salt uuid not null default gen_random_uuid(),
  constraint clears_pkey primary key (city, id),
  constraint clears_kind_known check ((code, subtype, unit) in (('Q1', 'lodger', '人'), ('Q2', 'window', '处'), ('Q2', 'billboard', '处'),
    ('Q3', 'colour_steel', '处'), ('Q4', 'ebike', '辆'), ('Q5', 'wiring', '处'), ('Q5', 'cylinder', '个'))),
  constraint clears_inspection foreign key (city, inspection_id) references fire.inspections (city, id) on delete restrict
);
comment on table fire.clears is '五清: what was cleared, counted in its own unit. Photos before and after hang on the row (files.attachments).';
comment on column fire.clears.disposal is '去向、处置.';
select ledger.keep('fire.clears', 'fire');
create index clears_by_division on fire.clears (city, division, code, on_date);
create index clears_by_inspection on fire.clears (city, inspection_id);
create index clears_by_premises on fire.clears (city, premises_id, on_date desc);
