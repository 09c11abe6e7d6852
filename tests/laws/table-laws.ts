/**
 * What every table of ours keeps to. Each law is a query that answers the faults it finds, in words that say what to do, and a piece of SQL
 * that breaks it, so that no law can grow blind unnoticed.
 */

/** Schemas that are not ours: the job queue's and the list of applied migrations. */
export const foreign = ['graphile_worker', 'migrations'];

/** National facts, the same for every city: no city, read by all, written by the owner at deploy. */
export const national = [
  'reference.editions',
  'reference.codes',
  'reference.legal_bases',
  'reference.calendar_years',
  'reference.calendar_days',
];

/** Tables that are no ledger tables: their rows are not stamped, versioned and sealed. */
export const notKept: Readonly<Record<string, string>> = {
  'platform.office': 'one row a city, read before sign-in; its versions are kept in platform.office_facts',
  'platform.clock_steps': 'how far a step of the demo’s clock has come; the step is an act',
  'platform.clockwork': 'which job ran for which moment; what jobs do is in the ledger by their acts',
  'ledger.acts': 'the ledger itself',
  'ledger.versions': 'the ledger itself',
  'ledger.unsealed': 'the ledger itself: a queue',
  'ledger.seals': 'the ledger itself',
  'ledger.erasures': 'the ledger itself',
  'ledger.redactions': 'the ledger itself',
  'divisions.divisions': 'official codes, loaded from the published list',
  'divisions.successions': 'official facts about codes',
  'divisions.editions': 'what caches compare',
  'notices.notices': 'inbox; the act that told is in the ledger',
  'people.credentials': 'secrets must not live on in superseded versions',
  'people.devices': 'no fact of the office',
  'people.sessions': 'no fact of the office',
  'people.sign_ins': 'a log of its own, append-only',
  'people.attempts': 'counters of minutes',
  'matters.numbers': 'counters of numbers given out',
  'matters.passes': 'derived from the versions of matters',
  'registers.terms': 'derived from rows',
  'registers.imports': 'working state; the acts that open, land and undo an import are in the ledger',
  'registers.staged': 'working state, emptied when the import ends',
};

/** Reached by definer functions only: no policy for the server. */
export const closed: Readonly<Record<string, string>> = {
  'people.credentials': 'password hashes',
  'people.devices': 'tokens',
  'people.sessions': 'tokens',
  'people.attempts': 'counted before anybody is signed in',
};

/** Readable without a city, before sign-in. */
export const open = ['platform.office', ...national];

/** Runs with the owner's rights: what for. A new line is a hole in the row policies and wants a second pair of eyes. */
export const definers: Readonly<Record<string, string>> = {
  'ledger.queue_for_seal': 'trigger: every act is queued',
  'ledger.stamp': 'trigger: writes superseded versions, which the server may not',
  'ledger.written': 'digests over rows outside the sealer’s scope',
  'ledger.parts_of': 'what acts wrote, outside the sealer’s scope',
  'ledger.seal': 'the worker has no scopes',
  'ledger.verify': 'recomputes over every row; answers digests and counts',
  'ledger.erase': 'takes versions away, inside an act only',
  'ledger.sealed_of': 'inside an act: ciphertext of the rows about to be erased',
  'ledger.erase_rows': 'takes rows and the copies of their words away, inside an act only',
  'ledger.deeds': 'who wrote a row that I see; no more of the act than that',
  'ledger.place_of': 'who erases need not be one who reads',
  'registers.refresh_statistics': 'only an owner may analyze a table; answers nothing',
  'files.still_named': 'whether a content is still named by any row; answers digests the caller knows',
  'matters.posts_at': 'posts are administration, and a desk must be found all the same',
  'matters.find_desk': 'the same',
  'matters.note_pass': 'trigger: who held a matter is noted, whatever its writer may see',
  'matters.place_of': 'name and address of a place, to a unit that held a matter there',
  'fire.places_sent': 'names on the lists that were sent to a unit which sees no register',
  'matters.hand_over': 'who hands over administers people and reads no matters',
  'notices.put': 'an inbox belongs to its reader, not to who tells',
  'notices.holders': 'who holds a post is administration, and must be told all the same',
  'notices.take_due': 'the worker has no scopes',
  'notices.tidy': 'the worker has no scopes',
  'people.keep_powers_apart': 'trigger: sees posts outside the giver’s scope',
  'people.keep_delegation_apart': 'trigger: sees posts outside the giver’s scope',
  'people.note': 'the sign-in log is append-only for the server',
  'people.posts_in_force': 'builds the actor, before any scope exists',
  'people.actor_of': 'builds the actor, before any scope exists',
  'people.actor_named': 'builds the actor of the command line',
  'people.must_change': 'reads credentials',
  'people.session_actor': 'from a cookie to an actor',
  'people.begin_sign_in': 'before anybody is signed in',
  'people.finish_sign_in': 'before anybody is signed in',
  'people.in_reach': 'whether an account is mine or in my scope',
  'people.my_password': 'my own hash',
  'people.set_password': 'inside an act, within reach',
  'people.end_sessions': 'within reach',
  'people.end_session': 'my own',
  'people.devices_of': 'within reach',
  'people.last_sign_in': 'within reach',
  'people.open_posts': 'counts posts outside the administrator’s scope',
  'people.revoke_device': 'my own',
  'people.colleagues': 'names of my own unit',
  'people.title_of': 'a name beside rows that are mine',
  'people.locked_until': 'reads counters',
  'people.unlock': 'inside an act, within reach',
  'people.holders_of': 'counts administrators',
  'people.demo_accounts': 'the sign-in page of the demo',
  'people.machine_account': 'the account of the machine itself',
  'people.sweep': 'removes old counters and sessions',
  'platform.open_office': 'once',
  'platform.keep_office': 'trigger: the versions of the office are written by nobody else',
  'registers.held_elsewhere': 'a duplicate answers only the owning unit',
  'registers.analyze_staged': 'statistics are the owner’s',
  'subjects.leave_place': 'a face outside the caller’s sight still holds the place',
};

export interface TableLaw {
  title: string;
  /** Answers `fault` for each thing that is wrong; a list of names comes as $1. */
  find: string;
  list?: readonly string[];
  /** Breaks the law. Runs as the owner, in a transaction that is rolled back. */
  breaks: string;
}

const tables = `(select n.nspname || '.' || c.relname as name, c.* from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p') and n.nspname !~ '^pg_' and n.nspname not in ('information_schema', '${foreign.join("', '")}'))`;
const ours = `(select n.oid, n.nspname from pg_namespace n where n.nspname !~ '^pg_' and n.nspname not in ('information_schema', '${foreign.join("', '")}'))`;
const column = (table: string, number: string) =>
  `(select a.attname from pg_attribute a where a.attrelid = ${table} and a.attnum = ${number})`;
const kept = Object.keys(notKept);

export const tableLaws: readonly TableLaw[] = [
  {
    title: 'city comes first: a text of collation "C", never null, never made up',
    find: `select t.name || ': begin it with city text collate "C" not null, without default; or name it as national' as fault
      from ${tables} t where t.name <> all ($1::text[]) and not exists (
        select from pg_attribute a join pg_collation l on l.oid = a.attcollation
        where a.attrelid = t.oid and a.attname = 'city' and a.atttypid = 'text'::regtype and a.attnotnull and not a.atthasdef and a.attgenerated = '' and l.collname = 'C')`,
    list: national,
    breaks:
      "create schema wrong; create table wrong.a (city text not null default '4104', id uuid, constraint a_pkey primary key (city, id))",
  },
  {
    title: 'city is first in the primary key, and there is one',
    find: `select t.name || ': its primary key begins with city' as fault from ${tables} t
      where t.name <> all ($1::text[]) and not exists (select from pg_constraint k where k.conrelid = t.oid and k.contype = 'p' and ${column('t.oid', 'k.conkey[1]')} = 'city')`,
    list: national,
    breaks: 'create schema wrong; create table wrong.a (city text collate "C" not null, id uuid, constraint a_pkey primary key (id, city))',
  },
  {
    title: 'city is first in every index and unique key',
    find: `select i.indexrelid::regclass || ' on ' || t.name || ': its first column is city, bare' as fault
      from ${tables} t join pg_index i on i.indrelid = t.oid where t.name <> all ($1::text[]) and ${column('t.oid', 'i.indkey[0]')} is distinct from 'city'`,
    list: national,
    breaks: 'create index wrong on fire.premises (division, city)',
  },
  {
    title: 'city is first in every foreign key, on both sides',
    find: `select t.name || '.' || k.conname || ': foreign key (city, …) references …(city, …)' as fault
      from ${tables} t join pg_constraint k on k.conrelid = t.oid and k.contype = 'f'
      where t.name <> all ($1::text[]) and (${column('t.oid', 'k.conkey[1]')} <> 'city' or ${column('k.confrelid', 'k.confkey[1]')} <> 'city')`,
    list: national,
    breaks:
      'alter table divisions.units add constraint wrong_once unique (id, city); alter table fire.premises add constraint wrong foreign key (area_id, city) references divisions.units (id, city) on delete restrict',
  },
  {
    title: 'no foreign key empties a column when its row goes: city would go with it',
    find: `select t.name || '.' || k.conname || ': on delete restrict, no action or cascade' as fault
      from ${tables} t join pg_constraint k on k.conrelid = t.oid and k.contype = 'f' where (k.confdeltype in ('n', 'd') or k.confupdtype <> 'a')`,
    breaks:
      'alter table fire.premises add constraint wrong foreign key (city, area_id) references divisions.units (city, id) on delete set null',
  },
  {
    title: 'constraints have names of our own',
    find: `select t.name || '.' || k.conname || ': give the constraint a name that says what is wrong when it fails' as fault
      from ${tables} t join pg_constraint k on k.conrelid = t.oid
      cross join lateral (select string_agg(a.attname, '_' order by u.place) as columns from unnest(k.conkey) with ordinality u (number, place)
        join pg_attribute a on a.attrelid = t.oid and a.attnum = u.number) c
      where (k.contype = 'c' and k.conname ~ '_check[0-9]*$'
        or k.contype = 'u' and k.conname ~ ('^' || t.relname || '_' || c.columns || '_key[0-9]*$')
        or k.contype = 'f' and k.conname ~ ('^' || t.relname || '_' || c.columns || '_fkey[0-9]*$')
        or k.contype = 'x' and k.conname ~ '_excl[0-9]*$'
        or k.contype = 'p' and k.conname <> t.relname || '_pkey')`,
    breaks: 'alter table fire.premises add check (beds >= 0)',
  },
  {
    title: 'row security is on and forced',
    find: `select t.name || ': call platform.guard_table in access.sql' as fault from ${tables} t
      where not (t.relrowsecurity and t.relforcerowsecurity)`,
    breaks: 'alter table fire.premises no force row level security',
  },
  {
    title: 'every table has a policy for the server, or is closed by name',
    find: `select t.name || case when t.name = any ($1::text[]) then ': is named as closed and has a policy' else ': has no policy for taizhang_app' end as fault
      from ${tables} t where (t.name = any ($1::text[])) = exists (select from pg_policy p where p.polrelid = t.oid and 'taizhang_app'::regrole = any (p.polroles))`,
    list: Object.keys(closed),
    breaks: "select platform.guard_table('fire.premises', 'none')",
  },
  {
    title: 'policies are for our two roles, and look at the city',
    find: `select t.name || ', policy ' || p.polname || ': name taizhang_app and begin with city = (select platform.city())' as fault
      from ${tables} t join pg_policy p on p.polrelid = t.oid
      where exists (select from unnest(p.polroles) r where r not in ('taizhang_app'::regrole, 'taizhang_owner'::regrole))
        or 'taizhang_app'::regrole = any (p.polroles) and t.name <> all ($1::text[]) and (
          coalesce(pg_get_expr(p.polqual, p.polrelid), '') not like '%platform.city()%' and p.polcmd <> 'a'
          or p.polcmd = 'a' and coalesce(pg_get_expr(p.polwithcheck, p.polrelid), '') not like '%platform.city()%'
          or not p.polpermissive)`,
    list: open,
    breaks: 'create policy wrong on fire.premises for select to taizhang_app using (true)',
  },
  {
    title: 'division is a text of collation "C"',
    find: `select t.name || ': division text collate "C"' as fault from ${tables} t join pg_attribute a on a.attrelid = t.oid and a.attname = 'division'
      left join pg_collation l on l.oid = a.attcollation
      where (a.atttypid <> 'text'::regtype or l.collname is distinct from 'C')`,
    breaks: 'create schema wrong; create table wrong.a (city text collate "C" not null, division text)',
  },
  {
    title: 'a table is kept by the ledger, or named with the reason why not',
    find: `select t.name || case when t.name = any ($1::text[]) then ': is kept and named as not kept' else ': call ledger.keep in its migration' end as fault
      from ${tables} t where t.name not in ('${national.join("', '")}') and (t.name = any ($1::text[])) = (t.name in (select ledger.kept_tables()))`,
    list: kept,
    breaks: 'drop trigger stamp_change on fire.premises',
  },
  {
    title: 'a ledger table has id, division, version, act_id and salt',
    find: `select t.name || ': ' || w.name || ' ' || w.type || ' not null' || w.initial as fault
      from ${tables} t cross join (values ('id', 'uuid', ''), ('division', 'text', ''), ('version', 'integer', ''), ('act_id', 'uuid', ''),
        ('salt', 'uuid', ' default gen_random_uuid()')) w (name, type, initial)
      where t.name <> all ($1::text[]) and t.name not in ('${national.join("', '")}') and not exists (
        select from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
        where a.attrelid = t.oid and a.attname = w.name and format_type(a.atttypid, null) = w.type and a.attnotnull
          and (w.initial = '' or ' default ' || pg_get_expr(d.adbin, d.adrelid) = w.initial))`,
    list: kept,
    breaks: 'alter table fire.premises alter column salt drop default',
  },
  {
    title: 'a ledger table carries both stamps, awake and under its own name',
    find: `select t.name || ': ' || w.name || ' is missing, asleep or says another name; call ledger.keep' as fault
      from ${tables} t cross join (values ('stamp_insert', 'ledger.stamp_insert'), ('stamp_change', 'ledger.stamp')) w (name, function)
      where t.name <> all ($1::text[]) and t.name not in ('${national.join("', '")}') and not exists (
        select from pg_trigger g where g.tgrelid = t.oid and g.tgname = w.name and g.tgenabled = 'O' and g.tgfoid = w.function::regproc
          -- before, each row, and every kind of change it is there for
          and g.tgtype & 3 = 3 and g.tgtype & 28 = case w.name when 'stamp_insert' then 4 else 24 end and g.tgqual is null
          and split_part(encode(g.tgargs, 'escape'), '\\000', 1) = t.name
          and split_part(encode(g.tgargs, 'escape'), '\\000', 2) ~ '^([a-z]+|\\*)$'
          and (split_part(encode(g.tgargs, 'escape'), '\\000', 2) <> '*' or exists (select from pg_attribute a where a.attrelid = t.oid and a.attname = 'programme')))`,
    list: kept,
    breaks: 'alter table fire.premises disable trigger stamp_insert',
  },
  {
    title: 'everything belongs to the owner, nothing to the server',
    find: `select o.name || ': belongs to ' || o.owner || '; alter … owner to taizhang_owner' as fault from (
        select t.name, pg_get_userbyid(t.relowner) as owner from ${tables} t
        union all select n.nspname, pg_get_userbyid(s.nspowner) from ${ours} n join pg_namespace s using (oid) where n.nspname <> 'public'
        union all select p.oid::regprocedure::text, pg_get_userbyid(p.proowner) from pg_proc p join ${ours} n on n.oid = p.pronamespace
      ) o where o.owner <> 'taizhang_owner'`,
    breaks: 'reset role; alter table fire.premises owner to taizhang_app',
  },
  {
    title: 'the server’s role is harmless',
    find: `select 'taizhang_app: alter role … nosuperuser nobypassrls nocreaterole nocreatedb noreplication, member of nothing' as fault from pg_roles r
      where r.rolname = 'taizhang_app' and (r.rolsuper or r.rolbypassrls or r.rolcreaterole or r.rolcreatedb or r.rolreplication
        or exists (select from pg_auth_members m where m.member = r.oid))
      union all select 'taizhang_owner: alter role … nosuperuser nobypassrls' from pg_roles r where r.rolname = 'taizhang_owner' and (r.rolsuper or r.rolbypassrls)`,
    breaks: 'reset role; grant pg_monitor to taizhang_app',
  },
  {
    title: 'the server adds to the ledger and changes nothing in it',
    find: `select t.name || ': revoke ' || p.privilege || ' from taizhang_app' as fault
      from ${tables} t cross join (values ('insert'), ('update'), ('delete')) p (privilege)
      where t.name like 'ledger.%' and not (t.name = 'ledger.acts' and p.privilege = 'insert')
        and (has_table_privilege('taizhang_app', t.oid, p.privilege) or p.privilege <> 'delete' and has_any_column_privilege('taizhang_app', t.oid, p.privilege))`,
    breaks: 'grant update (reason) on ledger.acts to taizhang_app',
  },
  {
    title: 'the server empties, hooks and refers to no table, and makes nothing',
    find: `select t.name || ': revoke ' || p.privilege || ' from taizhang_app' as fault
      from ${tables} t cross join (values ('truncate'), ('trigger'), ('references')) p (privilege)
      where has_table_privilege('taizhang_app', t.oid, p.privilege)
      union all select n.nspname || ': revoke create from taizhang_app' from ${ours} n where has_schema_privilege('taizhang_app', n.oid, 'create')`,
    breaks: 'grant truncate on fire.premises to taizhang_app',
  },
  {
    title: 'nothing is granted to everybody',
    find: `select o.name || ': revoke all … from public' as fault from (
        select t.name, t.relacl as acl from ${tables} t
        union all select t.name || '.' || a.attname, a.attacl from ${tables} t join pg_attribute a on a.attrelid = t.oid
        union all select n.nspname, s.nspacl from ${ours} n join pg_namespace s using (oid) where n.nspname <> 'public'
      ) o where exists (select from aclexplode(o.acl) x where x.grantee = 0)`,
    breaks: 'grant select (name) on subjects.places to public',
  },
  {
    title: 'definer functions are named, and there are no others',
    find: `select coalesce(f.name || ': is a definer function without a reason in tests/laws/table-laws.ts', w.name || ': is named as a definer function and is none') as fault
      from (select distinct n.nspname || '.' || p.proname as name from pg_proc p join ${ours} n on n.oid = p.pronamespace where p.prosecdef) f
      full join unnest($1::text[]) w (name) on w.name = f.name where f.name is null or w.name is null`,
    list: Object.keys(definers),
    breaks: 'create function fire.wrong() returns int language sql security definer set search_path = fire, pg_temp as $$ select 1 $$',
  },
  {
    title: 'a definer function pins its search path, and only roles it is granted to call it',
    find: `select p.oid::regprocedure || ': set search_path = <schema>, pg_temp; revoke all … from public in access.sql' as fault
      from pg_proc p join ${ours} n on n.oid = p.pronamespace
      where p.prosecdef and p.prorettype <> 'trigger'::regtype
        and (not coalesce(p.proconfig, '{}') @> array['search_path=' || n.nspname || ', pg_temp'] or p.proacl is null
          or exists (select from aclexplode(p.proacl) x where x.grantee = 0))
      union all
      select p.oid::regprocedure || ': set search_path = <schema>, pg_temp' from pg_proc p join ${ours} n on n.oid = p.pronamespace
      where p.prosecdef and p.prorettype = 'trigger'::regtype and not coalesce(p.proconfig, '{}') @> array['search_path=' || n.nspname || ', pg_temp']`,
    breaks: 'grant execute on function ledger.erase(text, text, uuid) to public',
  },
  {
    title: 'a view reads as its reader',
    find: `select c.oid::regclass || ': create view … with (security_invoker = true); no materialized view' as fault
      from pg_class c join ${ours} n on n.oid = c.relnamespace
      where (c.relkind = 'm' or c.relkind = 'v' and not coalesce(c.reloptions, '{}') @> '{security_invoker=true}')`,
    breaks: 'create view fire.wrong as select * from fire.premises',
  },
  {
    title: 'nothing of ours lies in public',
    find: `select c.oid::regclass || ': create it in the schema of its unit' as fault from pg_class c where c.relnamespace = 'public'::regnamespace
      union all select p.oid::regprocedure::text from pg_proc p where p.pronamespace = 'public'::regnamespace`,
    breaks: 'reset role; create table public.wrong (a int)',
  },
];
