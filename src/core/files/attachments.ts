/** What a file is evidence of: files are attached to rows of other units, in the act that writes those rows. */
import { sql } from 'kysely';
import type { Tx } from '../../platform/db.ts';
import { newId } from '../../platform/ids.ts';
import type { Actor } from '../ledger/index.ts';
import type { StoredContent } from './content.ts';
import { notAttachable, samePicture, wrongKind } from './problems.ts';
import { insertFiles, type NewFile } from './queries.ts';
import { type AttachmentRole, attachmentRoles } from './rules.ts';

export interface Attaching {
  /** `matters.matters`, `visits.answers`: the table of the row that the files belong to. */
  owner_relation: string;
  owner_id: string;
  role: AttachmentRole;
  file_ids: readonly string[];
  /** Programme and division of the owner. Whoever may see that row then sees the files too. Absent: those of each file. */
  programme?: string;
  division?: string;
}

export interface Attached {
  /** Id of the file: `/api/files/<id>`. */
  id: string;
  role: AttachmentRole;
  kind: 'photo' | 'signature' | 'document';
  media_type: string;
  file_name: string | null;
  width: number | null;
  height: number | null;
  /** When the picture was taken, as the file or the phone says; null when neither does. ISO, UTC. */
  taken_at: string | null;
  note: string | null;
}

/** A file made by the software itself or by a loaded history: what must be said about it. */
export type OwnFile = Pick<NewFile, 'id' | 'programme' | 'division' | 'kind'> & {
  content: StoredContent;
  taken_at?: string | null;
  file_name?: string | null;
  note?: string | null;
};

/**
 * Records files whose contents were stored before (`storeContent`), inside an act of another unit: a document that the software wrote, the
 * photos of the demo's history. The actor sent them. One content may serve many rows.
 */
export async function recordFiles(tx: Tx, actor: Actor, files: readonly OwnFile[]): Promise<void> {
  if (files.length === 0) return;
  await insertFiles(
    tx,
    actor.city,
    actor.account_id,
    files.map(({ content, taken_at, file_name, note, ...file }) => ({
      ...file,
      ...content,
      small: null,
      file_name: file_name ?? null,
      taken_at: taken_at ?? null,
      device_at: null,
      exif_at: null,
      longitude: null,
      latitude: null,
      position_from: null,
      perceptual_hash: null,
      note: note ?? null,
    })),
  );
}

/**
 * Attaches files to a row; call it inside the act that writes the row. A file is attached only by who may see it. Attaching the same file
 * in the same role again changes nothing, so a replayed act is harmless. Order is kept.
 * @throws notAttachable when a file does not exist or the actor may not see it; wrongKind when a signature is no signature;
 *   samePicture when one picture would be both 整改前 and 整改后 of a row.
 */
export async function attachFiles(tx: Tx, actor: Actor, attaching: Attaching): Promise<void> {
  const ids = [...new Set(attaching.file_ids)];
  if (ids.length === 0) return;
  const { rows: seen } = await sql<{ id: string; kind: string; programme: string; division: string; sha256: string }>`
    select id, kind, programme, division, sha256 from files.files where city = ${actor.city} and id = any(${ids}::uuid[])`.execute(tx);
  const found = new Map(seen.map((file) => [file.id, file]));
  const missing = ids.filter((id) => !found.has(id));
  if (missing.length > 0) throw notAttachable({ ids: missing });
  const wanted: readonly string[] = attachmentRoles[attaching.role].kinds;
  if (seen.some((file) => !wanted.includes(file.kind))) throw wrongKind({ role: attaching.role });
  const opposite = attachmentRoles[attaching.role].opposite;
  if (opposite) {
    const { rows } = await sql`
      select from files.attachments a join files.files f on f.city = a.city and f.id = a.file_id
      where a.city = ${actor.city} and a.owner_relation = ${attaching.owner_relation} and a.owner_id = ${attaching.owner_id}
        and a.role = ${opposite} and f.sha256 = any(${seen.map((file) => file.sha256)}) limit 1`.execute(tx);
    if (rows.length > 0) throw samePicture();
  }
  const lines = ids.flatMap((id, position) => {
    const file = found.get(id);
    return file
      ? [
          {
            id: newId(),
            file_id: id,
            position,
            programme: attaching.programme ?? file.programme,
            division: attaching.division ?? file.division,
          },
        ]
      : [];
  });
  // Positions go on from what hangs there already. The conflict is a replay, or the same picture chosen twice.
  await sql`
    insert into files.attachments (city, id, division, programme, file_id, owner_relation, owner_id, role, position)
    select ${actor.city}, l.id, l.division, l.programme, l.file_id, ${attaching.owner_relation}, ${attaching.owner_id}, ${attaching.role},
      l.position + (select count(*) from files.attachments a where a.city = ${actor.city} and a.owner_relation = ${attaching.owner_relation}
        and a.owner_id = ${attaching.owner_id} and a.role = ${attaching.role})
    from jsonb_to_recordset(${JSON.stringify(lines)}::jsonb) as l (id uuid, file_id uuid, position int, programme text, division text)
    on conflict on constraint attachments_once do nothing`.execute(tx);
}

/**
 * The files of rows, by owner, in the order in which they were attached, roles together. Owners without files are absent. Files that
 * the actor may not see are left out.
 */
export async function listAttached(
  tx: Tx,
  city: string,
  ownerRelation: string,
  ownerIds: readonly string[],
): Promise<Map<string, Attached[]>> {
  const attached = new Map<string, Attached[]>();
  if (ownerIds.length === 0) return attached;
  const { rows } = await sql<Omit<Attached, 'taken_at'> & { owner_id: string; taken_at: Date | null }>`
    select a.owner_id, f.id, a.role, f.kind, f.media_type, f.file_name, f.width, f.height, f.taken_at, f.note
    from files.attachments a join files.files f on f.city = a.city and f.id = a.file_id
    where a.city = ${city} and a.owner_relation = ${ownerRelation} and a.owner_id = any(${[...ownerIds]}::uuid[])
    order by a.owner_id, a.role, a.position, a.id`.execute(tx);
  for (const { owner_id, taken_at, ...file } of rows) {
    const own = attached.get(owner_id) ?? [];
    own.push({ ...file, taken_at: taken_at?.toISOString() ?? null });
    attached.set(owner_id, own);
  }
  return attached;
}
