revoke all on all tables in schema visits from taizhang_app;
revoke all on all functions in schema visits from public;
grant usage on schema visits to taizhang_app;
select platform.guard_table('visits.visits', 'shared');
select platform.guard_table('visits.answers', 'shared');
select platform.guard_table('visits.officers', 'shared');
-- NOTE: neither update nor delete: what was seen stays as it was recorded; a correction is another visit.
grant select, insert on visits.visits, visits.answers, visits.officers to taizhang_app;
