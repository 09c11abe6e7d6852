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
-- A third door, for posts that see only what their unit holds (`Role.sees`): what went through its hands, with clocks, steps, requests and
-- papers. They write there too, so `with check` looks at the pass, not at the new holder.
select platform.guard_table('matters.passes', 'none');
create policy own on matters.passes for select to taizhang_app
  using (city = (select platform.city()) and desk = any ((select platform.units())::text[]));
create policy passed on matters.matters for select to taizhang_app
  using (city = (select platform.city()) and id in (select matters.passed()));
create policy passed_change on matters.matters for update to taizhang_app
  using (city = (select platform.city()) and id in (select matters.passed()))
  with check (city = (select platform.city()) and id in (select matters.passed()));
create policy passed on matters.clocks to taizhang_app
  using (city = (select platform.city()) and matter_id in (select matters.passed()))
  with check (city = (select platform.city()) and matter_id in (select matters.passed()));
create policy passed on matters.steps to taizhang_app
  using (city = (select platform.city()) and matter_id in (select matters.passed()))
  with check (city = (select platform.city()) and matter_id in (select matters.passed()));
create policy passed on matters.requests to taizhang_app
  using (city = (select platform.city()) and matter_id in (select matters.passed()))
  with check (city = (select platform.city()) and matter_id in (select matters.passed()));
grant select on matters.passes to taizhang_app;
-- NOTE: nothing is deleted here: a matter ends, a step stays.
grant select, insert, update on matters.matters, matters.clocks, matters.requests, matters.numbers to taizhang_app;
grant select, insert on matters.steps to taizhang_app;
revoke all on function matters.place_of(text, uuid) from public;
revoke all on function matters.passed() from public;
grant execute on function matters.passed() to taizhang_app;
revoke all on function matters.note_pass() from public;
grant execute on function matters.place_of(text, uuid) to taizhang_app;
revoke all on function matters.posts_at(text, text, text[], text[], date) from public;
revoke all on function matters.find_desk(text, text, text[], text[], uuid[], date) from public;
revoke all on function matters.hand_over(text, uuid, uuid, text[]) from public;
-- NOTE: called by ledger.erase_rows alone.
revoke all on function matters.forget(text, uuid[], text[]) from public;
grant execute on function matters.posts_at(text, text, text[], text[], date), matters.find_desk(text, text, text[], text[], uuid[], date),
  matters.hand_over(text, uuid, uuid, text[]) to taizhang_app;
