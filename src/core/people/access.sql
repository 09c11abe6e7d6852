-- Accounts, posts and delegations are rows of the administration (scopes `people:<division>`); everybody also sees what is his own.
-- Credentials, sessions, devices and counters are reached by definer functions only.
revoke all on all tables in schema people from taizhang_app;
revoke all on all functions in schema people from public;
grant usage on schema people to taizhang_app;

select platform.guard_table('people.accounts', 'programme:people');
select platform.guard_table('people.posts', 'programme:people');
select platform.guard_table('people.delegations', 'programme:people');
select platform.guard_table('people.credentials', 'none');
select platform.guard_table('people.devices', 'none');
select platform.guard_table('people.sessions', 'none');
select platform.guard_table('people.attempts', 'none');
select platform.guard_table('people.sign_ins', 'none');

-- `guard_table` dropped these with the others; they stand beside its policy.
create policy own on people.accounts for select to taizhang_app
  using (city = (select platform.city()) and id = (select platform.account()));
create policy own on people.posts for select to taizhang_app
  using (city = (select platform.city()) and account_id = (select platform.account()));
create policy received on people.delegations for select to taizhang_app
  using (city = (select platform.city()) and to_account_id = (select platform.account()));
create policy own on people.delegations to taizhang_app
  using (city = (select platform.city()) and from_account_id = (select platform.account()))
  with check (city = (select platform.city()) and from_account_id = (select platform.account()));
create policy own on people.sign_ins for select to taizhang_app
  using (city = (select platform.city()) and account_id = (select platform.account()));
-- The audit administrator (posts of the programme `audit`) reads who signed in and what everybody did, and no business row.
create policy audit on people.sign_ins for select to taizhang_app
  using (city = (select platform.city()) and 'audit:' || city = any ((select platform.all_scopes())::text[]));
drop policy if exists audit on ledger.acts;
create policy audit on ledger.acts for select to taizhang_app
  using (city = (select platform.city()) and division ^@ any ((select platform.scopes('audit'))::text[]));

grant select, insert (city, id, division, unit_id, name, title, phone, kind, state), update (division, unit_id, title, phone, state)
  on people.accounts to taizhang_app;
grant select, insert (city, id, division, account_id, unit_id, role, programme, since, until), update (until) on people.posts to taizhang_app;
grant select, insert (city, id, division, from_account_id, to_account_id, post_id, from_on, to_on, reason), update (ended_on)
  on people.delegations to taizhang_app;
grant select on people.sign_ins to taizhang_app;
-- NOTE: no delete: an account that left stays nameable, a post and a delegation are ended.

-- Before anybody is signed in: these take what a stranger may say, and answer no more than the sign-in page needs.
grant execute on function
  people.note(text, text, uuid, text, text, text),
  people.begin_sign_in(text, text, text, text),
  people.finish_sign_in(text, uuid, text, text, timestamptz, date, uuid, bytea, uuid, bytea, text, interval, interval, text[], interval),
  people.session_actor(text, bytea, date),
  people.actor_named(text, text, date),
  people.demo_accounts(text),
  people.machine_account(text, text, text, text),
  people.sweep(),
  platform.open_office(text, text, boolean, timestamptz)
  to taizhang_app;
-- Under an actor's settings: on the own account, or on one in the scope of administration.
grant execute on function
  people.in_reach(text, uuid),
  people.my_password(text),
  people.set_password(text, uuid, text, boolean, interval),
  people.end_sessions(text, uuid, uuid, text),
  people.end_session(text, uuid, text),
  people.devices_of(text, uuid),
  people.last_sign_in(text, uuid),
  people.open_posts(text, uuid, date),
  people.revoke_device(text, uuid),
  people.colleagues(text, date),
  people.title_of(text, uuid),
  people.locked_until(text, text),
  people.unlock(text, uuid, text),
  people.holders_of(text, text, date),
  people.is_admin_role(text)
  to taizhang_app;
revoke execute on function platform.open_office(text, text, boolean, timestamptz) from public;
