-- The business clock's clockwork: which job of the office's day ran for which moment, and how far a step of the demo's clock has come.

-- A clock that stands belongs to the demo: in a working office the business time is the real one.
alter table platform.office add constraint office_clock_only_in_demo check (demo or clock is null);

create table platform.clock_steps (
  city text collate "C" not null,
  id uuid not null,
  from_at timestamptz not null,
  to_at timestamptz not null,
  reached_at timestamptz not null,
  state text not null default 'waiting' constraint clock_steps_state_known check (state in ('waiting', 'running', 'done', 'stopped', 'failed')),
  asked_at timestamptz not null default clock_timestamp(),
  ended_at timestamptz,
  constraint clock_steps_pkey primary key (city, id),
  constraint clock_steps_go_forward check (from_at < to_at and reached_at between from_at and to_at),
  constraint clock_steps_ended check ((ended_at is null) = (state in ('waiting', 'running')))
);
comment on table platform.clock_steps is 'How far a step of the demo''s clock has come. The step itself is an act of the same id.';
comment on column platform.clock_steps.state is 'done: stands at to_at. stopped: somebody, or a stop of the machine, ended it at reached_at. failed: a job of that moment did not succeed.';
create index clock_steps_latest on platform.clock_steps (city, asked_at desc, id);

create table platform.clockwork (
  city text collate "C" not null,
  job text not null,
  ran_for timestamptz not null,
  step_id uuid,
  words text,
  fault text,
  ended_at timestamptz not null default clock_timestamp(),
  constraint clockwork_pkey primary key (city, job, ran_for),
  constraint clockwork_under_a_step foreign key (city, step_id) references platform.clock_steps (city, id) on delete restrict
);
comment on table platform.clockwork is 'A job of the office''s day ran for that business moment, once; with a fault it is tried again the same day.';
comment on column platform.clockwork.words is 'What it did, for whoever stepped the clock; null when there was nothing to do.';
create index clockwork_by_step on platform.clockwork (city, step_id, ran_for);

-- Every process hears that the clock was moved, whoever moved it, and reads it anew.
create function platform.tell_clock() returns trigger
  language plpgsql set search_path = platform, pg_temp as $$
begin
  perform pg_notify('taizhang_clock', '');
  return null;
end $$;
create trigger tell_clock after insert or update of clock on platform.office for each statement execute function platform.tell_clock();
create trigger tell_clock after insert or update on platform.clock_steps for each statement execute function platform.tell_clock();
create trigger tell_clock after insert or update on platform.clockwork for each statement execute function platform.tell_clock();
