-- 走访检查: somebody at a place at a time with a checklist. Programme facts of a visit lie in a side table of the programme.
-- Rules held here: an inspection 监督检查 has at least two officers, each with a certificate number; a failure has words.

create schema visits;
comment on schema visits is '走访检查: visits, what was found wrong, who went.';

create table visits.visits (
  city text collate "C" not null,
  id uuid not null,
  division text collate "C" not null constraint visits_division_is_code check (division ~ '^[0-9]{4,15}$'),
  programme text not null,
  kind text not null constraint visits_kind_known check (kind in ('patrol', 'inspection')),
  checklist text not null,
  place_id uuid not null,
  on_date date not null,
  started_at timestamptz not null,
  recorded_at timestamptz not null,
  account_id uuid not null,
  unit_name text not null default '',
  passed text[] not null default '{}',
  failed text[] not null default '{}',
  not_applicable text[] not null default '{}',
  score numeric(4, 1) constraint visits_score_in_range check (score between 0 and 100),
  matter_id uuid,
  note text,
  version int not null,
  act_id uuid not null,
  salt uuid not null default gen_random_uuid(),
  constraint visits_pkey primary key (city, id),
  constraint visits_checklist_of_programme check (starts_with(checklist, programme || '.')),
  constraint visits_something_answered check (cardinality(passed) + cardinality(failed) + cardinality(not_applicable) > 0),
  constraint visits_answered_once check (not passed && failed and not passed && not_applicable and not failed && not_applicable),
  constraint visits_not_before_start check (recorded_at >= started_at)
);
comment on table visits.visits is '走访检查: one row a visit; the codes of the questions by answer. Words, photos and what follows from a failure lie in visits.answers.';
comment on column visits.visits.id is 'Made by who visits, on the phone: a visit sent twice is recorded once.';
comment on column visits.visits.kind is 'patrol 网格排查: look and advise; inspection 监督检查: two certified officers who may order.';
comment on column visits.visits.matter_id is 'Set when the visit is the re-check 复查 of a matter.';
comment on column visits.visits.passed is 'Codes answered 合格. A row each would be thirty rows a visit that say nothing more.';
select ledger.keep('visits.visits', '*');
create index visits_by_division on visits.visits (city, programme, division, on_date desc, id desc);
create index visits_by_place on visits.visits (city, place_id, on_date desc);

create table visits.answers (
  city text collate "C" not null,
  id uuid not null,
  division text collate "C" not null constraint answers_division_is_code check (division ~ '^[0-9]{4,15}$'),
  programme text not null,
  visit_id uuid not null,
  item_code text not null,
  answer text not null constraint answers_answer_known check (answer in ('pass', 'fail', 'na')),
  words text not null,
  fixed boolean not null default false,
  measures text,
  matter_id uuid,
  version int not null,
  act_id uuid not null,
  salt uuid not null default gen_random_uuid(),
  constraint answers_pkey primary key (city, id),
  constraint answers_once unique (city, visit_id, item_code),
  constraint answers_failure_has_words check (answer <> 'fail' or words ~ '\S'),
  constraint answers_visit foreign key (city, visit_id) references visits.visits (city, id) on delete restrict
);
comment on table visits.answers is 'Answers with something to say: each failure, and remarks.';
comment on column visits.answers.measures is '临时防范措施 until it is put right.';
comment on column visits.answers.matter_id is 'The matter that the failure opened.';
select ledger.keep('visits.answers', '*');
create index answers_by_division on visits.answers (city, programme, division, id);

create table visits.officers (
  city text collate "C" not null,
  id uuid not null,
  division text collate "C" not null constraint officers_division_is_code check (division ~ '^[0-9]{4,15}$'),
  programme text not null,
  visit_id uuid not null,
  position int not null,
  account_id uuid,
  name text not null constraint officers_name_not_empty check (name ~ '\S'),
  certificate text,
  unit_name text not null default '',
  version int not null,
  act_id uuid not null,
  salt uuid not null default gen_random_uuid(),
  constraint officers_pkey primary key (city, id),
  constraint officers_once unique (city, visit_id, position),
  constraint officers_visit foreign key (city, visit_id) references visits.visits (city, id) on delete restrict
);
comment on table visits.officers is '检查人: who went, in order. Never counted and never ranked.';
comment on column visits.officers.certificate is '执法证件号; each officer of an inspection has one.';
select ledger.keep('visits.officers', '*');
create index officers_by_division on visits.officers (city, programme, division, id);

-- Deferred to the end of the act, when all officers are in.
create function visits.keep_two_officers() returns trigger
  language plpgsql set search_path = visits, pg_temp as $$
begin
  if (select count(distinct o.certificate) from visits.officers o
      where o.city = new.city and o.visit_id = new.id and o.certificate ~ '\S') < 2 then
    raise exception 'an inspection has two certified officers' using errcode = '23514', constraint = 'visits_two_officers', table = 'visits', schema = 'visits';
  end if;
  return null;
end $$;
create constraint trigger two_officers after insert on visits.visits deferrable initially deferred
  for each row when (new.kind = 'inspection') execute function visits.keep_two_officers();
