-- Who wrote a row I can see: an import by the county wrote rows of a town, whose people may know by whom, although the county's act itself
-- lies outside their scope. An act id is known only to who sees a row that the act wrote; nothing of the act but these columns is told.
create function ledger.deeds(which_city text, acts uuid[])
  returns table (id uuid, verb text, at timestamptz, recorded_at timestamptz, account text, unit_name text, reason text, import_id text, seal_no bigint)
  language sql stable security definer set search_path = ledger, pg_temp as $$
    select a.id, a.verb, a.at, a.recorded_at, a.account, a.unit_name, a.reason, a.summary ->> 'import_id', s.seal_no
    from ledger.acts a left join ledger.seals s on s.city = a.city and s.act_id = a.id
    where which_city = platform.city() and a.city = which_city and a.id = any (acts)
  $$;
