-- An inbox is its owner's alone: not his superior's, not the administrator's.
revoke all on all tables in schema notices from taizhang_app;
revoke all on all functions in schema notices from public;
grant usage on schema notices to taizhang_app;

select platform.guard_table('notices.notices', 'none');
create policy own on notices.notices to taizhang_app
  using (city = (select platform.city()) and account_id = (select platform.account()))
  with check (city = (select platform.city()) and account_id = (select platform.account()));

grant select, update (read_at) on notices.notices to taizhang_app;
-- NOTE: no insert: notices are put by the definer function, inside an act; no delete: old ones are tidied away.
grant execute on function
  notices.put(uuid[], jsonb),
  notices.holders(text, text, text[], uuid, boolean, date),
  notices.take_due(text, timestamptz, boolean),
  notices.tidy(text, timestamptz)
  to taizhang_app;
