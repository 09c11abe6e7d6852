-- 事项: one thing to be closed; one table and one state machine for all kinds. What a programme knows beside it lies in its own side table.
-- Rules held here: an open matter has exactly one holder and one next wake-up, a closed one neither; closing needs its evidence and a second
-- person; a clock is never reset; an extension is asked once, before the deadline, and decided by another.

create schema matters;
comment on schema matters is '事项: matters, their clocks, steps and requests.';

create table matters.matters (
  city text collate "C" not null,
  id uuid not null,
  division text collate "C" not null constraint matters_division_is_code check (division ~ '^[0-9]{4,15}$'),
  programme text not null,
  kind text not null,
  number text collate "C" not null,
  title text not null constraint matters_title_not_empty check (title ~ '\S'),
  detail text not null default '',
  grade text not null,
  item_code text,
  basis jsonb not null default '[]',
  requirement text not null default '',
  measures text,
  place_id uuid,
  visit_id uuid,
  found_on date not null,
  found_at timestamptz not null,
  opened_by uuid not null,
  inspectors uuid[] not null default '{}',
  fixed_on_spot boolean not null default false,
  stage text not null,
  outcome text,
  tier text not null,
  holder_account_id uuid,
  holder_title text,
  holder_unit_id uuid,
  handler_account_id uuid,
  handler_title text,
  handler_unit_id uuid,
  answered_by uuid,
  answered_at timestamptz,
  verified_by uuid,
  closed_at timestamptz,
  closed_on date,
  due_at timestamptz,
  near_at timestamptz,
  measure text,
  handle_due_at timestamptz,
  held_until date,
  held_reason text,
  supervised boolean not null default false,
  escalated_at timestamptz,
  escalations int not null default 0,
  sent_back int not null default 0,
  returned int not null default 0,
  evidence text not null default 'none',
  photos_before int not null default 0,
  photos_after int not null default 0,
  relapse_of uuid,
  look_back_on date,
  looked_back_on date,
  wake_at timestamptz,
  wake_why text,
  version int not null,
  act_id uuid not null,
  salt uuid not null default gen_random_uuid(),
  constraint matters_pkey primary key (city, id),
  constraint matters_number_once unique (city, number),
  constraint matters_kind_of_programme check (starts_with(kind, programme || '.')),
  constraint matters_stage_known check (stage in ('accept', 'handle', 'verify', 'closed')),
  constraint matters_outcome_known check (outcome in ('closed', 'penalty_suggested', 'withdrawn')),
  constraint matters_tier_known check (tier in ('grid', 'town', 'county', 'city')),
  constraint matters_measure_known check (measure in ('hours', 'workdays', 'days')),
  constraint matters_evidence_known check (evidence in ('none', 'after', 'pair')),
  constraint matters_ended_has_outcome check ((stage = 'closed') = (outcome is not null) and (outcome is null) = (closed_at is null)
    and (closed_at is null) = (closed_on is null)),
  constraint matters_one_holder check ((outcome is null) = (holder_unit_id is not null) and (outcome is null or holder_account_id is null)
    and (holder_account_id is null) = (holder_title is null)),
  constraint matters_one_wake check ((outcome is null) = (wake_at is not null) and (wake_at is null) = (wake_why is null)),
  constraint matters_open_has_clock check ((outcome is null and held_until is null) = (due_at is not null) and (due_at is null) = (near_at is null)
    and near_at <= due_at and (outcome is not null or measure is not null)),
  constraint matters_hold_has_reason check ((held_until is null) = (held_reason is null) and (held_until is null or outcome is null)),
  constraint matters_verified_by_second check (outcome is distinct from 'closed' or (verified_by is not null
    and verified_by is distinct from handler_account_id and verified_by is distinct from answered_by
    and inspectors <> array[verified_by])),
  constraint matters_closed_with_evidence check (outcome is distinct from 'closed' or evidence = 'none'
    or photos_after > 0 and (evidence = 'after' or photos_before > 0)),
  constraint matters_answered_before_verify check ((answered_by is null) = (answered_at is null)
    and (stage <> 'verify' or answered_by is not null) and (outcome is distinct from 'closed' or answered_by is not null)),
  constraint matters_holder_unit foreign key (city, holder_unit_id) references divisions.units (city, id) on delete restrict,
  constraint matters_handler_unit foreign key (city, handler_unit_id) references divisions.units (city, id) on delete restrict,
  constraint matters_place foreign key (city, place_id) references subjects.places (city, id) on delete no action deferrable initially deferred,
  constraint matters_relapse foreign key (city, relapse_of) references matters.matters (city, id) on delete restrict,
  constraint matters_not_own_relapse check (relapse_of <> id)
);
comment on table matters.matters is '事项: found, held, handled, verified, closed. The present clock is repeated here for lists; clocks lie in matters.clocks.';
comment on column matters.matters.outcome is 'Null while open. closed 销号, penalty_suggested 建议处罚 (handed to who may punish), withdrawn 撤销.';
comment on column matters.matters.holder_account_id is 'Who must act next; null while it waits in the queue of holder_unit_id.';
comment on column matters.matters.handler_account_id is '承办人: stays when the matter is escalated or verified.';
comment on column matters.matters.due_at is 'Deadline of the present stage; null when ended or on hold 挂账. A deadline named by a day is its last second.';
comment on column matters.matters.near_at is 'From here on the deadline is near 临期, so that lists count states without a calendar.';
comment on column matters.matters.handle_due_at is 'Deadline of handling 整改期限, as moved by an extension or a pause; stays when the matter ends.';
comment on column matters.matters.evidence is 'Photos without which it is not closed, frozen when it was opened: none, after, pair.';
comment on column matters.matters.look_back_on is '回头看: drawn for a second look on or before this day.';
select ledger.keep('matters.matters', '*');
-- What is included lets 待办 be counted from the index alone: row security reads programme and division, the counts read both moments.
create index matters_by_holder on matters.matters (city, holder_account_id, coalesce(due_at, 'infinity'::timestamptz), id)
  include (programme, division, due_at, near_at) where outcome is null and holder_account_id is not null;
create index matters_by_queue on matters.matters (city, holder_unit_id, coalesce(due_at, 'infinity'::timestamptz), id)
  include (programme, division, due_at, near_at, holder_account_id) where outcome is null and holder_account_id is null;
-- A late matter is held above, and its handler still owes the answer.
create index matters_by_handler on matters.matters (city, handler_account_id, coalesce(due_at, 'infinity'::timestamptz), id)
  include (programme, division, due_at, near_at, holder_account_id, holder_unit_id) where outcome is null and handler_account_id is not null and stage = 'handle';
create index matters_by_wake on matters.matters (city, wake_at, id) where wake_at is not null;
create index matters_by_found on matters.matters (city, kind, found_at desc, id desc);
create index matters_by_division on matters.matters (city, division, kind, found_at desc, id desc);
create index matters_open_by_due on matters.matters (city, kind, coalesce(due_at, 'infinity'::timestamptz), id) where outcome is null;
create index matters_by_closed on matters.matters (city, kind, closed_on, division) where closed_on is not null;
create index matters_by_place on matters.matters (city, place_id, found_at desc) where place_id is not null;
create index matters_by_visit on matters.matters (city, visit_id) where visit_id is not null;
create index matters_to_look_back on matters.matters (city, look_back_on, id) where look_back_on is not null and looked_back_on is null;
-- A closed matter relapses once; the next relapse is one of the matter that the first one opened.
create unique index matters_relapse_once on matters.matters (city, relapse_of) where relapse_of is not null;

create table matters.clocks (
  city text collate "C" not null,
  id uuid not null,
  division text collate "C" not null,
  programme text not null,
  matter_id uuid not null,
  stage text not null constraint clocks_stage_known check (stage in ('accept', 'handle', 'verify')),
  round int not null default 1,
  measure text not null constraint clocks_measure_known check (measure in ('hours', 'workdays', 'days')),
  amount int not null constraint clocks_amount_positive check (amount > 0),
  started_at timestamptz not null,
  first_due_at timestamptz not null,
  due_at timestamptz not null,
  latest_at timestamptz,
  stopped_at timestamptz,
  moved_why text,
  pauses jsonb not null default '[]',
  note text,
  version int not null,
  act_id uuid not null,
  salt uuid not null default gen_random_uuid(),
  constraint clocks_pkey primary key (city, id),
  constraint clocks_matter foreign key (city, matter_id) references matters.matters (city, id) on delete restrict,
  -- Accepting and handling have one clock each, whatever happens; each answer starts the verifier's.
  constraint clocks_once unique (city, matter_id, stage, round),
  constraint clocks_one_round check (round >= 1 and (stage = 'verify' or round = 1)),
  constraint clocks_moved_with_cause check (due_at = first_due_at or moved_why is not null),
  constraint clocks_moved_why_known check (moved_why in ('extension', 'hold', 'sent_back')),
  constraint clocks_not_beyond_longest check (due_at <= latest_at),
  constraint clocks_stop_after_start check (stopped_at >= started_at)
);
comment on table matters.clocks is '时钟: one for each stage of a matter. It is stopped and runs on; it never starts again from nothing.';
comment on column matters.clocks.latest_at is 'No extension or pause goes beyond it (the kind''s `longest`, from the day it was found); only of handling.';
comment on column matters.clocks.pauses is 'Spans in which it stood still: [{"from", "until", "reason"}].';
comment on column matters.clocks.note is '日历未发布 and the years, when the deadline was computed without a published calendar.';
select ledger.keep('matters.clocks', '*');
create function matters.keep_clock() returns trigger
  language plpgsql set search_path = matters, pg_temp as $$
begin
  if (new.matter_id, new.stage, new.round, new.measure, new.amount, new.started_at, new.first_due_at)
    is distinct from (old.matter_id, old.stage, old.round, old.measure, old.amount, old.started_at, old.first_due_at) then
    raise exception 'a clock is never reset' using errcode = '23514', constraint = 'clocks_never_reset', table = 'clocks', schema = 'matters';
  end if;
  return new;
end $$;
create trigger keep_clock before update on matters.clocks for each row execute function matters.keep_clock();

create function matters.keep_ended() returns trigger
  language plpgsql set search_path = matters, pg_temp as $$
begin
  if old.outcome is not null and (new.outcome, new.stage, new.closed_at, new.verified_by, new.answered_by, new.handler_account_id, new.inspectors)
    is distinct from (old.outcome, old.stage, old.closed_at, old.verified_by, old.answered_by, old.handler_account_id, old.inspectors) then
    raise exception 'an ended matter stays ended; a relapse is a new one' using errcode = '23514', constraint = 'matters_stay_ended', table = 'matters', schema = 'matters';
  end if;
  if (new.number, new.kind, new.programme, new.found_on, new.found_at, new.evidence, new.relapse_of)
    is distinct from (old.number, old.kind, old.programme, old.found_on, old.found_at, old.evidence, old.relapse_of) then
    raise exception 'what a matter began with never changes' using errcode = '23514', constraint = 'matters_beginning_stays', table = 'matters', schema = 'matters';
  end if;
  return new;
end $$;
create trigger keep_ended before update on matters.matters for each row execute function matters.keep_ended();

create table matters.steps (
  city text collate "C" not null,
  id uuid not null,
  division text collate "C" not null,
  programme text not null,
  matter_id uuid not null,
  at timestamptz not null,
  verb text not null,
  title text not null,
  account_id uuid not null,
  account text not null,
  unit_name text not null default '',
  words text not null default '',
  clock_words text not null default '',
  stage text not null constraint steps_stage_known check (stage in ('accept', 'handle', 'verify', 'closed')),
  files jsonb not null default '[]',
  version int not null,
  act_id uuid not null,
  salt uuid not null default gen_random_uuid(),
  constraint steps_pkey primary key (city, id),
  constraint steps_matter foreign key (city, matter_id) references matters.matters (city, id) on delete restrict
);
comment on table matters.steps is '流水 of one matter, for its reader: who did what, in words. Append-only; several steps may come of one act.';
comment on column matters.steps.stage is 'The stage after the step.';
comment on column matters.steps.files is 'Photos and papers of the step: [{"id", "role"}].';
select ledger.keep('matters.steps', '*');
create index steps_by_matter on matters.steps (city, matter_id, at, id);
create index steps_by_account on matters.steps (city, account_id, at desc, id desc);

create table matters.requests (
  city text collate "C" not null,
  id uuid not null,
  division text collate "C" not null,
  programme text not null,
  matter_id uuid not null,
  kind text not null constraint requests_kind_known check (kind in ('extension')),
  reason text not null constraint requests_reason_not_empty check (reason ~ '\S'),
  asked_by uuid not null,
  asked_title text not null,
  asked_at timestamptz not null,
  due_at timestamptz not null,
  wanted_due_at timestamptz not null,
  latest_at timestamptz not null,
  decided_by uuid,
  decided_title text,
  decided_at timestamptz,
  granted boolean,
  answer text,
  version int not null,
  act_id uuid not null,
  salt uuid not null default gen_random_uuid(),
  constraint requests_pkey primary key (city, id),
  constraint requests_matter foreign key (city, matter_id) references matters.matters (city, id) on delete restrict,
  constraint requests_extension_once unique (city, matter_id, kind),
  constraint requests_asked_before_deadline check (asked_at <= due_at),
  constraint requests_later check (wanted_due_at > due_at),
  constraint requests_not_beyond_longest check (wanted_due_at <= latest_at),
  constraint requests_decided_by_another check (decided_by <> asked_by),
  constraint requests_decision_whole check ((decided_by is null) = (decided_at is null) and (decided_by is null) = (granted is null)
    and (decided_by is null) = (decided_title is null))
);
comment on table matters.requests is '延期申请: asked once, before the deadline, decided by another person.';
select ledger.keep('matters.requests', '*');

create table matters.numbers (
  city text collate "C" not null,
  prefix text not null,
  division text collate "C" not null,
  day date not null,
  last int not null,
  constraint numbers_pkey primary key (city, prefix, division, day)
);
comment on table matters.numbers is 'The last number given out for a prefix, county and day. Gaps are allowed, a number is never given twice.';

-- ---------------------------------------------------------------- definer functions: posts are administration, and a desk must be found all the same

-- People who hold a post of the programme exactly at one of the given divisions. `roles` null means any role of the programme.
create function matters.posts_at(which_city text, which_programme text, codes text[], roles text[], today date)
  returns table (account_id uuid, title text, account text, role text, unit_id uuid, unit_name text, division text)
  language sql stable security definer set search_path = matters, pg_temp as $$
    select a.id, a.title, a.name, p.role, p.unit_id, u.name, p.division
    from people.posts p
    join people.accounts a on a.city = p.city and a.id = p.account_id and a.kind = 'person' and a.state = 'active'
    join divisions.units u on u.city = p.city and u.id = p.unit_id
    where p.city = which_city and which_city = platform.city() and p.division = any (codes) and p.programme = which_programme
      and p.since <= today and (p.until is null or p.until > today) and (roles is null or p.role = any (roles))
      -- Only who works in the programme asks who else does.
      and cardinality(platform.scopes(which_programme)) > 0
  $$;

-- The unit whose queue takes a matter: of the first code at which somebody fit for it holds a post. `barred` may not be the only ones there.
create function matters.find_desk(which_city text, which_programme text, codes text[], roles text[], barred uuid[], today date)
  returns table (unit_id uuid, unit_name text, division text)
  language sql stable security definer set search_path = matters, pg_temp as $$
    select p.unit_id, p.unit_name, p.division
    from matters.posts_at(which_city, which_programme, codes, roles, today) p
    where p.account_id <> all (barred)
    order by array_position(codes, p.division), p.unit_name, p.unit_id limit 1
  $$;

-- 交接: everything a leaving person holds or handles goes to the successor. The caller has administrative scopes only, so this reaches over
-- them; the acting account must administer both. A verification goes back into the queue when the successor may not make it.
create function matters.hand_over(which_city text, giver uuid, taker uuid, programmes text[]) returns int
  language plpgsql security definer set search_path = matters, pg_temp as $$
declare
  taker_title text := (select a.title from people.accounts a where a.city = which_city and a.id = taker and a.state = 'active');
  moved int;
begin
  if which_city <> platform.city() or taker_title is null or cardinality(platform.scopes('people')) = 0 then
    return 0;
  end if;
  update matters.matters m set
    holder_account_id = case when m.holder_account_id <> giver then m.holder_account_id
      when m.stage = 'verify' and (taker in (m.handler_account_id, m.answered_by) or m.inspectors = array[taker]) then null
      when m.holder_account_id = giver then taker end,
    holder_title = case when m.holder_account_id <> giver then m.holder_title
      when m.stage = 'verify' and (taker in (m.handler_account_id, m.answered_by) or m.inspectors = array[taker]) then null
      when m.holder_account_id = giver then taker_title end,
    handler_account_id = case when m.handler_account_id = giver and m.stage <> 'verify' then taker else m.handler_account_id end,
    handler_title = case when m.handler_account_id = giver and m.stage <> 'verify' then taker_title else m.handler_title end
  where m.city = which_city and m.outcome is null and m.programme = any (programmes)
    and (m.holder_account_id = giver or m.handler_account_id = giver and m.stage <> 'verify');
  get diagnostics moved = row_count;
  return moved;
end $$;
