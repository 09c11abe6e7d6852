revoke all on all tables in schema heritage from taizhang_app;
grant usage on schema heritage to taizhang_app;
select platform.guard_table('heritage.trees', 'programme:heritage');
grant select, insert, update, delete on heritage.trees to taizhang_app;
