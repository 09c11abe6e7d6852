-- 文书 and 通报: issues of a bulletin, their editions with the numbers as they were frozen, and the rows behind each number.
-- Held here: a published edition never changes, nor do its figures and rows; who wrote in an edition does not publish it.

create schema documents;
comment on schema documents is '文书: bulletins, their editions and frozen figures.';

create table documents.series (
  city text collate "C" not null,
  id uuid not null,
  division text collate "C" not null constraint series_division_is_code check (division ~ '^[0-9]{4,12}$'),
  programme text not null,
  bulletin text not null,
  basis text constraint series_basis_said check (length(basis) between 4 and 300),
  version int not null,
  act_id uuid not null,
  salt uuid not null default gen_random_uuid(),
  constraint series_pkey primary key (city, id),
  constraint series_once unique (city, bulletin, division)
);
comment on table documents.series is 'A bulletin that an office issues for its division: the machine drafts it each day.';
comment on column documents.series.basis is 'Legal basis of ranking the units below; without it they stand in the order of their codes, without places.';
select ledger.keep('documents.series', '*');
create index series_by_division on documents.series (city, programme, division);

create table documents.bulletins (
  city text collate "C" not null,
  id uuid not null,
  division text collate "C" not null constraint bulletins_division_is_code check (division ~ '^[0-9]{4,12}$'),
  programme text not null,
  bulletin text not null,
  year int not null,
  issue_no int not null constraint bulletins_issue_counts check (issue_no > 0),
  on_date date not null,
  document_no text not null,
  version int not null,
  act_id uuid not null,
  salt uuid not null default gen_random_uuid(),
  constraint bulletins_pkey primary key (city, id),
  constraint bulletins_numbered_once unique (city, bulletin, division, year, issue_no),
  constraint bulletins_once_a_day unique (city, bulletin, division, on_date)
);
comment on table documents.bulletins is 'One issue 期 of a bulletin.';
select ledger.keep('documents.bulletins', '*');
create index bulletins_by_division on documents.bulletins (city, programme, division, on_date desc);

create table documents.editions (
  city text collate "C" not null,
  id uuid not null,
  division text collate "C" not null,
  programme text not null,
  bulletin_id uuid not null,
  edition_no int not null constraint editions_count check (edition_no > 0),
  state text not null constraint editions_state_known check (state in ('draft', 'submitted', 'published', 'discarded')),
  title jsonb not null,
  blocks jsonb not null,
  comparison jsonb,
  counts jsonb not null default '[]',
  changes jsonb not null default '[]',
  reason text,
  period_from date,
  cutoff timestamptz not null,
  author_ids uuid[] not null,
  submitted_by uuid,
  submitted_name text,
  submitted_at timestamptz,
  returned_because text,
  published_by uuid,
  published_name text,
  published_at timestamptz,
  version int not null,
  act_id uuid not null,
  salt uuid not null default gen_random_uuid(),
  constraint editions_pkey primary key (city, id),
  constraint editions_bulletin foreign key (city, bulletin_id) references documents.bulletins (city, id) on delete no action,
  constraint editions_second_person check (published_by is null or published_by <> all (author_ids)),
  constraint editions_published_whole check ((state = 'published') = (published_by is not null and published_at is not null)),
  constraint editions_correction_said check (edition_no = 1 or length(reason) >= 4)
);
comment on table documents.editions is 'An edition 版 of an issue: words with places for numbers, numbers frozen beside. Published, it never changes; a correction is the next edition.';
comment on column documents.editions.author_ids is 'Everybody who drafted, worded or submitted it; none of them publishes it.';
select ledger.keep('documents.editions', '*');
create unique index editions_numbered_once on documents.editions (city, bulletin_id, edition_no) where state <> 'discarded';
create index editions_by_division on documents.editions (city, programme, division);

create table documents.edition_figures (
  city text collate "C" not null,
  id uuid not null,
  division text collate "C" not null,
  programme text not null,
  edition_id uuid not null,
  figure text not null,
  position int not null,
  title text not null,
  unit text not null,
  value double precision,
  numerator double precision,
  denominator double precision,
  definition text not null,
  source text not null,
  cutoff timestamptz not null,
  row_count int not null,
  version int not null,
  act_id uuid not null,
  salt uuid not null default gen_random_uuid(),
  constraint edition_figures_pkey primary key (city, id),
  constraint edition_figures_once unique (city, edition_id, figure),
  constraint edition_figures_edition foreign key (city, edition_id) references documents.editions (city, id) on delete no action deferrable initially deferred
);
comment on table documents.edition_figures is 'A number of an edition as it was frozen: value, parts, definition, cut-off, how many rows.';
select ledger.keep('documents.edition_figures', '*');
create index edition_figures_by_division on documents.edition_figures (city, programme, division);

create table documents.edition_rows (
  city text collate "C" not null,
  id uuid not null default gen_random_uuid(),
  division text collate "C" not null,
  programme text not null,
  edition_id uuid not null,
  figure text not null,
  row_id uuid not null,
  on_date date not null,
  counted bigint not null,
  version int not null,
  act_id uuid not null,
  salt uuid not null default gen_random_uuid(),
  constraint edition_rows_pkey primary key (city, id),
  constraint edition_rows_once unique (city, edition_id, figure, row_id),
  constraint edition_rows_edition foreign key (city, edition_id) references documents.editions (city, id) on delete no action deferrable initially deferred
);
comment on table documents.edition_rows is 'The rows behind a frozen number: row, division, day and what it counted, and nothing of its contents, which may have to be erased.';
comment on column documents.edition_rows.counted is 'What it adds: 1 or 0 where rows are counted, whole 分 for money.';
select ledger.keep('documents.edition_rows', '*');
create index edition_rows_by_division on documents.edition_rows (city, programme, division, edition_id);

-- Published is published: whoever asks, by whatever way.
create function documents.keep_published() returns trigger
  language plpgsql set search_path = documents, pg_temp as $$
begin
  if old.state in ('published', 'discarded') then
    raise exception 'edition % is closed', old.id using errcode = '23514', constraint = 'editions_published_stay', schema = 'documents', table = 'editions';
  end if;
  return new;
end $$;
create trigger keep_published before update or delete on documents.editions for each row execute function documents.keep_published();

create function documents.freeze_once() returns trigger
  language plpgsql set search_path = documents, pg_temp as $$
begin
  if exists (select from fresh f join documents.editions e on e.city = f.city and e.id = f.edition_id where e.state <> 'draft') then
    raise exception 'numbers come into drafts only' using errcode = '23514', constraint = 'editions_published_stay', schema = 'documents', table = 'editions';
  end if;
  return null;
end $$;
create trigger freeze_once after insert on documents.edition_figures referencing new table as fresh for each statement execute function documents.freeze_once();
create trigger freeze_once after insert on documents.edition_rows referencing new table as fresh for each statement execute function documents.freeze_once();
