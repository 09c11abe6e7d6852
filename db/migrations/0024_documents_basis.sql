-- 开办与依据: since when an office issues a bulletin, and by which document it may rank the units below; and what an edition was held against.
-- Columns are only added: the digests of rows sealed before stay as they are.

alter table documents.series
  add column since date,
  add column closed_on date,
  add column basis_number text,
  add column basis_article text,
  add column basis_from date,
  add column basis_to date,
  add column basis_by text,
  add column basis_at timestamptz,
  add constraint series_closed_after_begin check (closed_on >= since),
  add constraint series_basis_period check (basis_to >= basis_from),
  -- Not held against rows of before: such a basis counts for nothing until it is entered again with its number.
  add constraint series_basis_whole check ((basis is null) = (basis_number is null) and (basis is null) = (basis_from is null)
    and (basis is null) = (basis_by is null) and (basis is null) = (basis_at is null)
    and (basis is not null or basis_article is null and basis_to is null)) not valid;
comment on column documents.series.basis is 'Title of the document that lets this office rank the units below; without it they stand in the order of their codes, without places.';
comment on column documents.series.basis_number is 'File number 文号 of that document.';
comment on column documents.series.basis_by is 'Who entered it.';
comment on column documents.series.closed_on is '停办: the machine drafts it no more; its issues stay.';

alter table documents.editions add column against jsonb;
comment on column documents.editions.against is 'The issue before, as it stood when this one was frozen: {"edition_id", "issue_no", "on", "cutoff", "values": {figure: number}}.';
-- The comparison that stands frozen for a division, latest first.
create index bulletins_latest on documents.bulletins (city, division, on_date desc);
