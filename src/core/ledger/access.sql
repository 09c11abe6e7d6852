-- The ledger is written by acts and by its own triggers; nobody changes or removes what stands in it.
revoke all on all tables in schema ledger from taizhang_app;
grant usage on schema ledger to taizhang_app;
select platform.guard_table('ledger.acts', 'shared');
-- A post that sees only what its unit holds has no scope, and what it does stands in the ledger all the same.
create policy own on ledger.acts for select to taizhang_app
  using (city = (select platform.city()) and account_id = (select platform.account()) and cardinality((select platform.units())) > 0);
create policy own_deed on ledger.acts for insert to taizhang_app
  with check (city = (select platform.city()) and account_id = (select platform.account()) and cardinality((select platform.units())) > 0);
select platform.guard_table('ledger.versions', 'shared');
select platform.guard_table('ledger.unsealed', 'city');
select platform.guard_table('ledger.seals', 'city');
select platform.guard_table('ledger.erasures', 'city');
select platform.guard_table('ledger.redactions', 'city');
grant select, insert on ledger.acts to taizhang_app;
grant select on ledger.versions, ledger.unsealed, ledger.seals, ledger.erasures, ledger.redactions to taizhang_app;
-- NOTE: update and delete are granted to nobody; sealing, verifying and erasing are definer functions.
revoke all on all functions in schema ledger from public;
grant execute on function ledger.row_digest(jsonb), ledger.kept_tables(), ledger.seal(text, int), ledger.verify(text), ledger.erase(text, text, uuid), ledger.place_of(text, text, uuid),
  ledger.deeds(text, uuid[]), ledger.sealed_of(text, text[], uuid[]), ledger.erase_rows(text, text[], uuid[], text[], text[]) to taizhang_app;
