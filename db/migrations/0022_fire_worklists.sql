-- 次日检查清单: what a unit was told to look at on a day, as it stood when it was made. A fact of the office and no derived table: the register
-- moves on, and what the unit was told that evening must still be readable.

create table fire.worklists (
  city text collate "C" not null,
  id uuid not null,
  division text collate "C" not null constraint worklists_division_is_code check (division ~ '^[0-9]{4,15}$'),
  for_on date not null,
  unit_id uuid not null,
  unit_name text not null,
  kind text not null constraint worklists_kind_known check (kind in ('patrol', 'inspection', 'trade')),
  made_at timestamptz not null,
  due int not null constraint worklists_due_not_negative check (due >= 0),
  lines jsonb not null default '[]' constraint worklists_lines_in_order check (jsonb_typeof(lines) = 'array'),
  hazards uuid[] not null default '{}',
  version int not null,
  act_id uuid not null,
  salt uuid not null default gen_random_uuid(),
  constraint worklists_pkey primary key (city, id),
  constraint worklists_once unique (city, for_on, unit_id, division),
  constraint worklists_unit foreign key (city, unit_id) references divisions.units (city, id) on delete restrict
);
comment on table fire.worklists is '次日检查清单: frozen at 17:30 for a town, a county office or an industry department.';
comment on column fire.worklists.kind is 'patrol: 网格排查 by a town; inspection: 监督检查, within the yearly number; trade: a department''s own trade and the hazards it holds.';
comment on column fire.worklists.due is 'How many were due in the division; the list holds those that come first.';
comment on column fire.worklists.lines is 'In the order of the list: premises_id and why (risk, last_visit_on, open_hazards, overdue_hazards, inspections_this_year). No names.';
comment on column fire.worklists.hazards is 'Matters that the unit held open when the list was made.';
select ledger.keep('fire.worklists', 'fire');
create index worklists_by_division on fire.worklists (city, division, for_on desc);
-- The newest inspections of a wide division without sorting all of them.
create index inspections_by_day on fire.inspections (city, on_date desc, id desc);
