/** All SQL of the unit beside the attachments'. */
import { sql } from 'kysely';
import type { Tx } from '../../platform/db.ts';
import type { AttachmentRole, FileKind, Media } from './rules.ts';

export interface NewFile {
  id: string;
  programme: string;
  division: string;
  kind: FileKind;
  sha256: string;
  media_type: Media;
  bytes: number;
  width: number | null;
  height: number | null;
  small: { sha256: string; media_type: Media; bytes: number } | null;
  file_name: string | null;
  taken_at: string | null;
  device_at: string | null;
  exif_at: string | null;
  longitude: number | null;
  latitude: number | null;
  position_from: 'phone' | 'exif' | null;
  perceptual_hash: string | null;
  note: string | null;
}

/** Many at once in one statement: a history of thousands of photos is loaded so. */
export async function insertFiles(tx: Tx, city: string, accountId: string, files: readonly NewFile[]): Promise<void> {
  const lines = files.map(({ small, ...file }) => ({
    ...file,
    small_sha256: small?.sha256 ?? null,
    small_media_type: small?.media_type ?? null,
    small_bytes: small?.bytes ?? null,
  }));
  await sql`
    insert into files.files (city, id, division, programme, account_id, kind, sha256, media_type, bytes, width, height, small_sha256,
      small_media_type, small_bytes, file_name, taken_at, device_at, exif_at, longitude, latitude, position_from, perceptual_hash, note)
    select ${city}, f.id, f.division, f.programme, ${accountId}, f.kind, f.sha256, f.media_type, f.bytes, f.width, f.height, f.small_sha256,
      f.small_media_type, f.small_bytes, f.file_name, f.taken_at, f.device_at, f.exif_at, f.longitude, f.latitude, f.position_from,
      f.perceptual_hash, f.note
    from jsonb_to_recordset(${JSON.stringify(lines)}::jsonb) as f (id uuid, division text, programme text, kind text, sha256 text,
      media_type text, bytes bigint, width int, height int, small_sha256 text, small_media_type text, small_bytes bigint, file_name text,
      taken_at timestamptz, device_at timestamptz, exif_at timestamptz, longitude numeric, latitude numeric, position_from text,
      perceptual_hash text, note text)`.execute(tx);
}

export interface StoredFile {
  id: string;
  programme: string;
  division: string;
  account_id: string;
  kind: FileKind;
  sha256: string;
  media_type: Media;
  bytes: number;
  width: number | null;
  height: number | null;
  small_sha256: string | null;
  small_media_type: Media | null;
  file_name: string | null;
  taken_at: Date | null;
  device_at: Date | null;
  exif_at: Date | null;
  longitude: string | null;
  latitude: string | null;
  position_from: 'phone' | 'exif' | null;
  perceptual_hash: string | null;
  note: string | null;
  received_at: Date;
  /** Who sent it, as the ledger names him. */
  account: string;
}

/** A file that the actor may see. */
export async function findFile(tx: Tx, city: string, id: string): Promise<StoredFile | undefined> {
  const { rows } = await sql<StoredFile>`
    select f.id, f.programme, f.division, f.account_id, f.kind, f.sha256, f.media_type, f.bytes, f.width, f.height, f.small_sha256,
      f.small_media_type, f.file_name, f.taken_at, f.device_at, f.exif_at, f.longitude::text, f.latitude::text, f.position_from,
      f.perceptual_hash, f.note, f.received_at, coalesce(a.account, '') as account
    from files.files f left join ledger.acts a on a.city = f.city and a.id = f.act_id
    where f.city = ${city} and f.id = ${id}`.execute(tx);
  return rows[0];
}

/** Where the very same bytes are attached, this upload's own attachments included: one photo must not prove two things unnoticed. */
export async function listUses(
  tx: Tx,
  city: string,
  sha256: string,
): Promise<{ file_id: string; owner_relation: string; owner_id: string; role: AttachmentRole }[]> {
  const { rows } = await sql<{ file_id: string; owner_relation: string; owner_id: string; role: AttachmentRole }>`
    select a.file_id, a.owner_relation, a.owner_id, a.role
    from files.files f join files.attachments a on a.city = f.city and a.file_id = f.id
    where f.city = ${city} and f.sha256 = ${sha256} order by a.id limit 100`.execute(tx);
  return rows;
}

/** Erases a file and its attachments by law: rows and versions go, digests stay. Returns how many versions went. */
export async function eraseStored(tx: Tx, city: string, id: string): Promise<number> {
  const { rows } = await sql<{ id: string }>`select id from files.attachments where city = ${city} and file_id = ${id}`.execute(tx);
  let versions = 0;
  for (const [relation, row] of [...rows.map((one) => ['files.attachments', one.id] as const), ['files.files', id] as const]) {
    const erased = await sql<{ n: number }>`select ledger.erase(${city}, ${relation}, ${row}::uuid) as n`.execute(tx);
    versions += erased.rows[0]?.n ?? 0;
  }
  return versions;
}

/** Which of these contents some row still names, in whatever city and scope. */
export async function stillNamed(tx: Tx, contents: readonly string[]): Promise<Set<string>> {
  const { rows } = await sql<{ still_named: string }>`select files.still_named(${[...contents]}) as still_named`.execute(tx);
  return new Set(rows.map((row) => row.still_named));
}
