revoke all on all tables in schema subjects from taizhang_app;
grant usage on schema subjects to taizhang_app;
-- Whoever works in a division in any programme sees its places (see scopesOf: such posts also hold `place:<division>`).
select platform.guard_table('subjects.places', 'programme:place');
grant select, insert, update, delete on subjects.places to taizhang_app;
revoke all on function subjects.leave_place(text, uuid) from public;
grant execute on function subjects.leave_place(text, uuid) to taizhang_app;
