-- Erasing by law 依法删除 reaches the copies of what is erased: words of acts, of rows that belong to the erased one (steps and titles of its
-- matters, answers of its visits), notices, imports. The fact, the verb and the time stay; digests stay, so the chain still closes.

-- From now on an act carries a salt, so that its digest tells nothing once its words are gone. Older acts have none: a column without a
-- default changes no old digest, because nulls are not part of it.
alter table ledger.acts add column salt uuid;
alter table ledger.acts alter column salt set default gen_random_uuid();
comment on column ledger.acts.salt is 'Makes the digest unguessable; goes when the words of the act are erased. Null in acts from before there was one.';

create table ledger.redactions (
  city text collate "C" not null,
  act_id uuid not null,
  round int not null,
  erased_by uuid not null,
  digest bytea not null,
  remainder bytea not null,
  constraint redactions_pkey primary key (city, act_id, round)
);
comment on table ledger.redactions is 'Acts whose words were erased by law: the digest before and the digest of what is left, covered by the seal of the act that erased.';
create index redactions_by_erasing_act on ledger.redactions (city, erased_by);

-- As before, and a fourth kind of lines: acts whose words were erased.
create or replace function ledger.written(which_city text, acts uuid[]) returns table (act_id uuid, relation text, row_count bigint, gone_count bigint, digest bytea)
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
  return query
    select r.erased_by, 'ledger.acts'::text, 0::bigint, count(*),
      sha256(string_agg(ledger.line(r.act_id, r.round) || r.digest || r.remainder, ''::bytea order by r.act_id, r.round))
    from ledger.redactions r where r.city = which_city and (acts is null or r.erased_by = any (acts)) group by r.erased_by;
end $$;

-- As before; an act whose words were erased is held to what was left of it, step by step.
create or replace function ledger.verify(which_city text)
  returns table (seal_no bigint, act_id uuid, fault text, relation text, rows_sealed bigint, rows_found bigint, verb text, account text, recorded_at timestamptz)
  language sql stable security definer set search_path = ledger, pg_temp set timezone = 'UTC' as $$
    with found as materialized (
      select p.act_id, p.parts from ledger.parts_of(which_city, null) p
    ), redacted as materialized (
      select r.act_id, (array_agg(r.digest order by r.round))[1] as was, (array_agg(r.remainder order by r.round desc))[1] as remains, bool_and(r.follows) as whole
      from (
        select r.act_id, r.round, r.digest, r.remainder,
          r.round = row_number() over steps and r.digest is not distinct from lag(r.remainder, 1, r.digest) over steps as follows
        from ledger.redactions r where r.city = which_city window steps as (partition by r.act_id order by r.round)
      ) r group by r.act_id
    ), links as materialized (
      select s.seal_no, s.act_id, s.act_digest, s.parts, s.chain, lag(s.seal_no) over before as no_before, lag(s.chain) over before as chain_before,
        a.id is not null as act_there, case when a.id is not null then ledger.act_digest(a) end as digest_now, coalesce(f.parts, '{}') as parts_now,
        r.act_id is not null as is_redacted, r.was, r.remains, r.whole
      from ledger.seals s
      left join ledger.acts a on a.city = s.city and a.id = s.act_id
      left join found f on f.act_id = s.act_id
      left join redacted r on r.act_id = s.act_id
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
      from links l
      where case when l.is_redacted then not (l.whole and l.was = l.act_digest and l.remains is not distinct from l.digest_now)
        else l.digest_now is distinct from l.act_digest end
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

-- ---------------------------------------------------------------- taking words out

-- Words are two characters at least, so what is left is never longer and fits wherever the words stood.
create function ledger.without(said text, words text[]) returns text
  language plpgsql immutable parallel safe as $$
declare
  word text;
begin
  foreach word in array words loop
    said := replace(said, word, '＊＊');
  end loop;
  return said;
end $$;

create function ledger.without(said text[], words text[]) returns text[]
  language sql immutable parallel safe
  return case when said is not null then
    coalesce((select array_agg(ledger.without(one, words) order by place) from unnest(said) with ordinality u (one, place)), '{}') end;

create function ledger.without(said jsonb, words text[]) returns jsonb
  language plpgsql immutable parallel safe as $$
begin
  return case jsonb_typeof(said)
    when 'string' then to_jsonb(ledger.without(said #>> '{}', words))
    when 'array' then (select coalesce(jsonb_agg(ledger.without(value, words) order by place), '[]') from jsonb_array_elements(said) with ordinality e (value, place))
    when 'object' then (select coalesce(jsonb_object_agg(ledger.without(key, words), ledger.without(value, words)), '{}') from jsonb_each(said))
    else said
  end;
end $$;

-- The rows named, and those that were merged into them: the same thing under another id.
create function ledger.with_merged(which_city text, named uuid[]) returns uuid[]
  language plpgsql stable set search_path = ledger, pg_temp as $$
declare
  merged uuid[];
begin
  loop
    select array_agg(distinct (a.summary ->> 'merged_id')::uuid) into merged
    from ledger.acts a
    where a.city = which_city and a.row_id = any (named) and a.relation = any (array(select ledger.kept_tables())) and a.summary ? 'merged_id'
      and (a.summary ->> 'merged_id')::uuid <> all (named);
    if merged is null then
      return named;
    end if;
    named := named || merged;
  end loop;
end $$;

-- Every version of the rows, the present one too.
create function ledger.contents_of(which_city text, relations text[], named uuid[]) returns table (relation text, row_id uuid, content jsonb)
  language plpgsql stable set search_path = ledger, pg_temp as $$
declare
  kept text;
begin
  for kept in select k from ledger.kept_tables() k where k = any (relations) loop
    return query execute format('select %L::text, t.id, to_jsonb(t) from %s t where t.city = $1 and t.id = any ($2)', kept, kept) using which_city, named;
  end loop;
  return query select v.relation, v.row_id, v.content from ledger.versions v
    where v.city = which_city and v.relation = any (relations) and v.row_id = any (named);
end $$;

-- Sealed values of the rows, still sealed: the caller, who has the keys, opens them to say which words must go.
create function ledger.sealed_of(which_city text, relations text[], named uuid[]) returns table (relation text, row_id uuid, name text, value bytea)
  language sql stable security definer set search_path = ledger, pg_temp as $$
    select distinct c.relation, c.row_id, e.key, decode(substr(e.value #>> '{}', 3), 'hex')
    from ledger.contents_of(which_city, relations, ledger.with_merged(which_city, named)) c cross join lateral jsonb_each(c.content) e
    where which_city = platform.city() and nullif(current_setting('app.act', true), '') is not null
      and jsonb_typeof(e.value) = 'string' and e.value #>> '{}' ~ '^\\x([0-9a-f]{2})+$' and e.key !~ '_blind$'
  $$;
comment on function ledger.sealed_of is 'Definer: who erases need not be one who reads. Answers ciphertext only, inside an act only.';

-- Rows of ledger tables that belong to the given ones: matters of a place, steps of a matter, answers of a visit. Found by any column that
-- holds an id, so that the core names no unit. Rows of the erased tables themselves are things of their own.
create function ledger.belonging_to(which_city text, relations text[], named uuid[]) returns uuid[]
  language plpgsql stable set search_path = ledger, pg_temp as $$
declare
  kept record;
  known uuid[] := named;
  fresh uuid[];
  found_here uuid[];
begin
  loop
    fresh := '{}';
    for kept in
      select k.relation, string_agg(format('t.%I = any ($2)', a.attname), ' or ') as named_by
      from ledger.kept_tables() k (relation) join pg_attribute a on a.attrelid = k.relation::regclass
      where a.atttypid = 'uuid'::regtype and a.attnum > 0 and not a.attisdropped and a.attname not in ('id', 'act_id', 'salt')
        and k.relation <> all (relations) and split_part(k.relation, '.', 1) not in ('people', 'divisions', 'documents')
      group by k.relation
    loop
      execute format('select array_agg(t.id) from %s t where t.city = $1 and (%s) and t.id <> all ($2)', kept.relation, kept.named_by)
        into found_here using which_city, known;
      fresh := fresh || coalesce(found_here, '{}');
    end loop;
    if fresh = '{}' then
      return known;
    end if;
    known := known || fresh;
  end loop;
end $$;

-- Erases rows with everything that repeats their words. `opened` are the sealed values, opened by the caller; `said` is what the erasing act
-- says of itself, which must not name what it erases. A unit that keeps copies outside ledger tables has a function
-- `<unit>.forget(city, rows and what belongs to them, words)`, which is called from here.
create function ledger.erase_rows(which_city text, relations text[], named uuid[], opened text[], said text[], out versions int, out copies int, out names boolean)
  language plpgsql security definer set search_path = ledger, pg_temp set timezone = 'UTC' as $$
declare
  act uuid := nullif(current_setting('app.act', true), '')::uuid;
  all_rows uuid[];
  linked uuid[];
  touched uuid[];
  words text[];
  kept record;
  unit record;
  one ledger.acts;
  left_of ledger.acts;
  gone int;
  at uuid;
  linked_acts uuid[];
begin
  if act is null then
    raise exception 'erasing outside an act' using errcode = 'TZ001';
  end if;
  if which_city <> platform.city() then
    raise exception 'erasing in % is not possible', which_city using errcode = 'TZ003';
  end if;
  all_rows := ledger.with_merged(which_city, named);
  linked := ledger.belonging_to(which_city, relations, all_rows);

  -- What names the row: names, titles, addresses, numbers. Codes and measures name nobody. The longest first.
  select coalesce(array_agg(w.word order by length(w.word) desc, w.word), '{}') into words
  from (
    select distinct c.value as word
    from (
      select e.key, e.value #>> '{}' as value
      from ledger.contents_of(which_city, relations, all_rows) r cross join lateral jsonb_each(r.content) e
      where jsonb_typeof(e.value) = 'string' and e.key not in ('city', 'id', 'division', 'programme', 'act_id', 'salt', 'unit_name') and e.value #>> '{}' !~ '^\\x'
    ) c
    where c.key ~ '(^|_)(name|title|address|phone|signer|person)$' or c.value ~ '^\+?[0-9][0-9 -]{6,18}[0-9X]$' and c.value !~ '^\d{4}-\d\d-\d\d'
      or c.key in ('uscc', 'plate_no', 'id_number')
    union
    select trim(o) from unnest(opened) o
  ) w
  where length(w.word) >= 2;
  names := exists (select from unnest(said) s where s is distinct from ledger.without(s, words));

  -- Acts that wrote the rows or what belongs to them, before the rows are gone.
  select coalesce(array_agg(distinct t), '{}') into touched
  from (
    select v.act_id as t from ledger.versions v where v.city = which_city and v.row_id = any (linked)
    union all select v.superseded_by from ledger.versions v where v.city = which_city and v.row_id = any (linked)
    union all select e.act_id from ledger.erasures e where e.city = which_city and e.row_id = any (linked)
  ) t;
  for kept in select k.relation from ledger.kept_tables() k (relation) loop
    execute format('select array_agg(distinct t.act_id) from %s t where t.city = $1 and t.id = any ($2)', kept.relation) into linked_acts using which_city, linked;
    touched := touched || coalesce(linked_acts, '{}');
  end loop;

  versions := 0;
  foreach at in array all_rows loop
    for kept in select k.relation from ledger.kept_tables() k (relation) where k.relation = any (relations) loop
      versions := versions + ledger.erase(which_city, kept.relation, at);
    end loop;
  end loop;

  -- Copies outside ledger tables, and what a unit itself knows to do.
  for unit in
    select p.oid::regproc::text as name from pg_proc p
    where p.proname = 'forget' and p.oid::regprocedure::text like '%.forget(text,uuid[],text[])' order by 1
  loop
    execute format('select %s($1, $2, $3)', unit.name) using which_city, linked, words;
  end loop;

  copies := 0;
  if words <> '{}' then
    for kept in
      select k.relation,
        string_agg(format('%1$I = ledger.without(%1$I, $3)', a.attname), ', ') as emptied,
        string_agg(format('t.%1$I is distinct from ledger.without(t.%1$I, $3)', a.attname), ' or ') as holding
      from ledger.kept_tables() k (relation) join pg_attribute a on a.attrelid = k.relation::regclass
      where a.atttypid in ('text'::regtype, 'jsonb'::regtype, 'text[]'::regtype) and a.attnum > 0 and not a.attisdropped
        and a.attname not in ('city', 'division', 'programme') and k.relation <> all (relations)
      group by k.relation
    loop
      execute format('update %s t set %s where t.city = $1 and t.id = any ($2) and (%s)', kept.relation, kept.emptied, kept.holding)
        using which_city, linked, words;
      get diagnostics gone = row_count;
      copies := copies + gone;
    end loop;
    with naming as (
      delete from ledger.versions v
      where v.city = which_city and v.row_id = any (linked) and v.content is distinct from ledger.without(v.content, words) returning v.*
    )
    insert into ledger.erasures (city, relation, row_id, version, act_id, superseded_by, erased_by, digest)
    select n.city, n.relation, n.row_id, n.version, n.act_id, n.superseded_by, act, ledger.row_digest(n.content) from naming n;
  end if;

  -- Sealed first, then emptied: an act that was never sealed has no digest to be held to.
  while ledger.seal(which_city, 1000) > 0 loop
  end loop;
  for one in
    select a.* from ledger.acts a
    where a.city = which_city and (a.row_id = any (all_rows) or a.row_id = any (linked) or a.id = any (touched)
      -- Acts about no row: exports, imports, whose filters and file names may name somebody.
      or a.row_id is null or coalesce(a.relation, '') <> all (array(select ledger.kept_tables())))
      and (a.row_id = any (all_rows) and a.reason is not null
        or (a.summary, a.reason, a.answer) is distinct from (ledger.without(a.summary, words), ledger.without(a.reason, words), ledger.without(a.answer, words)))
    order by a.id for update
  loop
    update ledger.acts a
    set summary = ledger.without(a.summary, words), answer = ledger.without(a.answer, words), salt = null,
      -- Why somebody was looked up or corrected is about him, in whatever words.
      reason = case when a.row_id = any (all_rows) and a.reason is not null then '＊＊' else ledger.without(a.reason, words) end
    where a.city = which_city and a.id = one.id returning a.* into left_of;
    if ledger.act_digest(left_of) <> ledger.act_digest(one) then
      insert into ledger.redactions (city, act_id, round, erased_by, digest, remainder)
      select which_city, one.id, coalesce(max(r.round), 0) + 1, act, ledger.act_digest(one), ledger.act_digest(left_of)
      from ledger.redactions r where r.city = which_city and r.act_id = one.id;
      copies := copies + 1;
    end if;
  end loop;
end $$;
comment on function ledger.erase_rows is 'Definer: who erases need not be one who reads. Inside an act only.';

-- ---------------------------------------------------------------- copies outside ledger tables

drop function registers.forget(text, uuid);
create function registers.forget(which_city text, named uuid[], words text[]) returns void
  language sql set search_path = registers, pg_temp
  begin atomic
    -- A face shares its id with its subject, so the words of both go.
    delete from registers.terms where city = which_city and row_id = any (named);
    delete from registers.staged s where s.city = which_city and (s.id = any (named) or s.other_id = any (named)
      -- Rows that an ended import turned back. A row of an import under way is news, and is not dropped unseen.
      or (s.content, s.shown) is distinct from (ledger.without(s.content, words), ledger.without(s.shown, words))
        and exists (select from registers.imports i where i.city = s.city and i.id = s.import_id and i.state in ('done', 'failed', 'cancelled', 'undone')));
    update registers.imports i
    set file_name = ledger.without(i.file_name, words), sheets = ledger.without(i.sheets, words), reasons = ledger.without(i.reasons, words),
      problem = ledger.without(i.problem, words)
    where i.city = which_city and (i.file_name, i.sheets, i.reasons, i.problem) is distinct from
      (ledger.without(i.file_name, words), ledger.without(i.sheets, words), ledger.without(i.reasons, words), ledger.without(i.problem, words));
  end;

-- A notice only points to something; one that names what is erased is nobody's business any more.
create function notices.forget(which_city text, named uuid[], words text[]) returns void
  language sql set search_path = notices, pg_temp
  begin atomic
    delete from notices.notices n where n.city = which_city
      and (n.row_id = any (named) or n.caused_by in (select a.id from ledger.acts a where a.city = which_city and a.row_id = any (named)))
      and (n.title, n.words) is distinct from (ledger.without(n.title, forget.words), ledger.without(n.words, forget.words));
  end;

-- An ended matter lets go of a place that is erased; one that is still open holds it, and the erasing is refused.
create function matters.forget(which_city text, named uuid[], words text[]) returns void
  language sql set search_path = matters, pg_temp
  begin atomic
    update matters.matters set place_id = null where city = which_city and place_id = any (named) and outcome is not null;
  end;

-- ---------------------------------------------------------------- the office has versions too

-- What the office says of itself, kept by the ledger. The clock is left out: it also moves between acts, and stepping it says from when to when.
create table platform.office_facts (
  city text collate "C" not null,
  id uuid not null,
  division text collate "C" not null,
  name text not null,
  demo boolean not null,
  complaints jsonb,
  record_no text,
  version int not null,
  act_id uuid not null,
  salt uuid not null default gen_random_uuid(),
  constraint office_facts_pkey primary key (city, id),
  constraint office_facts_one_a_city unique (city)
);
comment on table platform.office_facts is 'The row of platform.office as acts left it, so that the ledger keeps, seals and shows its versions. Written by trigger.';
select ledger.keep('platform.office_facts', 'people');

create function platform.keep_office() returns trigger
  language plpgsql security definer set search_path = platform, pg_temp as $$
begin
  -- An operator at the database itself is no act; the server cannot write without one.
  if nullif(current_setting('app.act', true), '') is null then
    if session_user = 'taizhang_app' and tg_op = 'UPDATE'
      and (new.name, new.demo, new.complaints, new.record_no) is distinct from (old.name, old.demo, old.complaints, old.record_no) then
      raise exception 'the office was changed outside an act' using errcode = 'TZ001';
    end if;
    return null;
  end if;
  if tg_op = 'INSERT' then
    insert into office_facts (city, id, division, name, demo, complaints, record_no)
    values (new.city, gen_random_uuid(), new.city, new.name, new.demo, new.complaints, new.record_no);
    return null;
  end if;
  if (new.name, new.demo, new.complaints, new.record_no) is not distinct from (old.name, old.demo, old.complaints, old.record_no) then
    return null;
  end if;
  -- An office opened before there was this table begins with what stood there.
  insert into office_facts (city, id, division, name, demo, complaints, record_no)
  select old.city, gen_random_uuid(), old.city, old.name, old.demo, old.complaints, old.record_no
  where not exists (select from office_facts f where f.city = old.city);
  update office_facts f set name = new.name, demo = new.demo, complaints = new.complaints, record_no = new.record_no where f.city = new.city;
  return null;
end $$;
create trigger keep_office after insert or update on platform.office for each row execute function platform.keep_office();

comment on column files.files.sha256 is 'Digest and address of the bytes as stored: a picture without what it said of its maker, a document as it came.';
