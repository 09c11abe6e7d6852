-- 人员: accounts, posts, delegations (kept by the ledger); credentials, devices, sessions and sign-ins (not kept: secrets must not live on
-- in superseded versions, and a session is no fact of the office).
-- Rules held here: three separate administrators; nobody gives himself a post; an attempt to sign in counts before it is judged.

create schema people;
comment on schema people is '人员: accounts, posts, delegations, handover; sessions, devices, sign-ins.';

-- ---------------------------------------------------------------- kept by the ledger

create table people.accounts (
  city text collate "C" not null,
  id uuid not null,
  division text collate "C" not null,
  unit_id uuid,
  name text not null,
  title text not null,
  phone bytea,
  kind text not null default 'person',
  state text not null default 'active',
  version int not null,
  act_id uuid not null,
  salt uuid not null default gen_random_uuid(),
  constraint accounts_pkey primary key (city, id),
  constraint accounts_name_taken unique (city, name),
  constraint accounts_name_form check (kind <> 'person' or name ~ '^[a-z][a-z0-9._-]{2,39}$'),
  constraint accounts_title_not_empty check (title ~ '\S'),
  constraint accounts_kind_known check (kind in ('person', 'system', 'reader')),
  constraint accounts_state_known check (state in ('active', 'locked', 'closed')),
  constraint accounts_unit foreign key (city, unit_id) references divisions.units (city, id) on delete restrict
);
comment on table people.accounts is '账号: a person, or the machine itself, who acts. Division and unit are where the account is administered; what it may do comes from posts.';
comment on column people.accounts.unit_id is 'The unit that administers the account; set by its first post.';
comment on column people.accounts.name is 'Sign-in name in small letters; unique in the city, never given to another person.';
comment on column people.accounts.title is 'How the person is shown 姓名.';
comment on column people.accounts.phone is 'Sealed.';
comment on column people.accounts.kind is 'person; system: jobs of one unit; reader: the command line without an account. The last two have no password.';
comment on column people.accounts.state is 'active; locked 已锁: by an administrator; closed 已停用: handed over and left. The lock after failed sign-ins is elsewhere (people.attempts).';
create index accounts_by_division on people.accounts (city, division, name);
create index accounts_by_unit on people.accounts (city, unit_id);
select ledger.keep('people.accounts', 'people');

create table people.posts (
  city text collate "C" not null,
  id uuid not null,
  division text collate "C" not null,
  account_id uuid not null,
  unit_id uuid not null,
  role text not null,
  programme text not null,
  since date not null,
  until date,
  version int not null,
  act_id uuid not null,
  salt uuid not null default gen_random_uuid(),
  constraint posts_pkey primary key (city, id),
  constraint posts_role_form check (role ~ '^[a-z]+\.[a-z_]+$'),
  constraint posts_programme_form check (programme ~ '^[a-z]+$'),
  constraint posts_end_after_start check (until is null or until >= since),
  constraint posts_account foreign key (city, account_id) references people.accounts (city, id) on delete restrict,
  constraint posts_unit foreign key (city, unit_id) references divisions.units (city, id) on delete restrict
);
comment on table people.posts is '岗位: a role in a unit for a division and a programme, held from `since` until the day before `until`.';
comment on column people.posts.until is '离任日期: the first day on which the post is no longer held; null while open.';
create unique index posts_open_once on people.posts (city, account_id, role, unit_id, division, programme) where until is null;
create index posts_by_account on people.posts (city, account_id);
create index posts_by_unit on people.posts (city, unit_id);
create index posts_by_division on people.posts (city, division);
select ledger.keep('people.posts', 'people');

create table people.delegations (
  city text collate "C" not null,
  id uuid not null,
  division text collate "C" not null,
  from_account_id uuid not null,
  to_account_id uuid not null,
  post_id uuid,
  from_on date not null,
  to_on date not null,
  reason text not null,
  ended_on date,
  version int not null,
  act_id uuid not null,
  salt uuid not null default gen_random_uuid(),
  constraint delegations_pkey primary key (city, id),
  constraint delegations_days_in_order check (to_on >= from_on),
  constraint delegations_not_longer_than_a_year check (to_on <= from_on + 366),
  constraint delegations_to_another check (from_account_id <> to_account_id),
  constraint delegations_reason_not_empty check (reason ~ '\S'),
  constraint delegations_from_account foreign key (city, from_account_id) references people.accounts (city, id) on delete restrict,
  constraint delegations_to_account foreign key (city, to_account_id) references people.accounts (city, id) on delete restrict,
  constraint delegations_post foreign key (city, post_id) references people.posts (city, id) on delete restrict
);
comment on table people.delegations is '代理: while somebody is on leave, another acts from his posts, first and last day included. Not passed on, never an administrator''s post.';
comment on column people.delegations.post_id is 'The one post that is delegated; null: all posts of the person.';
comment on column people.delegations.ended_on is 'Ended early: the first day on which it no longer holds.';
create index delegations_by_from on people.delegations (city, from_account_id);
create index delegations_by_to on people.delegations (city, to_account_id);
select ledger.keep('people.delegations', 'people');

-- ---------------------------------------------------------------- not kept by the ledger

create table people.credentials (
  city text collate "C" not null,
  account_id uuid not null,
  hash text not null,
  previous text[] not null default '{}',
  must_change boolean not null,
  valid_until timestamptz,
  changed_at timestamptz not null default clock_timestamp(),
  constraint credentials_pkey primary key (city, account_id),
  constraint credentials_hash_form check (hash like '$argon2id$%'),
  constraint credentials_account foreign key (city, account_id) references people.accounts (city, id) on delete cascade
);
comment on table people.credentials is 'Password hashes (argon2id). Reached by definer functions only; not kept by the ledger, so that no old hash lives on.';
comment on column people.credentials.previous is 'Hashes of the last passwords, the newest first: a new password is none of them.';
comment on column people.credentials.valid_until is 'Real time after which a one-time password no longer opens a session; null for a password of the person''s own choice.';

create table people.devices (
  city text collate "C" not null,
  id uuid not null,
  account_id uuid not null,
  kind text not null default 'desk',
  token_hash bytea not null,
  words text not null,
  first_seen_at timestamptz not null default clock_timestamp(),
  last_seen_at timestamptz not null default clock_timestamp(),
  revoked_at timestamptz,
  constraint devices_pkey primary key (city, id),
  constraint devices_token_once unique (city, account_id, token_hash),
  constraint devices_kind_known check (kind in ('desk', 'phone')),
  constraint devices_account foreign key (city, account_id) references people.accounts (city, id) on delete cascade
);
comment on table people.devices is '设备: a browser or phone from which an account signed in. The token recognises it again and opens nothing by itself.';

create table people.sessions (
  city text collate "C" not null,
  id uuid not null,
  account_id uuid not null,
  device_id uuid not null,
  token_hash bytea not null,
  ip text,
  opened_at timestamptz not null default clock_timestamp(),
  last_seen_at timestamptz not null default clock_timestamp(),
  expires_at timestamptz not null,
  idle interval not null,
  ended_at timestamptz,
  ended_why text,
  constraint sessions_pkey primary key (city, id),
  constraint sessions_token_once unique (city, token_hash),
  constraint sessions_end_said check ((ended_at is null) = (ended_why is null)),
  constraint sessions_account foreign key (city, account_id) references people.accounts (city, id) on delete cascade,
  constraint sessions_device foreign key (city, device_id) references people.devices (city, id) on delete cascade
);
comment on table people.sessions is 'A signed-in browser. The token itself is only in its cookie; here is its sha-256. All times are real times, never the business clock.';
create index sessions_by_account on people.sessions (city, account_id) where ended_at is null;
create index sessions_by_device on people.sessions (city, device_id);

create table people.sign_ins (
  city text collate "C" not null,
  id uuid not null default gen_random_uuid(),
  at timestamptz not null default clock_timestamp(),
  what text not null,
  account_id uuid,
  name text,
  ip text,
  words text,
  constraint sign_ins_pkey primary key (city, id),
  constraint sign_ins_what_known
    check (what in ('signed_in', 'failed', 'refused', 'signed_out', 'signed_out_everywhere', 'device_revoked', 'command_line'))
);
comment on table people.sign_ins is 'Log of signing in and out, failures too. Append-only; kept at least six months (网络安全法 2016, 第二十一条第三项).';
comment on column people.sign_ins.name is 'Only the name of an existing account: people type their password into the wrong field.';
create index sign_ins_by_time on people.sign_ins (city, at desc);
create index sign_ins_by_account on people.sign_ins (city, account_id, at desc);

create table people.attempts (
  city text collate "C" not null,
  kind text not null,
  subject text not null,
  recent timestamptz[] not null default '{}',
  locked_until timestamptz,
  constraint attempts_pkey primary key (city, kind, subject),
  constraint attempts_kind_known check (kind in ('name', 'address'))
);
comment on table people.attempts is 'Attempts to sign in of the last minutes, counted by name (blind index, whether or not the name exists) and by network address.';

-- ---------------------------------------------------------------- three powers, and nobody raises himself

create function people.is_admin_role(role text) returns boolean
  language sql immutable parallel safe
  return role in ('people.system_admin', 'people.security_admin', 'people.audit_admin');

create function people.keep_powers_apart() returns trigger
  language plpgsql security definer set search_path = people, pg_temp as $$
declare
  holder people.accounts;
begin
  -- The lock makes two posts given to one person at the same moment see each other.
  select * into holder from people.accounts a where a.city = new.city and a.id = new.account_id for update;
  if holder.kind <> 'person' or holder.state <> 'active' then
    raise exception 'posts are held by active persons' using errcode = '23514', constraint = 'posts_active_person', table = 'posts', schema = 'people';
  end if;
  if new.account_id = platform.account() then
    raise exception 'nobody gives himself a post' using errcode = '23514', constraint = 'posts_not_to_oneself', table = 'posts', schema = 'people';
  end if;
  if new.until < new.since then
    return new; -- The check constraint says it in better words than a range would.
  end if;
  if exists (
    select from people.posts p
    where p.city = new.city and p.account_id = new.account_id and p.id <> new.id
      and (is_admin_role(p.role) or is_admin_role(new.role)) and p.role <> new.role
      and daterange(p.since, p.until) && daterange(new.since, new.until)
  ) then
    raise exception 'an administrator holds no other role' using errcode = '23514', constraint = 'posts_three_powers', table = 'posts', schema = 'people';
  end if;
  return new;
end $$;
create trigger three_powers before insert on people.posts for each row execute function people.keep_powers_apart();
create trigger three_powers_changed before update on people.posts for each row
  when (new.account_id <> old.account_id or new.role <> old.role or new.since < old.since
    or coalesce(new.until, 'infinity') > coalesce(old.until, 'infinity'))
  execute function people.keep_powers_apart();

create function people.keep_delegation_apart() returns trigger
  language plpgsql security definer set search_path = people, pg_temp as $$
begin
  if new.to_on < new.from_on then
    return new;
  end if;
  if exists (
    select from people.posts p
    where p.city = new.city and is_admin_role(p.role) and daterange(p.since, p.until) && daterange(new.from_on, new.to_on, '[]')
      and (p.account_id = new.to_account_id or p.account_id = new.from_account_id or p.id = new.post_id)
  ) then
    raise exception 'administration is not delegated' using errcode = '23514', constraint = 'delegations_three_powers', table = 'delegations', schema = 'people';
  end if;
  if new.post_id is not null
    and not exists (select from people.posts p where p.city = new.city and p.id = new.post_id and p.account_id = new.from_account_id) then
    raise exception 'the post is not his' using errcode = '23514', constraint = 'delegations_own_post', table = 'delegations', schema = 'people';
  end if;
  return new;
end $$;
create trigger three_powers before insert on people.delegations for each row execute function people.keep_delegation_apart();

-- ---------------------------------------------------------------- who may do what now: servers forget what they remembered

create function people.tell_everybody() returns trigger
  language plpgsql as $$
begin
  perform pg_notify('taizhang_sessions', '*');
  return null;
end $$;
create trigger tell after update on people.accounts for each statement execute function people.tell_everybody();
create trigger tell after insert or update or delete on people.posts for each statement execute function people.tell_everybody();
create trigger tell after insert or update or delete on people.delegations for each statement execute function people.tell_everybody();
create trigger tell after update on people.credentials for each statement execute function people.tell_everybody();

create function people.tell_ended() returns trigger
  language plpgsql as $$
begin
  perform pg_notify('taizhang_sessions', new.id::text);
  return null;
end $$;
create trigger tell after update on people.sessions for each row
  when (old.ended_at is null and new.ended_at is not null) execute function people.tell_ended();

-- ---------------------------------------------------------------- definer functions: signing in happens before any scope exists

create function people.note(which_city text, what text, who uuid, name text, address text, words text) returns void
  language sql security definer set search_path = people, pg_temp
  begin atomic
    insert into people.sign_ins (city, what, account_id, name, ip, words) values (which_city, what, who, name, address, left(words, 200));
  end;

-- Posts in force on a business day, own ones and delegated ones, with what the actor shows of them.
create function people.posts_in_force(which_city text, who uuid, today date)
  returns table (id uuid, role text, programme text, division text, division_name text, unit_id uuid, unit_name text, instead_of text)
  language sql stable security definer set search_path = people, pg_temp as $$
    with mine as (
      select p.*, null::text as instead_of
      from people.posts p
      where p.city = which_city and p.account_id = who and p.since <= today and (p.until is null or p.until > today)
    ), lent as (
      select p.*, a.title as instead_of
      from people.delegations d
      join people.accounts a on a.city = d.city and a.id = d.from_account_id and a.state = 'active'
      join people.posts p on p.city = d.city and p.account_id = d.from_account_id and (d.post_id is null or p.id = d.post_id)
      where d.city = which_city and d.to_account_id = who and d.from_on <= today and today <= d.to_on and (d.ended_on is null or today < d.ended_on)
        and p.since <= today and (p.until is null or p.until > today)
        and not is_admin_role(p.role) and not exists (select from mine m where is_admin_role(m.role))
    ), held as (
      select distinct on (h.id) h.* from (select * from mine union all select * from lent) h order by h.id, h.instead_of nulls first
    )
    select h.id, h.role, h.programme, h.division,
      coalesce(d.name, village.name || right(h.division, 3) || '网格', h.division), h.unit_id, u.name, h.instead_of
    from held h
    join divisions.units u on u.city = h.city and u.id = h.unit_id
    left join divisions.divisions d on d.city = h.city and d.code = h.division
    -- A grid need not be on record: it is named after its village.
    left join divisions.divisions village on village.city = h.city and length(h.division) = 15 and village.code = left(h.division, 12)
    order by length(h.division), h.division, h.role, h.id
  $$;

create function people.actor_of(which_city text, who uuid, today date) returns jsonb
  language sql stable security definer set search_path = people, pg_temp as $$
    select jsonb_build_object('account_id', a.id, 'account', a.name, 'title', a.title,
      'posts', coalesce((select jsonb_agg(to_jsonb(p)) from people.posts_in_force(which_city, who, today) p), '[]'))
    from people.accounts a
    where a.city = which_city and a.id = who and a.state = 'active'
  $$;

create function people.actor_named(which_city text, account_name text, today date) returns jsonb
  language sql stable security definer set search_path = people, pg_temp as $$
    select people.actor_of(which_city, a.id, today) from people.accounts a
    where a.city = which_city and a.name = account_name and a.kind = 'person'
  $$;

-- A password lives 90 days (GB/T 22239-2019 asks for regular change; the number is 待核实 and the demo is exempt, since its passwords are printed).
create function people.must_change(c people.credentials) returns boolean
  language sql stable security definer set search_path = people, pg_temp as $$
    select c.must_change or (c.changed_at < clock_timestamp() - interval '90 days'
      and not exists (select from platform.office o where o.city = c.city and o.demo))
  $$;

-- The session of a cookie and its actor, or null. Keeps `last_seen_at` to the minute; ends what was idle or lived too long.
create function people.session_actor(which_city text, token bytea, today date) returns jsonb
  language plpgsql security definer set search_path = people, pg_temp as $$
declare
  s people.sessions;
  moment timestamptz := clock_timestamp();
  actor jsonb;
begin
  select * into s from people.sessions where city = which_city and token_hash = token and ended_at is null;
  if not found then
    return null;
  end if;
  if s.expires_at <= moment or s.last_seen_at + s.idle <= moment then
    update people.sessions set ended_at = moment, ended_why = case when s.expires_at <= moment then 'expired' else 'idle' end
    where city = s.city and id = s.id and ended_at is null;
    return null;
  end if;
  actor := people.actor_of(which_city, s.account_id, today);
  if actor is null then
    return null;
  end if;
  if s.last_seen_at < moment - interval '1 minute' then
    update people.sessions set last_seen_at = moment where city = s.city and id = s.id and ended_at is null;
    update people.devices set last_seen_at = moment where city = s.city and id = s.device_id;
  end if;
  return actor || jsonb_build_object('session_id', s.id, 'idle_minutes', floor(extract(epoch from s.idle) / 60),
    'must_change', (select people.must_change(c) from people.credentials c where c.city = which_city and c.account_id = s.account_id),
    'expires_in_ms', floor(1000 * extract(epoch from least(s.expires_at - moment, greatest(s.last_seen_at, moment - interval '1 minute') + s.idle - moment))));
end $$;

-- Counts an attempt before the password is looked at, so that many at once cannot outrun the count; success takes it back.
-- 5 attempts in 15 minutes lock the name for 30 minutes, whether or not it exists (GB/T 22239-2019 登录失败处理; numbers 可配置).
-- 10 failures a minute from one address are refused; from the sixth in 15 minutes the answer is slowed down.
create function people.begin_sign_in(which_city text, tried text, name_key text, address text)
  returns table (refused text, seconds int, pause_ms int, reserved_at timestamptz, account_id uuid, account_name text, hash text)
  language plpgsql security definer set search_path = people, pg_temp as $$
declare
  moment timestamptz;
  from_here people.attempts;
  for_name people.attempts;
  last_minute timestamptz[];
begin
  -- Always the address first, then the name: two attempts never wait for each other crosswise.
  insert into people.attempts (city, kind, subject) values (which_city, 'address', address) on conflict do nothing;
  select * into from_here from people.attempts a where a.city = which_city and a.kind = 'address' and a.subject = address for update;
  -- Milliseconds: the caller brings the moment back through a JavaScript date.
  moment := date_trunc('milliseconds', clock_timestamp());
  from_here.recent := array(select t from unnest(from_here.recent) t where t > moment - interval '15 minutes' order by t);
  last_minute := array(select t from unnest(from_here.recent) t where t > moment - interval '1 minute' order by t);
  if cardinality(last_minute) >= 10 then
    return query select 'address', greatest(1, ceil(extract(epoch from last_minute[1] + interval '1 minute' - moment)))::int, 0, null::timestamptz, null::uuid, null::text, null::text;
    return;
  end if;
  insert into people.attempts (city, kind, subject) values (which_city, 'name', name_key) on conflict do nothing;
  select * into for_name from people.attempts a where a.city = which_city and a.kind = 'name' and a.subject = name_key for update;
  moment := date_trunc('milliseconds', clock_timestamp());
  if for_name.locked_until > moment then
    return query select 'name', greatest(1, ceil(extract(epoch from for_name.locked_until - moment)))::int, 0, null::timestamptz, a.id, a.name, null::text
      from (select 1) always left join people.accounts a on a.city = which_city and a.name = tried and a.kind = 'person';
    return;
  end if;
  update people.attempts a set recent = from_here.recent || moment
  where a.city = which_city and a.kind = 'address' and a.subject = address;
  for_name.recent := array(select t from unnest(for_name.recent) t where t > moment - interval '15 minutes' order by t) || moment;
  update people.attempts a
  set recent = for_name.recent, locked_until = case when cardinality(for_name.recent) >= 5 then moment + interval '30 minutes' end
  where a.city = which_city and a.kind = 'name' and a.subject = name_key;
  return query select null::text, 0, least(2000, 100 * greatest(0, cardinality(from_here.recent) - 5))::int, moment, a.id, a.name, c.hash
    from (select 1) always
    left join people.accounts a on a.city = which_city and a.name = tried and a.kind = 'person'
    left join people.credentials c on c.city = a.city and c.account_id = a.id;
end $$;

-- Opens the session after the password was found right. Answers why not: `closed`, `no_post`, `expired`; null when it is open.
create function people.finish_sign_in(
  which_city text, who uuid, name_key text, address text, reserved timestamptz, today date,
  session uuid, token bytea, device uuid, device_token bytea, device_words text, lasts interval, may_idle interval,
  brief_programmes text[], brief_idle interval
) returns text
  language plpgsql security definer set search_path = people, pg_temp as $$
declare
  holder people.accounts;
  credential people.credentials;
  known uuid;
begin
  update people.attempts set recent = array_remove(recent, reserved) where city = which_city and kind = 'address' and subject = address;
  delete from people.attempts where city = which_city and kind = 'name' and subject = name_key;
  -- Shared with whoever closes the account at this moment: one of the two waits.
  select * into holder from people.accounts a where a.city = which_city and a.id = who for share;
  if not found or holder.state <> 'active' then
    return 'closed';
  end if;
  select * into credential from people.credentials c where c.city = which_city and c.account_id = who for share;
  if credential.valid_until <= clock_timestamp() then
    return 'expired';
  end if;
  if not exists (select from people.posts_in_force(which_city, who, today)) then
    return 'no_post';
  end if;
  -- A revoked device that signs in again with the right password is a new device.
  select d.id into known from people.devices d
  where d.city = which_city and d.account_id = who and d.token_hash = device_token and d.revoked_at is null;
  if known is null then
    insert into people.devices (city, id, account_id, token_hash, words) values (which_city, device, who, device_token, left(device_words, 200));
    known := device;
  else
    update people.devices d set last_seen_at = clock_timestamp(), words = left(device_words, 200) where d.city = which_city and d.id = known;
    update people.sessions s set ended_at = clock_timestamp(), ended_why = 'signed in again'
    where s.city = which_city and s.device_id = known and s.ended_at is null;
  end if;
  insert into people.sessions (city, id, account_id, device_id, token_hash, ip, expires_at, idle)
  values (which_city, session, who, known, token, address, clock_timestamp() + lasts,
    case when exists (select from people.posts_in_force(which_city, who, today) p where is_admin_role(p.role) or p.programme = any (brief_programmes))
      then brief_idle else may_idle end);
  perform people.note(which_city, 'signed_in', who, holder.name, address, device_words);
  return null;
end $$;

-- Whether the running transaction may touch that account's credentials and sessions: its own, or one in its scope for administration.
-- Never null: `not in_reach(…)` must refuse when no account is set.
create function people.in_reach(which_city text, who uuid) returns boolean
  language sql stable security definer set search_path = people, pg_temp as $$
    select coalesce(which_city = platform.city() and (who is not distinct from platform.account() or exists (
      select from people.accounts a where a.city = which_city and a.id = who and a.kind = 'person' and a.division ^@ any (platform.scopes('people')))), false)
  $$;

create function people.my_password(which_city text) returns table (hash text, previous text[])
  language sql stable security definer set search_path = people, pg_temp as $$
    select c.hash, c.previous from people.credentials c where c.city = which_city and c.city = platform.city() and c.account_id = platform.account()
  $$;

-- Sets a password inside an act; null `good_for` means the person's own choice, else a one-time password to be changed at the first sign-in.
create function people.set_password(which_city text, who uuid, new_hash text, must_be_changed boolean, good_for interval) returns void
  language plpgsql security definer set search_path = people, pg_temp as $$
begin
  if nullif(current_setting('app.act', true), '') is null then
    raise exception 'a password was set outside an act' using errcode = 'TZ001';
  end if;
  if not people.in_reach(which_city, who) then
    raise exception 'the account is out of reach' using errcode = '42501';
  end if;
  insert into people.credentials as c (city, account_id, hash, must_change, valid_until)
  values (which_city, who, new_hash, must_be_changed, clock_timestamp() + good_for)
  on conflict (city, account_id) do update
  set hash = excluded.hash, previous = (array[c.hash] || c.previous)[1:5], must_change = excluded.must_change,
    valid_until = excluded.valid_until, changed_at = clock_timestamp();
end $$;

-- Ends all sessions of an account, but for one when given; returns how many.
create function people.end_sessions(which_city text, who uuid, but_for uuid, why text) returns int
  language plpgsql security definer set search_path = people, pg_temp as $$
declare
  ended int;
begin
  if not people.in_reach(which_city, who) then
    raise exception 'the account is out of reach' using errcode = '42501';
  end if;
  update people.sessions s set ended_at = clock_timestamp(), ended_why = why
  where s.city = which_city and s.account_id = who and s.ended_at is null and s.id is distinct from but_for;
  get diagnostics ended = row_count;
  return ended;
end $$;

create function people.end_session(which_city text, which uuid, why text) returns boolean
  language plpgsql security definer set search_path = people, pg_temp as $$
begin
  update people.sessions s set ended_at = clock_timestamp(), ended_why = why
  where s.city = which_city and s.city = platform.city() and s.id = which and s.account_id = platform.account() and s.ended_at is null;
  return found;
end $$;

-- Where an account is signed in now, for itself and for whoever administers it.
create function people.devices_of(which_city text, who uuid)
  returns table (id uuid, kind text, title text, address text, signed_in_at timestamptz, last_seen_at timestamptz, session_id uuid)
  language sql stable security definer set search_path = people, pg_temp as $$
    select d.id, d.kind, d.words, s.ip, s.opened_at, s.last_seen_at, s.id
    from people.devices d
    join people.sessions s on s.city = d.city and s.device_id = d.id and s.ended_at is null
      and s.expires_at > clock_timestamp() and s.last_seen_at + s.idle > clock_timestamp()
    where d.city = which_city and d.account_id = who and d.revoked_at is null and people.in_reach(which_city, who)
    order by s.last_seen_at desc
  $$;

create function people.last_sign_in(which_city text, who uuid) returns timestamptz
  language sql stable security definer set search_path = people, pg_temp as $$
    select max(s.at) from people.sign_ins s where s.city = which_city and s.account_id = who and s.what = 'signed_in' and people.in_reach(which_city, who)
  $$;

-- All open posts, so that a handover can say when some lie outside the administrator's scope.
create function people.open_posts(which_city text, who uuid, today date) returns bigint
  language sql stable security definer set search_path = people, pg_temp as $$
    select count(*) from people.posts p
    where p.city = which_city and p.account_id = who and (p.until is null or p.until > today) and people.in_reach(which_city, who)
  $$;

create function people.revoke_device(which_city text, which uuid) returns boolean
  language plpgsql security definer set search_path = people, pg_temp as $$
begin
  update people.devices d set revoked_at = clock_timestamp(), token_hash = sha256(d.id::text::bytea)
  where d.city = which_city and d.city = platform.city() and d.id = which and d.account_id = platform.account() and d.revoked_at is null;
  if not found then
    return false;
  end if;
  update people.sessions s set ended_at = clock_timestamp(), ended_why = 'device revoked'
  where s.city = which_city and s.device_id = which and s.ended_at is null;
  return true;
end $$;

-- Colleagues of the acting account: active persons with a post in one of its units. Names only, for choosing whom to delegate to.
create function people.colleagues(which_city text, today date) returns table (id uuid, name text, title text, unit_name text)
  language sql stable security definer set search_path = people, pg_temp as $$
    select distinct a.id, a.name, a.title, u.name
    from people.posts mine
    join people.posts theirs on theirs.city = mine.city and theirs.unit_id = mine.unit_id
    join people.accounts a on a.city = theirs.city and a.id = theirs.account_id and a.state = 'active' and a.kind = 'person'
    join divisions.units u on u.city = mine.city and u.id = mine.unit_id
    where mine.city = which_city and mine.city = platform.city() and mine.account_id = platform.account() and a.id <> platform.account()
      and mine.since <= today and (mine.until is null or mine.until > today)
      and theirs.since <= today and (theirs.until is null or theirs.until > today)
      and not is_admin_role(theirs.role)
    order by a.title, a.id
  $$;

-- Names for rows that are mine to see although the people in them are not.
create function people.title_of(which_city text, who uuid) returns text
  language sql stable security definer set search_path = people, pg_temp as $$
    select a.title from people.accounts a where a.city = which_city and a.city = platform.city() and a.id = who
  $$;

create function people.locked_until(which_city text, name_key text) returns timestamptz
  language sql stable security definer set search_path = people, pg_temp as $$
    select a.locked_until from people.attempts a
    where a.city = which_city and a.city = platform.city() and a.kind = 'name' and a.subject = name_key and a.locked_until > clock_timestamp()
  $$;

create function people.unlock(which_city text, who uuid, name_key text) returns boolean
  language plpgsql security definer set search_path = people, pg_temp as $$
begin
  if nullif(current_setting('app.act', true), '') is null or not people.in_reach(which_city, who) then
    raise exception 'the account is out of reach' using errcode = '42501';
  end if;
  delete from people.attempts a where a.city = which_city and a.kind = 'name' and a.subject = name_key and a.locked_until > clock_timestamp();
  return found;
end $$;

-- How many people hold that administrator's role on a day: the last one is not taken away.
create function people.holders_of(which_city text, which_role text, today date) returns bigint
  language sql stable security definer set search_path = people, pg_temp as $$
    select count(distinct p.account_id) from people.posts p
    join people.accounts a on a.city = p.city and a.id = p.account_id and a.state = 'active'
    where p.city = which_city and p.role = which_role and p.since <= today and (p.until is null or p.until > today)
  $$;

-- The sign-in page of the demo lists its accounts; any other office lists nobody.
create function people.demo_accounts(which_city text) returns table (name text, title text, unit_name text)
  language sql stable security definer set search_path = people, pg_temp as $$
    select a.name, a.title, u.name from people.accounts a
    join platform.office o on o.city = a.city and o.demo
    join divisions.units u on u.city = a.city and u.id = a.unit_id
    where a.city = which_city and a.kind = 'person' and a.state = 'active'
    order by a.id
  $$;

-- The account under which the machine itself acts. Making it is an act of that account.
create function people.machine_account(which_city text, which_kind text, which_name text, which_title text) returns uuid
  language plpgsql security definer set search_path = people, pg_temp as $$
declare
  found_id uuid;
  act uuid := gen_random_uuid();
  running text := current_setting('app.act', true);
begin
  if which_kind not in ('system', 'reader') then
    raise exception 'no machine account is a %', which_kind;
  end if;
  select a.id into found_id from people.accounts a where a.city = which_city and a.name = which_name and a.kind = which_kind;
  if found then
    return found_id;
  end if;
  perform pg_advisory_xact_lock(hashtext('people.machine_account'), hashtext(which_name));
  select a.id into found_id from people.accounts a where a.city = which_city and a.name = which_name and a.kind = which_kind;
  if found then
    return found_id;
  end if;
  found_id := gen_random_uuid();
  insert into ledger.acts (city, id, verb, programme, division, account_id, account, unit_name, relation, row_id, summary, at)
  select which_city, act, 'people.accounts.create', 'people', which_city, found_id, which_title, '本系统', 'people.accounts', found_id,
    jsonb_build_object('name', which_name, 'title', which_title), coalesce(o.clock, clock_timestamp())
  from platform.office o where o.city = which_city;
  perform set_config('app.act', act::text, true);
  insert into people.accounts (city, id, division, name, title, kind) values (which_city, found_id, which_city, which_name, which_title, which_kind);
  perform set_config('app.act', coalesce(running, ''), true);
  return found_id;
end $$;

-- Opens the office, once. The first run and the demo call it inside the transaction that makes the administrators.
create function platform.open_office(which_city text, which_name text, is_demo boolean, standing timestamptz) returns void
  language plpgsql security definer set search_path = platform, pg_temp as $$
begin
  -- Two first runs at once: the second waits here and then finds the office open.
  lock table platform.office in share row exclusive mode;
  if exists (select from platform.office) then
    raise exception 'the office is open already' using errcode = '23505', constraint = 'office_opened_once', table = 'office', schema = 'platform';
  end if;
  insert into platform.office (city, name, demo, clock) values (which_city, which_name, is_demo, standing);
end $$;
comment on function platform.open_office is 'The only way in which a row comes into platform.office; never twice.';

-- What nobody needs any more: counters of yesterday, sessions ended a quarter ago. The sign-in log stays.
create function people.sweep() returns void
  language sql security definer set search_path = people, pg_temp
  begin atomic
    delete from people.attempts where coalesce(locked_until, '-infinity') < clock_timestamp() and not exists (
      select from unnest(recent) t where t > clock_timestamp() - interval '1 day');
    delete from people.sessions where coalesce(ended_at, expires_at) < clock_timestamp() - interval '90 days';
  end;
