-- The tree of my city is no secret inside the city: everybody who signed in there reads it.
revoke all on all tables in schema divisions from taizhang_app;
grant usage on schema divisions to taizhang_app;
select platform.guard_table('divisions.divisions', 'city');
select platform.guard_table('divisions.successions', 'city');
select platform.guard_table('divisions.editions', 'city');
select platform.guard_table('divisions.units', 'city');
grant select on divisions.divisions, divisions.successions, divisions.editions, divisions.units to taizhang_app;
-- Opening an office loads its divisions; later grids are added and names change.
grant insert (city, code, name, official_name, pinyin, initials, valid_from, valid_to) on divisions.divisions to taizhang_app;
grant update (name, official_name, pinyin, initials, valid_from, valid_to) on divisions.divisions to taizhang_app;
grant insert (city, from_code, to_code, on_date, kind) on divisions.successions to taizhang_app;
grant update (on_date, kind) on divisions.successions to taizhang_app;
grant insert (city, edition), update (edition) on divisions.editions to taizhang_app;
grant insert (city, id, code, name, kind, division, parent_id) on divisions.units to taizhang_app;
grant update (code, name, kind, division, parent_id) on divisions.units to taizhang_app;
-- NOTE: no delete anywhere: a division is retired by valid_to, and a unit that held a post or a matter must stay nameable.
