-- National facts: everybody reads them, also before sign-in; only a deploy (the owner) writes them.
revoke all on all tables in schema reference from taizhang_app;
grant usage on schema reference to taizhang_app;
select platform.guard_table('reference.editions', 'public');
select platform.guard_table('reference.codes', 'public');
select platform.guard_table('reference.legal_bases', 'public');
select platform.guard_table('reference.calendar_years', 'public');
select platform.guard_table('reference.calendar_days', 'public');
grant select on reference.editions, reference.codes, reference.legal_bases, reference.calendar_years, reference.calendar_days to taizhang_app;
-- Parameters belong to the office of a city: opened with their first values, changed by an act.
select platform.guard_table('reference.parameters', 'city');
grant select on reference.parameters to taizhang_app;
grant insert (city, id, key, value, unit, title, basis, sample, note, division) on reference.parameters to taizhang_app;
grant update (value, note) on reference.parameters to taizhang_app;
-- NOTE: no delete: a parameter the software reads must exist.
