-- Foundation: who may see which rows (platform), and what everybody did (ledger).
-- Rules held here: city first in every key; a row is written only inside an act; a superseded version is kept; acts are sealed in a chain.

create schema platform;
comment on schema platform is 'The office itself and the functions that write row policies; no programme words.';
create schema ledger;
comment on schema ledger is '流水: acts, superseded versions, seals, erasures.';

-- ---------------------------------------------------------------- platform

create table platform.office (
  city text collate "C" not null constraint office_city_is_four_digits check (city ~ '^[0-9]{4}$'),
  name text not null,
  demo boolean not null default false,
  clock timestamptz,
  complaints jsonb,
  record_no text,
  opened_at timestamptz not null default now(),
  constraint office_pkey primary key (city)
);
comment on table platform.office is 'The office this database serves, one row a city.';
comment on column platform.office.clock is 'Business clock of the demo, which stands until an operator steps it; null means real time.';
comment on column platform.office.complaints is '投诉建议 entry shown in the app: {"phone","text"}.';
comment on column platform.office.record_no is '备案号 of the app (国办函〔2026〕12号), null until the office has one.';

-- Settings of one transaction, written by `set local` only:
--   app.city    four digits
--   app.scopes  comma list of <programme>:<division code>; empty or absent means no rows
--   app.account id of the acting account
--   app.act     id of the running act; absent in reads

create function platform.city() returns text
  language sql stable parallel safe
  return nullif(current_setting('app.city', true), '');

create function platform.scopes(programme text) returns text[]
  language sql stable parallel safe
  return (
    select coalesce(array_agg(substr(scope, length(programme) + 2)), '{}')
    from unnest(string_to_array(nullif(current_setting('app.scopes', true), ''), ',')) scope
    where starts_with(scope, programme || ':')
  );

-- The codes that contain one of the given codes: 410402100 lies in 4104 and 410402.
create function platform.codes_above(codes text[]) returns text[]
  language sql immutable parallel safe
  return (
    select coalesce(array_agg(distinct left(code, cut)), '{}')
    from unnest(codes) code cross join unnest(array[4, 6, 9, 12]) cut where cut < length(code)
  );

create function platform.all_scopes() returns text[]
  language sql stable parallel safe
  return coalesce(string_to_array(nullif(current_setting('app.scopes', true), ''), ','), '{}');

create function platform.account() returns uuid
  language sql stable parallel safe
  return nullif(current_setting('app.account', true), '')::uuid;

-- The one function that writes policies. `scope` is
--   'city'             every row of my city
--   'programme:<key>'  rows whose division lies in my scopes for that programme
--   'upward:<key>'     the same, and for reading also the rows of the divisions above mine: who answers for me from above
--   'shared'           the same as programme, the programme being a column of the row
--   'public'           every row, also before sign-in
--   'none'             no row: only definer functions reach the table
-- The subquery form is evaluated once a statement (measured: a third faster than the bare form over 114,000 rows); a distributed
-- engine that refuses it needs only another branch here.
create function platform.guard_table(relation regclass, scope text) returns void
  language plpgsql as $$
declare
  existing record;
  rule text;
begin
  for existing in select polname from pg_policy where polrelid = relation loop
    execute format('drop policy %I on %s', existing.polname, relation);
  end loop;
  execute format('alter table %s enable row level security', relation);
  execute format('alter table %s force row level security', relation);
  execute format('create policy owner_keeps_house on %s to current_user using (true) with check (true)', relation);
  if scope = 'none' then
    return;
  elsif scope = 'public' then
    rule := 'true';
  elsif scope = 'city' then
    rule := 'city = (select platform.city())';
  elsif scope = 'shared' then
    rule := 'city = (select platform.city()) and (programme || '':'' || division) ^@ any ((select platform.all_scopes())::text[])';
  elsif scope like 'programme:%' or scope like 'upward:%' then
    rule := format('city = (select platform.city()) and division ^@ any ((select platform.scopes(%L))::text[])', split_part(scope, ':', 2));
    if scope like 'upward:%' then
      execute format('create policy above on %s for select to taizhang_app using (city = (select platform.city()) and division = any ((select platform.codes_above(platform.scopes(%L)))::text[]))',
        relation, split_part(scope, ':', 2));
    end if;
  else
    raise exception 'unknown scope % for %', scope, relation;
  end if;
  execute format('create policy scope on %s to taizhang_app using (%s) with check (%s)', relation, rule, rule);
end $$;
comment on function platform.guard_table is 'Restates the row policies of a table. Called only from access.sql files.';

-- ---------------------------------------------------------------- ledger

create table ledger.acts (
  city text collate "C" not null,
  id uuid not null,
  verb text not null,
  programme text not null,
  division text collate "C" not null,
  account_id uuid not null,
  account text not null,
  post_id uuid,
  unit_id uuid,
  unit_name text,
  relation text,
  row_id uuid,
  summary jsonb not null default '{}',
  reason text,
  answer jsonb,
  at timestamptz not null,
  recorded_at timestamptz not null default clock_timestamp(),
  constraint acts_pkey primary key (city, id)
);
comment on table ledger.acts is 'An act 流水 is what somebody did: verb, who, from which post, about what. Append-only.';
comment on column ledger.acts.id is 'Made by the caller: a replay carries the same id and receives the first answer.';
comment on column ledger.acts.at is 'Business time; recorded_at is real time.';
comment on column ledger.acts.summary is 'Words and counts for the reader; never a sealed value.';
create index acts_by_time on ledger.acts (city, recorded_at desc, id);
create index acts_by_business_time on ledger.acts (city, at);
create index acts_by_account on ledger.acts (city, account_id, recorded_at desc);
create index acts_by_unit on ledger.acts (city, unit_id, recorded_at desc);
create index acts_by_row on ledger.acts (city, relation, row_id, recorded_at desc);
create index acts_by_division on ledger.acts (city, division, recorded_at desc);

create table ledger.versions (
  city text collate "C" not null,
  relation text not null,
  row_id uuid not null,
  version int not null,
  act_id uuid not null,
  superseded_by uuid not null,
  programme text not null,
  division text collate "C" not null,
  content jsonb not null,
  constraint versions_pkey primary key (city, relation, row_id, version)
);
comment on table ledger.versions is 'Superseded versions of rows, as they stood, with the act that wrote them and the act that replaced or removed them.';
create index versions_by_act on ledger.versions (city, act_id);
create index versions_by_superseding_act on ledger.versions (city, superseded_by);

create table ledger.unsealed (
  city text collate "C" not null,
  act_id uuid not null,
  recorded_at timestamptz not null default clock_timestamp(),
  constraint unsealed_pkey primary key (city, act_id)
);
comment on table ledger.unsealed is 'Acts waiting for their seal: a queue, emptied by the worker.';

create table ledger.seals (
  city text collate "C" not null,
  seal_no bigint not null,
  act_id uuid not null,
  act_digest bytea not null,
  parts jsonb not null,
  chain bytea not null,
  sealed_at timestamptz not null default clock_timestamp(),
  constraint seals_pkey primary key (city, seal_no),
  constraint seals_act_once unique (city, act_id)
);
comment on table ledger.seals is 'Gapless chain: each seal covers the act and the salted digests of the rows it wrote, and the seal before it.';
comment on column ledger.seals.parts is 'Per relation what this act wrote, superseded and erased: {"fire.premises": {"rows": 1, "gone": 1, "digest": "hex"}}.';

create table ledger.erasures (
  city text collate "C" not null,
  relation text not null,
  row_id uuid not null,
  version int not null,
  act_id uuid not null,
  superseded_by uuid not null,
  erased_by uuid not null,
  digest bytea not null,
  constraint erasures_pkey primary key (city, relation, row_id, version)
);
comment on table ledger.erasures is 'What remains of a row that was erased by law: its digest, so that the chain still closes.';
create index erasures_by_act on ledger.erasures (city, act_id);
create index erasures_by_superseding_act on ledger.erasures (city, superseded_by);
create index erasures_by_erasing_act on ledger.erasures (city, erased_by);

-- Digest of one row: sha256 over its canonical text. The row carries its own random salt, so a digest that outlives an erased row tells nothing.
-- Nulls are stripped, so a nullable column added later changes no old digest.
create function ledger.row_digest(content jsonb) returns bytea
  language sql immutable parallel safe
  return sha256(convert_to(jsonb_strip_nulls(content)::text, 'UTF8'));

create function ledger.queue_for_seal() returns trigger
  language plpgsql security definer set search_path = ledger, pg_temp as $$
begin
  insert into ledger.unsealed (city, act_id) values (new.city, new.id);
  return null;
end $$;
create trigger acts_queue_for_seal after insert on ledger.acts for each row execute function ledger.queue_for_seal();

-- Every ledger table carries this trigger: no write outside an act, version counted, old version kept.
-- Arguments: relation name, programme ('*' takes the programme column of the row).
create function ledger.stamp() returns trigger
  language plpgsql security definer set search_path = ledger, pg_temp set timezone = 'UTC' as $$
declare
  act uuid := nullif(current_setting('app.act', true), '')::uuid;
  old_content jsonb;
begin
  if act is null then
    raise exception 'a row of % was written outside an act', tg_argv[0] using errcode = 'TZ001';
  end if;
  if tg_op = 'INSERT' then
    new.act_id := act;
    new.version := 1;
    return new;
  end if;
  if tg_op = 'UPDATE' and (new.city <> old.city or new.id <> old.id) then
    raise exception 'city and id of % never change', tg_argv[0] using errcode = 'TZ002';
  end if;
  old_content := to_jsonb(old);
  insert into ledger.versions (city, relation, row_id, version, act_id, superseded_by, programme, division, content)
  values (old.city, tg_argv[0], old.id, old.version, old.act_id, act,
    case tg_argv[1] when '*' then old_content ->> 'programme' else tg_argv[1] end, old.division, old_content);
  if tg_op = 'DELETE' then
    return old;
  end if;
  new.act_id := act;
  new.version := old.version + 1;
  new.salt := gen_random_uuid();
  return new;
end $$;

-- Insert-only twin for bulk loads: one cheap trigger for inserts, one for what supersedes.
create function ledger.stamp_insert() returns trigger
  language plpgsql set search_path = ledger, pg_temp as $$
declare
  act text := nullif(current_setting('app.act', true), '');
begin
  if act is null then
    raise exception 'a row of % was written outside an act', tg_argv[0] using errcode = 'TZ001';
  end if;
  new.act_id := act::uuid;
  new.version := 1;
  return new;
end $$;

create function ledger.keep(relation regclass, programme text) returns void
  language plpgsql as $$
declare
  name text := (select n.nspname || '.' || c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.oid = relation);
  missing text;
begin
  select string_agg(wanted, ', ') into missing
  from unnest(array['city', 'id', 'division', 'version', 'act_id', 'salt']) wanted
  where not exists (select 1 from pg_attribute where attrelid = relation and attname = wanted and not attisdropped);
  if missing is not null then
    raise exception '% cannot be a ledger table: it lacks %', name, missing;
  end if;
  execute format('create trigger stamp_insert before insert on %s for each row execute function ledger.stamp_insert(%L, %L)', relation, name, programme);
  execute format('create trigger stamp_change before update or delete on %s for each row execute function ledger.stamp(%L, %L)', relation, name, programme);
  execute format('create index %I on %s (city, act_id)', replace(name, '.', '_') || '_by_act', relation);
end $$;
comment on function ledger.keep is 'Makes a table a ledger table: stamped, versioned, sealed, verified.';

create function ledger.kept_tables() returns setof text
  language sql stable as $$
    select n.nspname || '.' || c.relname
    from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace
    where t.tgname = 'stamp_change' and not t.tgisinternal
    order by 1
  $$;

-- What the given acts did, per relation; null means all acts. Three kinds of lines go into the digest: rows written (wherever they stand
-- now: current, superseded or erased), versions superseded or removed, versions erased. With the first kind alone a row could be moved
-- among the superseded ones, or exchanged for a made-up erasure, and every digest would still close.
create function ledger.written(which_city text, acts uuid[]) returns table (act_id uuid, relation text, row_count bigint, gone_count bigint, digest bytea)
  language plpgsql stable security definer set search_path = ledger, pg_temp set timezone = 'UTC' as $$
declare
  kept text;
begin
  for kept in select ledger.kept_tables() loop
    return query execute format($query$
      select w.act_id, %1$L::text, count(*) filter (where w.kind = 'written'), count(*) filter (where w.kind <> 'written'),
        sha256(string_agg(w.line, ''::bytea order by w.kind, w.row_id, w.version))
      from (
        select t.act_id, 'written' as kind, t.id as row_id, t.version, ledger.row_digest(to_jsonb(t)) as line
        from %2$s t where t.city = $1 and ($2 is null or t.act_id = any ($2))
        union all
        -- The columns beside the content decide who may read a version: they must say what the content says.
        select v.act_id, 'written', v.row_id, v.version,
          case when v.content ->> 'division' is not distinct from v.division then ledger.row_digest(v.content) else 'displaced' end
        from ledger.versions v where v.city = $1 and v.relation = %1$L and ($2 is null or v.act_id = any ($2))
        union all
        select e.act_id, 'written', e.row_id, e.version, e.digest
        from ledger.erasures e where e.city = $1 and e.relation = %1$L and ($2 is null or e.act_id = any ($2))
        union all
        select v.superseded_by, 'gone', v.row_id, v.version, ledger.line(v.row_id, v.version)
        from ledger.versions v where v.city = $1 and v.relation = %1$L and ($2 is null or v.superseded_by = any ($2))
        union all
        select e.superseded_by, 'gone', e.row_id, e.version, ledger.line(e.row_id, e.version)
        from ledger.erasures e where e.city = $1 and e.relation = %1$L and ($2 is null or e.superseded_by = any ($2))
        union all
        select e.erased_by, 'erased', e.row_id, e.version, ledger.line(e.row_id, e.version)
        from ledger.erasures e where e.city = $1 and e.relation = %1$L and ($2 is null or e.erased_by = any ($2))
      ) w group by w.act_id $query$, kept, kept) using which_city, acts;
  end loop;
end $$;

create function ledger.line(row_id uuid, version int) returns bytea
  language sql immutable parallel safe
  return convert_to(row_id::text || '/' || version || ';', 'UTF8');

create function ledger.parts_of(which_city text, acts uuid[]) returns table (act_id uuid, parts jsonb)
  language sql stable security definer set search_path = ledger, pg_temp as $$
    select w.act_id, jsonb_object_agg(w.relation, jsonb_build_object('rows', w.row_count, 'gone', w.gone_count, 'digest', encode(w.digest, 'hex')))
    from ledger.written(which_city, acts) w group by w.act_id
  $$;

create function ledger.link(previous bytea, act_digest bytea, parts jsonb) returns bytea
  language sql immutable parallel safe
  return sha256(coalesce(previous, ''::bytea) || act_digest || convert_to(parts::text, 'UTF8'));

create function ledger.act_digest(act ledger.acts) returns bytea
  language sql stable set timezone = 'UTC' as $$
    select ledger.row_digest(to_jsonb(act))
  $$;

-- Seals up to `batch` committed acts of one city; returns how many. One sealer at a time.
create function ledger.seal(which_city text, batch int) returns int
  language plpgsql security definer set search_path = ledger, pg_temp set timezone = 'UTC' as $$
declare
  ids uuid[];
  next_no bigint;
  previous bytea;
  entry record;
  sealed int := 0;
begin
  perform pg_advisory_xact_lock(hashtext('ledger.seal'), hashtext(which_city));
  select array_agg(act_id) into ids
  from (select act_id from ledger.unsealed where city = which_city order by recorded_at, act_id limit batch) waiting;
  if ids is null then
    return 0;
  end if;
  select seal_no + 1, chain into next_no, previous from ledger.seals where city = which_city order by seal_no desc limit 1;
  next_no := coalesce(next_no, 1);
  for entry in
    select a.id, ledger.act_digest(a) as digest, coalesce(p.parts, '{}') as parts
    from ledger.acts a left join ledger.parts_of(which_city, ids) p on p.act_id = a.id
    where a.city = which_city and a.id = any (ids)
    order by a.recorded_at, a.id
  loop
    previous := ledger.link(previous, entry.digest, entry.parts);
    insert into ledger.seals (city, seal_no, act_id, act_digest, parts, chain)
    values (which_city, next_no, entry.id, entry.digest, entry.parts, previous);
    next_no := next_no + 1;
    sealed := sealed + 1;
  end loop;
  delete from ledger.unsealed where city = which_city and act_id = any (ids);
  return sealed;
end $$;

-- Recomputes the whole chain of a city. Returns what is wrong: nothing when the ledger is whole.
--   gap            seals are missing before this one
--   chain_broken   the seal was changed, or the one before it
--   act_missing, act_changed    the act is gone, or no longer what was sealed
--   rows_changed   of `relation`: rows this act wrote or removed are no longer what was sealed
--   act_unknown    rows of `relation` name an act that does not exist
--   never_queued   an act that is neither sealed nor waiting for its seal
-- One statement, so one snapshot: a seal set meanwhile is never taken for a fault.
create function ledger.verify(which_city text)
  returns table (seal_no bigint, act_id uuid, fault text, relation text, rows_sealed bigint, rows_found bigint, verb text, account text, recorded_at timestamptz)
  language sql stable security definer set search_path = ledger, pg_temp set timezone = 'UTC' as $$
    with found as materialized (
      select p.act_id, p.parts from ledger.parts_of(which_city, null) p
    ), links as materialized (
      select s.seal_no, s.act_id, s.act_digest, s.parts, s.chain, lag(s.seal_no) over before as no_before, lag(s.chain) over before as chain_before,
        a.id is not null as act_there, case when a.id is not null then ledger.act_digest(a) end as digest_now, coalesce(f.parts, '{}') as parts_now
      from ledger.seals s
      left join ledger.acts a on a.city = s.city and a.id = s.act_id
      left join found f on f.act_id = s.act_id
      where s.city = which_city
      window before as (order by s.seal_no)
    ), faults as (
      select l.seal_no, l.act_id, 'gap' as fault, null::text as relation, null::bigint as rows_sealed, null::bigint as rows_found
      from links l where l.seal_no <> coalesce(l.no_before, 0) + 1
      union all
      select l.seal_no, l.act_id, 'chain_broken', null, null, null
      from links l where l.chain <> ledger.link(l.chain_before, l.act_digest, l.parts)
      union all
      select l.seal_no, l.act_id, case when l.act_there then 'act_changed' else 'act_missing' end, null, null, null
      from links l where l.digest_now is distinct from l.act_digest
      union all
      select l.seal_no, l.act_id, 'rows_changed', coalesce(was.key, now.key), coalesce((was.value ->> 'rows')::bigint, 0), coalesce((now.value ->> 'rows')::bigint, 0)
      from links l cross join (
        jsonb_each(l.parts) was full join jsonb_each(l.parts_now) now on now.key = was.key)
      where l.parts <> l.parts_now and was.value is distinct from now.value
      union all
      select null, f.act_id, 'act_unknown', r.key, 0, (r.value ->> 'rows')::bigint
      from found f cross join lateral jsonb_each(f.parts) r
      where not exists (select 1 from ledger.acts a where a.city = which_city and a.id = f.act_id)
        -- A sealed act that is gone has been named above.
        and not exists (select 1 from ledger.seals s where s.city = which_city and s.act_id = f.act_id)
      union all
      select null, a.id, 'never_queued', null, null, null
      from ledger.acts a
      where a.city = which_city
        and not exists (select 1 from ledger.seals s where s.city = a.city and s.act_id = a.id)
        and not exists (select 1 from ledger.unsealed u where u.city = a.city and u.act_id = a.id)
    )
    select f.seal_no, f.act_id, f.fault, f.relation, f.rows_sealed, f.rows_found, a.verb, a.account, a.recorded_at
    from faults f left join ledger.acts a on a.city = which_city and a.id = f.act_id
    order by f.seal_no nulls last, f.fault, f.relation
  $$;

-- Erasing 依法删除: contents, salts and versions go, the digests stay, so the chain still closes. The caller removes search terms and copies.
create function ledger.erase(which_city text, kept text, which_row uuid) returns int
  language plpgsql security definer set search_path = ledger, pg_temp set timezone = 'UTC' as $$
declare
  act uuid := nullif(current_setting('app.act', true), '')::uuid;
  erased int;
begin
  if act is null then
    raise exception 'erasing outside an act' using errcode = 'TZ001';
  end if;
  if which_city <> platform.city() or kept not in (select ledger.kept_tables()) then
    raise exception 'erasing % of % is not possible', kept, which_city using errcode = 'TZ003';
  end if;
  -- The delete below keeps a last version first; it is then erased with the others.
  execute format('delete from %s where city = $1 and id = $2', kept) using which_city, which_row;
  insert into ledger.erasures (city, relation, row_id, version, act_id, superseded_by, erased_by, digest)
  select v.city, v.relation, v.row_id, v.version, v.act_id, v.superseded_by, act, ledger.row_digest(v.content)
  from ledger.versions v where v.city = which_city and v.relation = kept and v.row_id = which_row;
  get diagnostics erased = row_count;
  delete from ledger.versions v where v.city = which_city and v.relation = kept and v.row_id = which_row;
  return erased;
end $$;

-- Where a row stands, also when it was removed and only superseded versions are left: who erases need not be one who reads it.
create function ledger.place_of(which_city text, kept text, which_row uuid) returns table (division text, programme text)
  language plpgsql stable security definer set search_path = ledger, pg_temp as $$
begin
  if which_city <> platform.city() or kept not in (select ledger.kept_tables()) then
    return;
  end if;
  return query execute format($query$
    select p.content ->> 'division', case g.programme when '*' then p.content ->> 'programme' else g.programme end
    from (
      select 1 as place, t.version, to_jsonb(t) as content from %2$s t where t.city = $1 and t.id = $2
      union all
      select 2, v.version, v.content from ledger.versions v where v.city = $1 and v.relation = %1$L and v.row_id = $2
    ) p
    cross join (select split_part(encode(tgargs, 'escape'), '\000', 2) as programme from pg_trigger where tgrelid = %1$L::regclass and tgname = 'stamp_change') g
    order by p.place, p.version desc limit 1 $query$, kept, kept) using which_city, which_row;
end $$;
