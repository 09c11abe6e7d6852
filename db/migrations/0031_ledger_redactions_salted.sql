-- What is left of an act after its words were erased gets a fresh salt. Without one, its digest stood in `redactions` bare: when a second
-- name was later erased from the same act, whoever read that digest could try names until one fitted. The old salt is gone all the same.
-- Otherwise as in 0027.
create or replace function ledger.erase_rows(which_city text, relations text[], named uuid[], opened text[], said text[], out versions int, out copies int, out names boolean)
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
    set summary = ledger.without(a.summary, words), answer = ledger.without(a.answer, words), salt = gen_random_uuid(),
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
