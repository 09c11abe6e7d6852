-- The name, clock and contact of the office are public: the sign-in page shows them.
revoke all on all tables in schema platform from taizhang_app;
grant usage on schema platform to taizhang_app;
select platform.guard_table('platform.office', 'public');
grant select on platform.office to taizhang_app;
-- Stepping the demo's clock is an act of the operator; complaints and record number are one of the system administrator.
grant update (clock, complaints, record_no) on platform.office to taizhang_app;
-- Its versions: written by the trigger, read by the administration.
select platform.guard_table('platform.office_facts', 'programme:people');
grant select on platform.office_facts to taizhang_app;
-- NOTE: no insert or delete: an office is opened by `platform.open_office` and never closed.
select platform.guard_table('platform.clock_steps', 'city');
grant select on platform.clock_steps to taizhang_app;
grant insert (city, id, from_at, to_at, reached_at) on platform.clock_steps to taizhang_app;
grant update (state, reached_at, ended_at) on platform.clock_steps to taizhang_app;
select platform.guard_table('platform.clockwork', 'city');
grant select, insert on platform.clockwork to taizhang_app;
grant update (step_id, words, fault, ended_at) on platform.clockwork to taizhang_app;
