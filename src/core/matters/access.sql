revoke all on all tables in schema matters from taizhang_app;
grant usage on schema matters to taizhang_app;
select platform.guard_table('matters.matters', 'shared');
select platform.guard_table('matters.clocks', 'shared');
select platform.guard_table('matters.steps', 'shared');
select platform.guard_table('matters.requests', 'shared');
select platform.guard_table('matters.numbers', 'city');
-- The other door beside scope: what I hold, I see, wherever it lies. Writing keeps to scope.
drop policy if exists mine on matters.matters;
create policy mine on matters.matters for select to taizhang_app
  using (city = (select platform.city()) and holder_account_id = (select platform.account()));
-- NOTE: nothing is deleted here: a matter ends, a step stays.
grant select, insert, update on matters.matters, matters.clocks, matters.requests, matters.numbers to taizhang_app;
grant select, insert on matters.steps to taizhang_app;
revoke all on function matters.posts_at(text, text, text[], text[], date) from public;
revoke all on function matters.find_desk(text, text, text[], text[], uuid[], date) from public;
revoke all on function matters.hand_over(text, uuid, uuid, text[]) from public;
grant execute on function matters.posts_at(text, text, text[], text[], date), matters.find_desk(text, text, text[], text[], uuid[], date),
  matters.hand_over(text, uuid, uuid, text[]) to taizhang_app;
