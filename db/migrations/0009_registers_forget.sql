-- Erasing by law 依法删除 reaches the derived copies of a row too. Who erases (the security administrator) reads no business row, so this
-- is a definer function; the act that calls it is in the ledger.
create function registers.forget(which_city text, which_row uuid) returns int
  language plpgsql security definer set search_path = registers, pg_temp as $$
declare
  gone int;
begin
  if nullif(current_setting('app.act', true), '') is null or which_city <> platform.city() then
    raise exception 'forgetting outside an act' using errcode = 'TZ001';
  end if;
  -- A face shares its id with its subject, so the words of both go.
  delete from registers.terms where city = which_city and row_id = which_row;
  get diagnostics gone = row_count;
  delete from registers.staged where city = which_city and (id = which_row or other_id = which_row);
  return gone;
end $$;
