-- 附件: photos, signatures and documents that prove something. Bytes lie outside the database under their own sha256; here is what is known
-- about them and what they are evidence of.

create schema files;
comment on schema files is '附件: content-addressed evidence and what it is attached to.';

create table files.files (
  city text collate "C" not null,
  id uuid not null,
  division text collate "C" not null constraint files_division_is_code check (division ~ '^[0-9]{4,15}$'),
  programme text not null,
  account_id uuid not null,
  kind text not null constraint files_kind_known check (kind in ('photo', 'signature', 'document')),
  sha256 text collate "C" not null constraint files_sha256_shape check (sha256 ~ '^[0-9a-f]{64}$'),
  media_type text not null,
  bytes bigint not null constraint files_not_empty check (bytes > 0),
  width int,
  height int,
  small_sha256 text collate "C" constraint files_small_sha256_shape check (small_sha256 ~ '^[0-9a-f]{64}$'),
  small_media_type text,
  small_bytes bigint,
  file_name text constraint files_name_not_long check (length(file_name) <= 200),
  taken_at timestamptz,
  device_at timestamptz,
  exif_at timestamptz,
  longitude numeric(9, 6) constraint files_longitude_real check (longitude between -180 and 180),
  latitude numeric(9, 6) constraint files_latitude_real check (latitude between -90 and 90),
  position_from text constraint files_position_source_known check (position_from in ('phone', 'exif')),
  perceptual_hash text collate "C" constraint files_perceptual_hash_shape check (perceptual_hash ~ '^[0-9a-f]{16}$'),
  note text constraint files_note_not_long check (length(note) <= 500),
  received_at timestamptz not null default clock_timestamp(),
  version int not null,
  act_id uuid not null,
  salt uuid not null default gen_random_uuid(),
  constraint files_pkey primary key (city, id),
  constraint files_picture_has_size check (kind = 'document' or (width > 0 and height > 0)),
  constraint files_position_whole check ((longitude is null) = (latitude is null) and (longitude is null) = (position_from is null)),
  constraint files_small_whole check (num_nulls(small_sha256, small_media_type, small_bytes) in (0, 3))
);
comment on table files.files is '附件: one upload. The same bytes sent twice are two rows and one content.';
comment on column files.files.sha256 is 'Digest and address of the bytes as they came; they are never changed, EXIF included.';
comment on column files.files.small_sha256 is 'The small picture that the browser made; null when it made none.';
comment on column files.files.width is 'As shown: a turned photo is counted turned.';
comment on column files.files.taken_at is 'When it was taken: as the phone says, else as the picture says.';
comment on column files.files.device_at is 'The clock of the phone when it sent the file, to judge its skew.';
comment on column files.files.exif_at is 'When it was taken as the picture itself says.';
comment on column files.files.position_from is 'phone: sent along; exif: read from the picture. WGS84 in both cases.';
comment on column files.files.perceptual_hash is 'dHash of the small picture, computed by the browser: 16 hex digits. A hint for a second look, never proof.';
comment on column files.files.received_at is 'Real time.';
select ledger.keep('files.files', '*');
create index files_by_division on files.files (city, programme, division, id);
create index files_by_content on files.files (city, sha256);
create index files_by_small_content on files.files (city, small_sha256) where small_sha256 is not null;

create table files.attachments (
  city text collate "C" not null,
  id uuid not null,
  division text collate "C" not null constraint attachments_division_is_code check (division ~ '^[0-9]{4,15}$'),
  programme text not null,
  file_id uuid not null,
  owner_relation text not null constraint attachments_owner_relation_shape check (owner_relation ~ '^[a-z]+\.[a-z_]+$'),
  owner_id uuid not null,
  role text not null constraint attachments_role_known check (role in ('before', 'after', 'signature', 'proof')),
  position int not null default 0,
  version int not null,
  act_id uuid not null,
  salt uuid not null default gen_random_uuid(),
  constraint attachments_pkey primary key (city, id),
  constraint attachments_once unique (city, owner_relation, owner_id, role, file_id),
  constraint attachments_file foreign key (city, file_id) references files.files (city, id) on delete no action deferrable initially deferred
);
comment on table files.attachments is 'What a file is evidence of. Programme and division are those of the owner: who may see the owner may see its files.';
select ledger.keep('files.attachments', '*');
create index attachments_by_file on files.attachments (city, file_id);
create index attachments_by_division on files.attachments (city, programme, division, id);

-- Which of these contents are still named by a row of any city. The sweep takes the others away; it must not take a neighbour's.
create function files.still_named(contents text[]) returns setof text
  language sql stable security definer set search_path = files, pg_temp as $$
    select wanted from unnest(contents) wanted
    where exists (select from platform.office o join files.files f on f.city = o.city and f.sha256 = wanted)
       or exists (select from platform.office o join files.files f on f.city = o.city and f.small_sha256 = wanted)
  $$;
comment on function files.still_named is 'Definer: a row outside the caller''s sight still holds its content. Answers digests that the caller already knows.';
