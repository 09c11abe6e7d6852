-- 消息: what somebody should look at. No fact of the office: the act that caused it is in the ledger, a notice only points to it.

create schema notices;
comment on schema notices is '消息: the inbox of each account.';

create table notices.notices (
  city text collate "C" not null,
  id uuid not null,
  account_id uuid not null,
  division text collate "C" not null,
  programme text not null,
  kind text not null constraint notices_kind_shape check (kind ~ '^[a-z]+(\.[a-z_]+)+$'),
  title text not null constraint notices_title_not_empty check (title ~ '\S' and length(title) <= 120),
  words text not null default '' constraint notices_words_not_long check (length(words) <= 1000),
  link text constraint notices_link_inside check (link ~ '^/[^/\\]' or link = '/'),
  relation text,
  row_id uuid,
  urgent boolean not null default false,
  urgent_by uuid,
  urgent_by_title text,
  caused_by uuid,
  created_at timestamptz not null,
  due_at timestamptz not null,
  reminded_at timestamptz,
  read_at timestamptz,
  constraint notices_pkey primary key (city, id),
  constraint notices_account foreign key (city, account_id) references people.accounts (city, id) on delete cascade,
  constraint notices_about_whole check ((relation is null) = (row_id is null)),
  constraint notices_order_has_name check ((urgent_by is null) = (urgent_by_title is null) and (urgent_by is null or urgent)),
  -- 22:00–07:00 in Shanghai: only an order that carries a name is due then.
  constraint notices_quiet_hours check (
    (due_at at time zone 'Asia/Shanghai')::time >= '07:00' and (due_at at time zone 'Asia/Shanghai')::time < '22:00' or urgent_by is not null)
);
comment on table notices.notices is '消息: one line in the inbox of one account. Words carry no personal data; they go after 90 days when read, after a year in any case.';
comment on column notices.notices.link is 'Where to look: a path of our own interface.';
comment on column notices.notices.urgent_by is 'Who ordered it at once; shown with the notice.';
comment on column notices.notices.caused_by is 'The act that told.';
comment on column notices.notices.created_at is 'Business time, as due_at, reminded_at and read_at.';
comment on column notices.notices.due_at is 'When the person is reminded: at the next batch (08:30, 15:00), at once when urgent. The inbox shows it from the beginning.';
create index notices_of_account on notices.notices (city, account_id, created_at desc, id desc);
create index notices_unread on notices.notices (city, account_id) where read_at is null;
create index notices_due on notices.notices (city, due_at) where reminded_at is null;
-- While one about the same thing is unread, the newer words take its place: few reminders, and none that is out of date.
create unique index notices_unread_once on notices.notices (city, account_id, kind, relation, row_id) where read_at is null and row_id is not null;

-- Puts a notice into inboxes, inside an act only: who tells need not be one who may read another's inbox. Accounts that do not sign in or
-- have left are passed over. Answers how many inboxes it reached.
create function notices.put(recipients uuid[], notice jsonb) returns int
  language plpgsql security definer set search_path = notices, pg_temp as $$
declare
  act uuid := nullif(current_setting('app.act', true), '')::uuid;
  reached int;
begin
  if act is null then
    raise exception 'a notice was told outside an act' using errcode = 'TZ001';
  end if;
  insert into notices.notices (city, id, account_id, division, programme, kind, title, words, link, relation, row_id, urgent, urgent_by,
    urgent_by_title, caused_by, created_at, due_at)
  select a.city, gen_random_uuid(), a.id, notice ->> 'division', notice ->> 'programme', notice ->> 'kind', notice ->> 'title',
    coalesce(notice ->> 'words', ''), notice ->> 'link', notice ->> 'relation', (notice ->> 'row_id')::uuid,
    (notice ->> 'urgent')::boolean, (notice ->> 'urgent_by')::uuid, notice ->> 'urgent_by_title', act,
    (notice ->> 'created_at')::timestamptz, (notice ->> 'due_at')::timestamptz
  from people.accounts a
  where a.city = platform.city() and a.id = any (recipients) and a.kind = 'person' and a.state <> 'closed'
  order by a.id
  on conflict (city, account_id, kind, relation, row_id) where read_at is null and row_id is not null do update
    set title = excluded.title, words = excluded.words, link = excluded.link, division = excluded.division,
      urgent = excluded.urgent, urgent_by = excluded.urgent_by, urgent_by_title = excluded.urgent_by_title, caused_by = excluded.caused_by,
      created_at = excluded.created_at, due_at = excluded.due_at, reminded_at = null;
  get diagnostics reached = row_count;
  return reached;
end $$;
comment on function notices.put is 'Definer: an inbox is its owner''s alone. Inside an act only.';

-- Who holds such a post on a day, and who stands in for him. `over` asks for posts whose division contains the given one, else lies in it.
create function notices.holders(which_programme text, which_division text, roles text[], which_unit uuid, over boolean, today date)
  returns setof uuid
  language sql stable security definer set search_path = notices, pg_temp as $$
    with held as (
      select p.id, p.account_id from people.posts p
      where p.city = platform.city() and p.programme = which_programme and p.since <= today and (p.until is null or p.until > today)
        and (roles is null or p.role = any (roles)) and (which_unit is null or p.unit_id = which_unit)
        and (which_division is null or case when over then starts_with(which_division, p.division) else starts_with(p.division, which_division) end)
    )
    select account_id from held
    union
    select d.to_account_id from held join people.delegations d on d.city = platform.city() and d.from_account_id = held.account_id and (d.post_id is null or d.post_id = held.id)
    where today between d.from_on and d.to_on and (d.ended_on is null or d.ended_on > today)
  $$;
comment on function notices.holders is 'Definer: posts are rows of the administration. Answers ids of accounts only.';

-- Takes what is due and was not reminded of yet. In quiet hours only orders that carry a name.
create function notices.take_due(which_city text, moment timestamptz, quiet boolean)
  returns table (id uuid, account_id uuid, account text, division text, programme text, kind text, title text, link text, urgent boolean,
    urgent_by_title text, created_at timestamptz, unread int)
  language sql security definer set search_path = notices, pg_temp as $$
    with taken as (
      update notices.notices n set reminded_at = moment
      where n.city = which_city and n.due_at <= moment and n.reminded_at is null and (not quiet or n.urgent_by is not null)
      returning n.*
    ), counts as (
      select n.account_id, count(*)::int as unread from notices.notices n
      where n.city = which_city and n.read_at is null and n.account_id in (select t.account_id from taken t) group by n.account_id
    )
    select t.id, t.account_id, a.name, t.division, t.programme, t.kind, t.title, t.link, t.urgent, t.urgent_by_title, t.created_at, coalesce(c.unread, 0)
    from taken t join people.accounts a on a.city = t.city and a.id = t.account_id left join counts c on c.account_id = t.account_id
    -- Read before anybody was reminded: nothing to say.
    where t.read_at is null
    order by t.created_at, t.id
  $$;
comment on function notices.take_due is 'Definer: the worker reads no inbox, it only learns whom to remind.';

create function notices.tidy(which_city text, moment timestamptz) returns int
  language plpgsql security definer set search_path = notices, pg_temp as $$
declare
  gone int;
begin
  delete from notices.notices n where n.city = which_city and (n.read_at < moment - interval '90 days' or n.created_at < moment - interval '1 year');
  get diagnostics gone = row_count;
  return gone;
end $$;
comment on function notices.tidy is 'Definer: takes away what is old, in any inbox.';
