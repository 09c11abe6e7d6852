revoke all on all tables in schema registers from taizhang_app;
grant usage on schema registers to taizhang_app;
select platform.guard_table('registers.terms', 'shared');
select platform.guard_table('registers.views', 'shared');
select platform.guard_table('registers.imports', 'shared');
select platform.guard_table('registers.staged', 'none');
-- Staged rows are seen by who sees their import.
create policy scope on registers.staged to taizhang_app
  using (city = (select platform.city()) and import_id = any ((select array(select id from registers.imports))::uuid[]))
  with check (city = (select platform.city()) and import_id = any ((select array(select id from registers.imports))::uuid[]));
-- Terms are derived from rows, so they come and go with them.
grant select, insert, delete on registers.terms to taizhang_app;
grant select, insert, delete on registers.views to taizhang_app;
grant update (title, query, shared) on registers.views to taizhang_app;
grant select, insert, update on registers.imports to taizhang_app;
-- Staged rows are working state of an import and are emptied when it ends.
grant select, insert, update, delete on registers.staged to taizhang_app;
revoke all on function registers.held_elsewhere(text, text, text[]) from public;
grant execute on function registers.held_elsewhere(text, text, text[]) to taizhang_app;
-- NOTE: called by ledger.erase_rows alone.
revoke all on function registers.forget(text, uuid[], text[]) from public;
revoke all on function registers.analyze_staged() from public;
grant execute on function registers.analyze_staged() to taizhang_app;
revoke all on function registers.refresh_statistics(text) from public;
grant execute on function registers.refresh_statistics(text) to taizhang_app;
