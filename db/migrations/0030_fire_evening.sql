-- The evening: an industry department opens the list that was sent to it, and the briefing says by town and by department what it counts.
-- Columns are only added: the digests of rows sealed before stay as they are.

alter table documents.editions add column tables jsonb;
comment on column documents.editions.tables is 'Further tables beside the comparison, frozen: [{"key", "by", "figure", "title", "unit", "lines"}].';
alter table documents.edition_rows add column part text;
comment on column documents.edition_rows.part is 'The unit under which a row stands in a table by unit.';

-- What stands on the lists that were sent to my units, as it is called today. A department sees no register: only these places, and of them
-- no more than their names and where they are.
create function fire.places_sent(which_city text, which_lists uuid[])
  returns table (id uuid, name text, address text, plate_no text, category text, division text)
  language sql stable security definer set search_path = fire, pg_temp as $$
    select distinct p.id, s.name, s.address, s.plate_no, p.category, p.division
    from fire.worklists w cross join lateral jsonb_to_recordset(w.lines) as line (premises_id uuid)
    join fire.premises p on p.city = w.city and p.id = line.premises_id
    join subjects.places s on s.city = p.city and s.id = p.id
    where w.city = which_city and which_city = platform.city() and w.id = any (which_lists)
      and 'fire:' || w.unit_id = any (platform.units())
  $$;
comment on function fire.places_sent is 'Names and places of the lines of lists that were sent to my units.';
