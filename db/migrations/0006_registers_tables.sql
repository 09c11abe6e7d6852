-- 库: what every register shares: search terms, saved views, imports and their staging.

create schema registers;
comment on schema registers is '库: search terms, saved views, imports of workbooks.';

create table registers.terms (
  city text collate "C" not null,
  term text collate "C" not null,
  programme text not null,
  register text not null,
  division text collate "C" not null,
  row_id uuid not null,
  constraint terms_pkey primary key (city, term, register, division, row_id)
);
comment on table registers.terms is 'Derived: words under which a row is found. Text equality is leakproof, so this btree works under row security where trigram indexes do not.';
comment on column registers.terms.term is 'Plain: two characters of a name, or a word of an address. ~ pinyin, ^ initials, = identity key, # blind index of a sealed value.';

create table registers.views (
  city text collate "C" not null,
  id uuid not null,
  division text collate "C" not null,
  programme text not null,
  register text not null,
  account_id uuid not null,
  title text not null constraint views_title_not_empty check (title <> ''),
  query text not null,
  shared boolean not null default false,
  version int not null,
  act_id uuid not null,
  salt uuid not null default gen_random_uuid(),
  constraint views_pkey primary key (city, id),
  constraint views_title_once unique (city, account_id, register, title)
);
comment on table registers.views is '视图: filters a person saved; shared ones are seen by everybody whose scope holds the division.';
select ledger.keep('registers.views', '*');

create table registers.imports (
  city text collate "C" not null,
  id uuid not null,
  division text collate "C" not null,
  programme text not null,
  register text not null,
  account_id uuid not null,
  account text not null,
  file_name text not null,
  file_digest text not null,
  kind text not null default '',
  program text,
  state text not null constraint imports_state_known check (state in ('reading', 'asking', 'ready', 'landing', 'done', 'failed', 'cancelled', 'undone')),
  phase text not null default '',
  done int not null default 0,
  total int,
  phase_since timestamptz not null default now(),
  cancel_asked boolean not null default false,
  sheets jsonb not null default '[]',
  mapping jsonb not null default '{}',
  questions jsonb not null default '[]',
  reasons jsonb not null default '[]',
  counts jsonb not null default '{}',
  options jsonb not null default '{}',
  problem jsonb,
  landed_act uuid,
  landed_at timestamptz,
  created_at timestamptz not null default now(),
  constraint imports_pkey primary key (city, id)
);
comment on table registers.imports is 'One workbook on its way into a register. Working state, not ledger: the acts that open, land and undo it are in the ledger.';
create index imports_by_register on registers.imports (city, register, created_at desc);

create unlogged table registers.staged (
  city text collate "C" not null,
  import_id uuid not null,
  no int not null,
  sheet int not null,
  row int not null,
  id uuid not null,
  division text collate "C",
  division_text text,
  state text not null,
  other_id uuid,
  other_no int,
  keys text[] collate "C" not null,
  terms text[] collate "C" not null,
  content jsonb not null,
  shown jsonb not null,
  errors jsonb,
  constraint staged_pkey primary key (city, import_id, no)
);
comment on table registers.staged is 'Rows of a workbook between reading and landing; sealed columns are already sealed. Emptied when the import ends.';

-- Rows that hold the given identity keys outside the asker's scopes. Answers only the division, so that the owning unit can be named.
create function registers.held_elsewhere(which_city text, which_register text, wanted text[])
  returns table (term text, division text)
  language sql stable security definer set search_path = registers, pg_temp as $$
    select t.term, min(t.division)
    from unnest(wanted) w (term) join registers.terms t on t.city = which_city and t.term = w.term and t.register = which_register
    where which_city = platform.city() and w.term like '=%'
    group by t.term
  $$;

-- Fresh staged rows have no statistics, and the checks join them with millions of terms.
create function registers.analyze_staged() returns void
  language plpgsql security definer set search_path = registers, pg_temp as $$
begin
  analyze registers.staged;
end $$;
