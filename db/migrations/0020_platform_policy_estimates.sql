-- The same policies, better estimated. PostgreSQL takes a bare `^@ any (…)` for one row in twenty, multiplies that over the tables of a
-- join, and then sorts everything instead of reading an index in order. Wrapped in coalesce it is taken for one in two: a filtered list
-- over 114,000 rows went from 73 to 4 ms of PostgreSQL time. access.sql files restate every policy through this function at each deploy.
create or replace function platform.guard_table(relation regclass, scope text) returns void
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
    rule := 'city = (select platform.city()) and coalesce((programme || '':'' || division) ^@ any ((select platform.all_scopes())::text[]), false)';
  elsif scope like 'programme:%' or scope like 'upward:%' then
    rule := format('city = (select platform.city()) and coalesce(division ^@ any ((select platform.scopes(%L))::text[]), false)', split_part(scope, ':', 2));
    if scope like 'upward:%' then
      execute format('create policy above on %s for select to taizhang_app using (city = (select platform.city()) and division = any ((select platform.codes_above(platform.scopes(%L)))::text[]))',
        relation, split_part(scope, ':', 2));
    end if;
  else
    raise exception 'unknown scope % for %', scope, relation;
  end if;
  execute format('create policy scope on %s to taizhang_app using (%s) with check (%s)', relation, rule, rule);
end $$;

-- After a load of many rows the planner knows nothing of them until autovacuum comes by: a search then took seconds.
create function registers.refresh_statistics(kept text) returns void
  language plpgsql security definer set search_path = registers, pg_temp as $$
begin
  if kept not in (select ledger.kept_tables()) then
    raise exception 'no such register: %', kept using errcode = 'TZ003';
  end if;
  execute format('analyze %s', kept);
  if exists (select from pg_constraint where conrelid = kept::regclass and contype = 'f' and confrelid = 'subjects.places'::regclass) then
    analyze subjects.places;
  end if;
  analyze registers.terms;
end $$;
