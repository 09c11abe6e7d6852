-- A place is held by every row that names it, whatever its column is called: a matter holds it by place_id, a face by its own id.
create or replace function subjects.leave_place(which_city text, which_place uuid) returns boolean
  language plpgsql security definer set search_path = subjects, pg_temp as $$
declare
  holder record;
  needed boolean;
begin
  for holder in
    select con.conrelid::regclass as relation, own.attname as named_by
    from pg_constraint con
    cross join lateral unnest(con.conkey, con.confkey) pair (own_number, place_number)
    join pg_attribute place on place.attrelid = con.confrelid and place.attnum = pair.place_number and place.attname = 'id'
    join pg_attribute own on own.attrelid = con.conrelid and own.attnum = pair.own_number
    where con.contype = 'f' and con.confrelid = 'subjects.places'::regclass
  loop
    execute format('select exists (select 1 from %s where city = $1 and %I = $2)', holder.relation, holder.named_by)
      into needed using which_city, which_place;
    if needed then
      return false;
    end if;
  end loop;
  delete from subjects.places where city = which_city and city = platform.city() and id = which_place;
  return true;
end $$;
