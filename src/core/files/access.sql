-- A file is seen by whoever's posts lie over its programme and division, by whoever may see a row that it is attached to, and by the person
-- who sent it.
revoke all on all tables in schema files from taizhang_app;
revoke all on all functions in schema files from public;
grant usage on schema files to taizhang_app;

select platform.guard_table('files.files', 'shared');
select platform.guard_table('files.attachments', 'shared');
-- The attachments are read under their own policies: another unit that opens a door to its rows (a matter assigned to me) writes one on
-- files.attachments, and the files follow.
create policy attached on files.files for select to taizhang_app
  using (city = (select platform.city()) and exists (select from files.attachments a where a.city = files.city and a.file_id = files.id));
create policy own on files.files for select to taizhang_app
  using (city = (select platform.city()) and account_id = (select platform.account()));
-- What a post sends that sees only what its unit holds, and what it attaches to that.
create policy sent on files.files for insert to taizhang_app
  with check (city = (select platform.city()) and account_id = (select platform.account()) and cardinality((select platform.units())) > 0);
create policy passed on files.attachments to taizhang_app
  using (city = (select platform.city()) and owner_relation = 'matters.matters' and owner_id in (select matters.passed()))
  with check (city = (select platform.city()) and owner_relation = 'matters.matters' and owner_id in (select matters.passed()));

grant select, insert (city, id, division, programme, account_id, kind, sha256, media_type, bytes, width, height, small_sha256, small_media_type,
    small_bytes, file_name, taken_at, device_at, exif_at, longitude, latitude, position_from, perceptual_hash, note)
  on files.files to taizhang_app;
grant select, insert (city, id, division, programme, file_id, owner_relation, owner_id, role, position) on files.attachments to taizhang_app;
-- NOTE: neither update nor delete: evidence is erased by law (ledger.erase) or stays as it came.
grant execute on function files.still_named(text[]) to taizhang_app;
