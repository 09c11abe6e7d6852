/** 三个清单、两个台账: what the campaign hands up, on screen and as one workbook. Both are read by the same declarations. */
import type { Writable } from 'node:stream';
import { z } from 'zod';
import { getDivisionIndex } from '../../core/divisions/index.ts';
import { type Actor, act, notFound, type Office, readAs } from '../../core/ledger/index.ts';
import type { Tx } from '../../platform/db.ts';
import { type ColumnOut, type SheetOut, type ValueOut, writeWorkbook } from '../../platform/workbook/index.ts';
import { clears } from './ledgers/clears.ts';
import { duties, measures, problems, taskForces } from './ledgers/hazards.ts';
import type { After, Ledger, Span, Told } from './ledgers/ledger.ts';
import { premises } from './ledgers/premises.ts';
import { listIndustries } from './queries/worklist.ts';

export const ledgers = { hazards: problems, measures, duties, premises, clears } satisfies Record<string, Ledger>;
export type LedgerKey = keyof typeof ledgers;
export const ledgerKeys = Object.keys(ledgers) as [LedgerKey, ...LedgerKey[]];
/** One of them, or `all` in one workbook. */
export const exportKeys = ['all', ...ledgerKeys] as const;
export type ExportKey = (typeof exportKeys)[number];

/** Exporting is an act: who took which rows stands in the ledger. */
export const exportLedgers = act(
  'fire.inspection.export',
  '导出三个清单两个台账',
  z.object({ division: z.string(), from: z.string().optional(), to: z.string().optional(), which: z.enum(exportKeys) }),
  async (_tx, _actor, input, deed) => {
    deed.about({ relation: 'fire.inspections', division: input.division });
    deed.says({ which: input.which, from: input.from ?? null, to: input.to ?? null });
    return { allowed: true as const };
  },
);

/** Rows a statement brings at a time. */
const BATCH = 2000;

/** Which rows somebody asked for; dates left out are open. */
export interface LedgerAsked {
  divisions: readonly string[];
  from?: string | undefined;
  to?: string | undefined;
}

async function prepare(tx: Tx, office: Office, city: string, asked: LedgerAsked): Promise<{ span: Span; told: Told }> {
  const index = await getDivisionIndex(tx, city);
  const today = office.clock.today();
  return {
    span: { city, divisions: asked.divisions, from: asked.from ?? '2000-01-01', to: asked.to ?? today },
    told: {
      office,
      nameOf: (code) => index.pathName(code),
      forces: await taskForces(tx, city, today),
      industries: await listIndustries(tx, city),
    },
  };
}

/** A page of a ledger as it will stand in the workbook; `after` as the page before said it. */
export async function readLedger(
  tx: Tx,
  office: Office,
  city: string,
  asked: LedgerAsked & { which: LedgerKey; after: After | undefined; limit: number },
): Promise<{ lines: { opens: ReturnType<Ledger['opens']>; values: ValueOut[] }[]; next: After | null }> {
  const { span, told } = await prepare(tx, office, city, asked);
  const declared: Ledger = ledgers[asked.which];
  const found = await declared.read(tx, span, asked.after, asked.limit + 1);
  const rows = found.slice(0, asked.limit);
  const last = found.length > asked.limit ? rows.at(-1) : undefined;
  return {
    lines: rows.map((row) => ({ opens: declared.opens(row), values: declared.line(row, told) })),
    next: last ? { at: declared.placeOf(last), id: last.id } : null,
  };
}

const serial: ColumnOut = { title: '序号', kind: 'number', width: 6, align: 'center' };

async function* numbered(tx: Tx, declared: Ledger, span: Span, told: Told): AsyncGenerator<ValueOut[]> {
  let no = 0;
  let after: After | undefined;
  for (;;) {
    const rows = await declared.read(tx, span, after, BATCH);
    for (const row of rows) yield [++no, ...declared.line(row, told)];
    const last = rows.at(-1);
    if (!last || rows.length < BATCH) return;
    after = { at: declared.placeOf(last), id: last.id };
  }
}

/** Streams the workbook to `target` and ends it; the caller has recorded the act. Returns how many rows. */
export async function writeLedgers(
  office: Office,
  actor: Actor,
  asked: { division: string; from?: string | undefined; to?: string | undefined; which: ExportKey },
  target: Writable,
): Promise<number> {
  return await readAs(office, actor, async (tx) => {
    const index = await getDivisionIndex(tx, actor.city);
    if (!index.has(asked.division) && asked.division.length < 15) throw notFound();
    const { span, told } = await prepare(tx, office, actor.city, { ...asked, divisions: [asked.division] });
    const unit = actor.posts.find((post) => post.programme === 'fire')?.unit_name ?? '';
    const sheet = (declared: Ledger): SheetOut => ({
      name: declared.title,
      title: declared.title,
      above: [
        { left: `填报单位（盖章）：${unit}`, right: `期间：${asked.from ?? '开始'} 至 ${span.to}　数据截至：${office.clock.today()}` },
      ],
      columns: [serial, ...declared.columns],
      rows: numbered(tx, declared, span, told),
      below: [{ left: `制表人：${actor.title}`, right: '审核人：' }],
      frozenColumns: 2,
    });
    const wanted = asked.which === 'all' ? Object.values(ledgers) : [ledgers[asked.which]];
    return (await writeWorkbook(target, { sheets: wanted.map(sheet) })).rows;
  });
}
