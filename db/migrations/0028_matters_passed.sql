-- What went through my units' hands, for row policies: gathered at most once a statement and only when no other door is open. Behind a
-- function that says it is cheap, because the planner must not weigh it: as a plain subquery over a million passes it made every join on a
-- matter read the whole table (待办 2,000 ms), and a probe for each row forbade parallel reading (comparison of towns 4 s).
create function matters.passed() returns setof uuid
  language plpgsql stable parallel safe cost 1 rows 10 set search_path = matters, pg_temp as $$
begin
  if cardinality(platform.units()) > 0 then
    return query select p.matter_id from matters.passes p where p.city = platform.city() and p.desk = any (platform.units());
  end if;
end $$;
