/** Anchors 锚点: the head of the chain written outside the database, so that cutting off its newest end is found. */
import { sql } from 'kysely';
import { type Anchor, appendAnchor, readAnchors } from '../../platform/anchors.ts';
import { civilDate } from '../../platform/clock.ts';
import type { Database, Tx } from '../../platform/db.ts';

/** Often enough that little can be cut off unseen, seldom enough that a year's file stays small. */
const every = 10 * 60_000;

/** Writes the heads that are not anchored yet: ten minutes after the last anchor, on a new day, or `now`, as when the worker stops. */
export async function dropAnchors(db: Database, cities: readonly string[], file: string, now = false): Promise<number> {
  const known = new Map<string, Anchor>();
  for (const anchor of (await readAnchors(file))?.anchors ?? []) known.set(anchor.key, anchor);
  let dropped = 0;
  for (const city of cities) {
    const last = known.get(city);
    const at = new Date();
    if (last && !now && at.getTime() - Date.parse(last.at) < every && civilDate(at) === civilDate(new Date(last.at))) continue;
    const head = await db.transaction('read', { city }, (tx) => findHead(tx, city));
    // A head below the last anchor is what `verify` is there to tell; anchoring it would bury that.
    if (!head || (last && head.number <= last.number)) continue;
    await appendAnchor(file, { key: city, ...head, at: at.toISOString() });
    dropped += 1;
  }
  return dropped;
}

async function findHead(tx: Tx, city: string): Promise<{ number: number; hash: string } | null> {
  const { rows } = await sql<{ number: string; hash: string }>`
    select seal_no::text as number, encode(chain, 'hex') as hash from ledger.seals where city = ${city} order by seal_no desc limit 1`.execute(
    tx,
  );
  return rows[0] ? { number: Number(rows[0].number), hash: rows[0].hash } : null;
}

export interface AnchorReport {
  /** Whether the file is there at all. */
  present: boolean;
  /** How many anchors of these cities were compared. */
  compared: number;
  /** The newest one compared. */
  last: Anchor | null;
  faults: AnchorFault[];
}
export interface AnchorFault {
  fault: 'cut_off' | 'rewritten' | 'unreadable';
  /** The first seal that does not agree with its anchor; the number of the line when it cannot be read. */
  seal_no: number;
  /** How many anchors agree as little, this one included. */
  anchors: number;
  at: string | null;
  words: string;
}

/** Holds the chain against its anchors. A missing file is no fault, and is said. */
export async function compareAnchors(db: Database, cities: readonly string[], file: string): Promise<AnchorReport> {
  const read = await readAnchors(file);
  if (read === null) return { present: false, compared: 0, last: null, faults: [] };
  const report: AnchorReport = { present: true, compared: 0, last: null, faults: [] };
  const [unreadable] = read.unreadable;
  if (unreadable !== undefined)
    report.faults.push({
      fault: 'unreadable',
      seal_no: unreadable,
      anchors: read.unreadable.length,
      at: null,
      words: `锚点文件第 ${unreadable} 行读不懂，文件被改动过`,
    });
  for (const city of cities) {
    const anchors = read.anchors.filter((anchor) => anchor.key === city);
    const { rows } = await db.transaction('read', { city }, (tx) =>
      sql<{ number: string; hash: string }>`
        select seal_no::text as number, encode(chain, 'hex') as hash from ledger.seals
        where city = ${city} and seal_no = any (${anchors.map((anchor) => anchor.number)}::bigint[])`.execute(tx),
    );
    const stored = new Map(rows.map((row) => [Number(row.number), row.hash]));
    const gone = anchors.filter((anchor) => !stored.has(anchor.number));
    const other = anchors.filter((anchor) => stored.has(anchor.number) && stored.get(anchor.number) !== anchor.hash);
    report.compared += anchors.length;
    report.last = anchors.at(-1) ?? report.last;
    for (const [fault, found, words] of [
      ['cut_off', gone, '有锚点，流水里却没有：末尾的封存被整段截去，或恢复了更早的数据'],
      ['rewritten', other, '的链值与锚点不同：从这一笔或更早起，链被重写过'],
    ] as const) {
      const first = found[0];
      if (first)
        report.faults.push({
          fault,
          seal_no: first.number,
          anchors: found.length,
          at: first.at,
          words: `第 ${first.number} 笔（${moment(first.at)}）${words}；共 ${found.length} 个锚点不符`,
        });
    }
  }
  return report;
}

const moment = (at: string): string => new Date(at).toLocaleString('sv-SE', { timeZone: 'Asia/Shanghai' });

/** One line about the anchors for a person. */
export function anchorWords(report: AnchorReport): string {
  if (!report.present) return '无锚点：数据目录里没有 anchors.log，末尾是否被截去无从核对。系统运行后会自动写';
  const last = report.last ? `，最新到第 ${report.last.number} 笔（${moment(report.last.at)}）` : '';
  return report.faults.length === 0
    ? `锚点：核对 ${report.compared} 个，全部相符${last}`
    : `锚点：核对 ${report.compared} 个${last}；${report.faults.map((fault) => fault.words).join('；')}`;
}
