/** Rows out of a register: the office's own workbook layout, csv, and the blank template for collecting. Sealed values stay masked. */
import type { Writable } from 'node:stream';
import { z } from 'zod';
import type { Tx } from '../../platform/db.ts';
import { type ColumnOut, type ValueOut, writeCsv, writeWorkbook } from '../../platform/workbook/index.ts';
import { getDivisionIndex } from '../divisions/index.ts';
import { type Act, type Actor, act, type Office, readAs } from '../ledger/index.ts';
import { displayValue } from './cells.ts';
import { divisionsOf, type Filters } from './filters.ts';
import { notesSheet } from './headings.ts';
import { exportTooLarge } from './problems.ts';
import { listByIds, streamRows } from './queries.ts';
import type { ShownRow } from './rows.ts';
import type { Column, Sheet } from './sheet.ts';

/** Rows of one Excel sheet, less head and foot. */
const EXCEL_ROWS = 1_048_500;

export interface ExportRequest {
  format: 'xlsx' | 'csv';
  filters: Filters;
  columns: readonly Column[];
}

/** Exporting is an act: who took which rows out stands in the ledger. */
export const exportAct = (
  sheet: Sheet,
): Act<{ format: 'xlsx' | 'csv'; filters: Record<string, unknown>; columns: string[]; division: string }, { allowed: true }> =>
  act(
    `${sheet.key}.export`,
    `导出${sheet.title}`,
    z.object({
      format: z.enum(['xlsx', 'csv']),
      filters: z.record(z.string(), z.unknown()),
      columns: z.array(z.string()),
      division: z.string(),
    }),
    async (_tx, _actor, input, deed) => {
      deed.about({ relation: sheet.key, division: input.division });
      deed.says({ format: input.format, filters: input.filters, columns: input.columns.length });
      return { allowed: true };
    },
  );

/** Streams the matching rows to `target` and ends it; returns how many. The caller has recorded the act. */
export async function exportRows(office: Office, actor: Actor, sheet: Sheet, request: ExportRequest, target: Writable): Promise<number> {
  return await readAs(office, actor, async (tx) => {
    const divisions = divisionsOf(actor, `${sheet.key}.export`, request.filters.division as string | undefined);
    const query = { city: actor.city, divisions, filters: request.filters };
    const index = await getDivisionIndex(tx, actor.city);
    const rows = lines(tx, sheet, office, actor, request.columns, query, (code) => index.pathName(code));
    if (request.format === 'csv') {
      return (await writeCsv(target, request.columns.map(heading), rows)).rows;
    }
    const unit = actor.posts[0]?.unit_name ?? '';
    const written = await writeWorkbook(target, {
      sheets: [
        {
          name: sheet.title,
          title: `${index.pathName(divisions.length === 1 ? (divisions[0] ?? actor.city) : actor.city)}${sheet.title}台账`,
          above: [{ left: `填报单位（盖章）：${unit}`, right: `数据截至：${chineseDate(office.clock.today())}` }],
          columns: [{ title: '序号', kind: 'number', width: 6, align: 'center' }, ...request.columns.map((c) => columnOut(c))],
          rows: numbered(rows),
          below: [{ left: `制表人：${actor.title}`, right: '审核人：' }],
          frozenColumns: 2,
        },
      ],
    });
    return written.rows;
  });
}

async function* lines(
  tx: Tx,
  sheet: Sheet,
  office: Office,
  actor: Actor,
  columns: readonly Column[],
  query: { city: string; divisions: readonly string[]; filters: Filters },
  divisionName: (code: string) => string,
): AsyncGenerator<ValueOut[]> {
  let count = 0;
  for await (const batch of streamRows(tx, sheet, office.vault, query, columns)) {
    count += batch.length;
    if (count > EXCEL_ROWS) throw exportTooLarge({ limit: EXCEL_ROWS });
    const labels = await referenceLabels(tx, sheet, office, actor.city, columns, batch);
    for (const row of batch) yield columns.map((column) => out(column, row, divisionName, labels));
  }
}

async function* numbered(rows: AsyncIterable<ValueOut[]>): AsyncGenerator<ValueOut[]> {
  let no = 0;
  for await (const row of rows) {
    no += 1;
    yield [no, ...row];
  }
}

/** Labels of referenced rows of the same register, one look-up a batch. */
async function referenceLabels(
  tx: Tx,
  sheet: Sheet,
  office: Office,
  city: string,
  columns: readonly Column[],
  batch: readonly ShownRow[],
): Promise<Map<string, string>> {
  const wanted = columns
    .filter((c) => c.kind === 'reference' && c.to === sheet.key)
    .flatMap((c) => batch.map((row) => row[c.name]).filter((id) => typeof id === 'string'));
  const rows = await listByIds(tx, sheet, office.vault, city, [...new Set(wanted)]);
  return new Map(rows.map((row) => [row.id, String(row[sheet.label] ?? '')]));
}

function out(column: Column, row: ShownRow, divisionName: (code: string) => string, labels: ReadonlyMap<string, string>): ValueOut {
  const value = row[column.name];
  if (value === null || value === undefined) return null;
  if (column.kind === 'division') return divisionName(String(value));
  if (column.kind === 'reference') return labels.get(String(value)) ?? String(value);
  if (column.kind === 'number' || column.kind === 'integer') return Number(value);
  if (column.kind === 'date') return String(value);
  return column.sealed ? String(value) : displayValue(column, value as never);
}

const heading = (column: Column): string => (column.unit ? `${column.title}（${column.unit}）` : column.title);

function columnOut(column: Column): ColumnOut {
  const kind = column.kind === 'number' || column.kind === 'integer' ? 'number' : column.kind === 'date' ? 'date' : 'text';
  return { title: heading(column), kind };
}

const chineseDate = (iso: string): string => {
  const [year, month, day] = iso.split('-').map(Number);
  return `${year}年${month}月${day}日`;
};

/** The blank workbook for collecting: drop-downs, notes, text format for ids and phones, a sample row that the import passes over. */
export async function writeTemplate(sheet: Sheet, target: Writable): Promise<void> {
  const columns = sheet.columns.filter((c) => c.derived !== true);
  await writeWorkbook(target, {
    sheets: [
      {
        name: sheet.title,
        title: `${sheet.title}采集表`,
        above: [{ left: '填报单位（盖章）：', right: '带 * 的必填；灰色示例行导入时跳过，可以删去' }],
        columns: columns.map((column) => ({
          ...columnOut(column),
          required: column.required === true,
          ...(column.codes
            ? { choices: column.codes.items.map((i) => i.title) }
            : column.kind === 'yes_no'
              ? { choices: ['是', '否'] }
              : {}),
          ...noteOf(column),
        })),
        rows: [columns.map((column) => sample(column))],
        sampleRows: 1,
        preparedRows: 500,
        frozenColumns: 2,
      },
      {
        name: notesSheet,
        columns: [
          { title: '列', width: 18 },
          { title: '必填', width: 6 },
          { title: '怎么填', width: 60 },
          { title: '也认得的写法', width: 60 },
        ],
        rows: columns.map((column) => [column.title, column.required ? '是' : '', explain(column), (column.also ?? []).join('、')]),
      },
    ],
  });
}

/** Begins the sample row's name; `isSampleRow` knows it again at import. */
const SAMPLE_MARK = '示例：';

const sample = (column: Column): ValueOut => {
  if (column.example === undefined) return null;
  if (column.kind === 'number' || column.kind === 'integer') return Number(column.example);
  return column.name === 'name' ? `${SAMPLE_MARK}${column.example}` : column.example;
};

const noteOf = (column: Column): { note?: string } => {
  const words = explain(column);
  return words === '' ? {} : { note: words };
};

function explain(column: Column): string {
  return [
    column.hint,
    column.codes ? `从中选一个：${column.codes.items.map((i) => i.title).join('、')}` : undefined,
    column.kind === 'date' ? '写成 2022-11-09 或 2022年11月9日' : undefined,
    column.kind === 'phone' ? '11 位手机号，或带区号的固定电话' : undefined,
    column.kind === 'uscc' ? '18 位，字母大写' : undefined,
    column.unit ? `单位：${column.unit}` : undefined,
    column.basis ? `依据：${column.basis}` : undefined,
  ]
    .filter(Boolean)
    .join('。');
}
