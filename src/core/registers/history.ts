import { sql } from 'kysely';
import type { Vault } from '../../platform/crypto.ts';
import type { Tx } from '../../platform/db.ts';
import { show } from './rows.ts';
import { getColumn, type Sheet } from './sheet.ts';
import { isShared } from './tables.ts';

export interface HistoryItem {
  act: {
    id: string;
    verb: string;
    at: string;
    account: string;
    unit_name: string | null;
    import_id: string | null;
    seal_no: number | null;
    reason: string | null;
  };
  changes: { column: string; title: string; before: unknown; after: unknown }[];
}

interface VersionRow {
  relation: string;
  version: number;
  act_id: string;
  content: Record<string, unknown>;
}

interface ActRow {
  id: string;
  verb: string;
  at: Date;
  account: string;
  unit_name: string | null;
  reason: string | null;
  import_id: string | null;
  seal_no: number | null;
}

/** Who changed what in a row, newest first: superseded versions and the present one, of the register and of its subject, by act. */
export async function getHistory(tx: Tx, sheet: Sheet, vault: Vault, city: string, id: string): Promise<HistoryItem[]> {
  const relations = [sheet.key, ...(sheet.face_of ? [sheet.face_of] : [])];
  const { rows: versions } = await sql<VersionRow>`
    select relation, version, act_id, content from ledger.versions where city = ${city} and relation = any (${relations}) and row_id = ${id}
    union all
    ${sql.join(
      relations.map(
        (name) => sql`select ${name}, version, act_id, to_jsonb(r) from ${sql.table(name)} r where r.city = ${city} and r.id = ${id}`,
      ),
      sql` union all `,
    )}
    order by relation, version`.execute(tx);
  const changes = new Map<string, HistoryItem['changes']>();
  for (const relation of relations) {
    const own = versions.filter((v) => v.relation === relation);
    own.forEach((version, at) => {
      const before = own[at - 1];
      const found = difference(sheet, vault, id, relation, before?.content, version.content);
      changes.set(version.act_id, [...(changes.get(version.act_id) ?? []), ...found]);
    });
  }
  if (changes.size === 0) return [];
  const { rows: acts } = await sql<ActRow>`
    select id, verb, at, account, unit_name, reason, import_id, seal_no from ledger.deeds(${city}, ${[...changes.keys()]}::uuid[])
    order by recorded_at desc, id desc`.execute(tx);
  return acts.map(({ at, ...act }) => ({ act: { ...act, at: at.toISOString() }, changes: changes.get(act.id) ?? [] }));
}

/** Columns that differ between two stored versions; sealed values compare by blind index and show masked. */
function difference(
  sheet: Sheet,
  vault: Vault,
  id: string,
  relation: string,
  before: Record<string, unknown> | undefined,
  after: Record<string, unknown>,
): HistoryItem['changes'] {
  const columns = sheet.columns.filter((c) => (relation === sheet.key ? !isShared(sheet, c) : isShared(sheet, c)));
  const shownBefore = before ? show(sheet, vault, { ...before, id }) : undefined;
  const shownAfter = show(sheet, vault, { ...after, id });
  return columns
    .filter(({ name, sealed }) => {
      const key = sealed ? `${name}_blind` : name;
      return (before?.[key] ?? null) !== (after[key] ?? null);
    })
    .map(({ name }) => ({
      column: name,
      title: getColumn(sheet, name).title,
      before: shownBefore?.[name] ?? null,
      after: shownAfter[name] ?? null,
    }));
}
