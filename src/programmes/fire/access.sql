revoke all on all tables in schema fire from taizhang_app;
grant usage on schema fire to taizhang_app;
select platform.guard_table('fire.premises', 'programme:fire');
-- A village sees which town cadre and county leader answer for it.
select platform.guard_table('fire.responsible', 'upward:fire');
-- Deleting is how a merge or an undone import takes a row out of the register; its versions stay in the ledger.
grant select, insert, update, delete on fire.premises, fire.responsible to taizhang_app;
select platform.guard_table('fire.inspections', 'programme:fire');
select platform.guard_table('fire.clears', 'programme:fire');
-- NOTE: neither update nor delete: what was seen and cleared stays as it was recorded; a correction is another visit.
grant select, insert on fire.inspections, fire.clears to taizhang_app;
select platform.guard_table('fire.worklists', 'programme:fire');
-- NOTE: neither update nor delete: what a unit was told stays as it was told.
grant select, insert on fire.worklists to taizhang_app;
-- A post that sees only what its unit holds opens the lists that were sent to its unit.
create policy sent on fire.worklists for select to taizhang_app
  using (city = (select platform.city()) and 'fire:' || unit_id = any ((select platform.units())::text[]));
revoke all on function fire.places_sent(text, uuid[]) from public;
grant execute on function fire.places_sent(text, uuid[]) to taizhang_app;
