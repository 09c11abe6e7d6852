-- Matters to their end: the three ways of putting right 三改, a hold that is asked and decided, everybody who worked on a matter barred from
-- verifying it, a second look 回头看 that somebody holds, and desks that see only what went through their hands.
-- New columns may be null and have no default, so that no digest of a sealed row changes.

-- ---------------------------------------------------------------- matters

alter table matters.matters
  add column mode text,
  add column worked_by uuid[],
  add column remaining text,
  add column look_back_why text constraint matters_look_back_why_known check (look_back_why in ('drawn', 'listed'));
comment on column matters.matters.mode is '三改: which of the kind''s modes it is in, such as self 自行整改. Null where the kind has none.';
comment on column matters.matters.worked_by is 'Everybody who ever handled it or answered for it; none of them verifies it. Kept by a trigger, only ever longer.';
comment on column matters.matters.remaining is '部分合格: what remains to be put right, in the verifier''s words; null when nothing was found to be done.';
comment on column matters.matters.look_back_why is 'Why it is looked at again: drawn by lot, or listed because its kind asks for every one. Until then it has a holder and a wake-up.';

-- Who waits: an open matter, and a closed one that is to be looked at again.
alter table matters.matters
  drop constraint matters_one_holder,
  drop constraint matters_one_wake,
  drop constraint matters_open_has_clock,
  drop constraint matters_verified_by_second;
alter table matters.matters
  add constraint matters_look_back_whole check (look_back_why is null or outcome = 'closed' and look_back_on is not null),
  add constraint matters_one_holder check ((outcome is null or look_back_why is not null and looked_back_on is null) = (holder_unit_id is not null)
    and (holder_unit_id is not null or holder_account_id is null) and (holder_account_id is null) = (holder_title is null)),
  add constraint matters_one_wake check ((outcome is null or look_back_why is not null and looked_back_on is null) = (wake_at is not null)
    and (wake_at is null) = (wake_why is null)),
  add constraint matters_open_has_clock check (
    (outcome is null and held_until is null or look_back_why is not null and looked_back_on is null) = (due_at is not null)
    and (due_at is null) = (near_at is null) and near_at <= due_at and (outcome is not null or measure is not null)),
  add constraint matters_verified_by_second check (outcome is distinct from 'closed' or (verified_by is not null
    and verified_by is distinct from handler_account_id and verified_by is distinct from answered_by
    and verified_by <> all (coalesce(worked_by, '{}')) and inspectors <> array[verified_by]));
-- Few at a time: what is to be looked at again, by whose desk it is.
create index matters_by_look_back on matters.matters (city, holder_unit_id, due_at, id)
  include (programme, division, near_at, holder_account_id) where outcome = 'closed' and holder_unit_id is not null;

create index matters_to_look_again on matters.matters (city, place_id) where look_back_why is not null and looked_back_on is null;

create function matters.keep_workers() returns trigger
  language plpgsql set search_path = matters, pg_temp as $$
declare
  known uuid[] := case when tg_op = 'UPDATE' then coalesce(old.worked_by, '{}') else '{}' end;
  worker uuid;
begin
  foreach worker in array array[case when tg_op = 'UPDATE' then old.handler_account_id end, new.handler_account_id, new.answered_by] || coalesce(new.worked_by, '{}') loop
    if worker is not null and worker <> all (known) then
      known := known || worker;
    end if;
  end loop;
  new.worked_by := nullif(known, '{}');
  return new;
end $$;
create trigger keep_workers before insert or update on matters.matters for each row execute function matters.keep_workers();

-- ---------------------------------------------------------------- through whose hands it went

-- A post that sees only what its unit holds has no scope; its units are named here: `<programme>:<unit>`, comma between.
create function platform.units() returns text[]
  language sql stable parallel safe
  return (
    select coalesce(array_agg(unit), '{}')
    from unnest(string_to_array(nullif(current_setting('app.units', true), ''), ',')) unit
    where unit ~ '^[a-z]+:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
  );

create table matters.passes (
  city text collate "C" not null,
  matter_id uuid not null,
  desk text collate "C" not null,
  at timestamptz not null default now(),
  constraint passes_pkey primary key (city, desk, matter_id),
  constraint passes_matter foreign key (city, matter_id) references matters.matters (city, id) on delete restrict
);
comment on table matters.passes is '经手: the units that held a matter, for posts that see nothing else. Derived from the versions of matters.';
comment on column matters.passes.desk is '<programme>:<unit id>, as the setting app.units names them.';
create index passes_by_matter on matters.passes (city, matter_id);

create function matters.note_pass() returns trigger
  language plpgsql security definer set search_path = matters, pg_temp as $$
begin
  if tg_op = 'INSERT' or (new.holder_unit_id, new.handler_unit_id) is distinct from (old.holder_unit_id, old.handler_unit_id) then
    insert into matters.passes (city, matter_id, desk)
    select new.city, new.id, new.programme || ':' || unit
    from (select new.holder_unit_id union select new.handler_unit_id) held (unit) where unit is not null
    on conflict on constraint passes_pkey do nothing;
  end if;
  return null;
end $$;
create trigger note_pass after insert or update on matters.matters for each row execute function matters.note_pass();
insert into matters.passes (city, matter_id, desk)
  select city, id, programme || ':' || unit
  from matters.matters cross join lateral (select holder_unit_id union select handler_unit_id) held (unit) where unit is not null;

-- Name and address of the place of a matter, for whoever sees the matter and not the place: no more of it than that.
create function matters.place_of(which_city text, which uuid) returns table (name text, address text)
  language sql stable security definer set search_path = matters, pg_temp as $$
    select s.name, s.address from matters.matters m join subjects.places s on s.city = m.city and s.id = m.place_id
    where m.city = which_city and which_city = platform.city() and m.id = which
      and exists (select from matters.passes p where p.city = m.city and p.matter_id = m.id and p.desk = any (platform.units()))
  $$;

create or replace function matters.posts_at(which_city text, which_programme text, codes text[], roles text[], today date)
  returns table (account_id uuid, title text, account text, role text, unit_id uuid, unit_name text, division text)
  language sql stable security definer set search_path = matters, pg_temp as $$
    select a.id, a.title, a.name, p.role, p.unit_id, u.name, p.division
    from people.posts p
    join people.accounts a on a.city = p.city and a.id = p.account_id and a.kind = 'person' and a.state = 'active'
    join divisions.units u on u.city = p.city and u.id = p.unit_id
    where p.city = which_city and which_city = platform.city() and p.division = any (codes) and p.programme = which_programme
      and p.since <= today and (p.until is null or p.until > today) and (roles is null or p.role = any (roles))
      -- Only who works in the programme asks who else does.
      and (cardinality(platform.scopes(which_programme)) > 0 or exists (select from unnest(platform.units()) u where starts_with(u, which_programme || ':')))
  $$;

-- 交接, with those who worked on it before: the successor who did verifies nothing of it.
create or replace function matters.hand_over(which_city text, giver uuid, taker uuid, programmes text[]) returns int
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
      when m.stage in ('verify', 'closed') and (taker in (m.handler_account_id, m.answered_by) or taker = any (m.worked_by) or m.inspectors = array[taker]) then null
      when m.holder_account_id = giver then taker end,
    holder_title = case when m.holder_account_id <> giver then m.holder_title
      when m.stage in ('verify', 'closed') and (taker in (m.handler_account_id, m.answered_by) or taker = any (m.worked_by) or m.inspectors = array[taker]) then null
      when m.holder_account_id = giver then taker_title end,
    handler_account_id = case when m.handler_account_id = giver and m.stage not in ('verify', 'closed') then taker else m.handler_account_id end,
    handler_title = case when m.handler_account_id = giver and m.stage not in ('verify', 'closed') then taker_title else m.handler_title end
  where m.city = which_city and m.programme = any (programmes)
    and (m.holder_account_id = giver or m.outcome is null and m.handler_account_id = giver and m.stage <> 'verify');
  get diagnostics moved = row_count;
  return moved;
end $$;

-- ---------------------------------------------------------------- requests

alter table matters.requests
  drop constraint requests_kind_known,
  drop constraint requests_extension_once,
  drop constraint requests_asked_before_deadline,
  drop constraint requests_later;
alter table matters.requests
  add constraint requests_kind_known check (kind in ('extension', 'hold')),
  add constraint requests_asked_before_deadline check (kind = 'hold' or asked_at <= due_at),
  add constraint requests_later check (kind = 'hold' or wanted_due_at > due_at);
comment on table matters.requests is '延期、挂账申请: an extension is asked once, before the deadline; a hold as often as it is needed, one at a time. Decided by another person.';
comment on column matters.requests.wanted_due_at is 'The deadline that is asked for; of a hold the last second of its last day.';
create unique index requests_extension_once on matters.requests (city, matter_id) where kind = 'extension';
create unique index requests_one_hold_waits on matters.requests (city, matter_id) where kind = 'hold' and decided_at is null;
create index requests_by_matter on matters.requests (city, matter_id, asked_at);
