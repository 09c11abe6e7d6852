-- An edition is seen by whoever's posts lie over its programme and division; once published also by the units below, to whom it is addressed.
-- The rows behind a number stay with the division they stand in.
revoke all on all tables in schema documents from taizhang_app;
grant usage on schema documents to taizhang_app;

select platform.guard_table('documents.series', 'shared');
select platform.guard_table('documents.bulletins', 'shared');
select platform.guard_table('documents.editions', 'shared');
select platform.guard_table('documents.edition_figures', 'shared');
select platform.guard_table('documents.edition_rows', 'shared');
create policy addressed on documents.editions for select to taizhang_app
  using (city = (select platform.city()) and state = 'published' and division = any (platform.codes_above(platform.scopes(programme))));
create policy addressed on documents.bulletins for select to taizhang_app
  using (city = (select platform.city()) and division = any (platform.codes_above(platform.scopes(programme)))
    and exists (select from documents.editions e where e.city = bulletins.city and e.bulletin_id = bulletins.id));
create policy addressed on documents.edition_figures for select to taizhang_app
  using (city = (select platform.city()) and division = any (platform.codes_above(platform.scopes(programme)))
    and exists (select from documents.editions e where e.city = edition_figures.city and e.id = edition_figures.edition_id));

grant select, insert (city, id, division, programme, bulletin, since),
  update (since, closed_on, basis, basis_number, basis_article, basis_from, basis_to, basis_by, basis_at) on documents.series to taizhang_app;
grant select, insert (city, id, division, programme, bulletin, year, issue_no, on_date, document_no) on documents.bulletins to taizhang_app;
grant select, insert (city, id, division, programme, bulletin_id, edition_no, state, title, blocks, comparison, counts, tables, changes, against, reason, period_from, cutoff, author_ids)
  on documents.editions to taizhang_app;
grant update (state, title, blocks, author_ids, submitted_by, submitted_name, submitted_at, returned_because, published_by, published_name, published_at)
  on documents.editions to taizhang_app;
grant select, insert (city, id, division, programme, edition_id, figure, position, title, unit, value, numerator, denominator, definition, source, cutoff, row_count)
  on documents.edition_figures to taizhang_app;
grant select, insert (city, division, programme, edition_id, figure, row_id, on_date, counted, part) on documents.edition_rows to taizhang_app;
-- NOTE: numbers, rows and issues are neither updated nor deleted: a wrong draft is discarded, a wrong edition corrected by the next one.
