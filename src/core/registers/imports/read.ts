/** Reads a workbook into staged rows: columns recognised, cells parsed, divisions looked up, values sealed, terms made. */
import { newId } from '../../../platform/ids.ts';
import { type Cell, columnNumber, type Row, readWorkbook, type SheetSource } from '../../../platform/workbook/index.ts';
import { getDivisionIndex } from '../../divisions/index.ts';
import { contains, type DivisionIndex } from '../../divisions/rules.ts';
import { type Actor, divisionsFor, type Office, readAs, settingsOf } from '../../ledger/index.ts';
import { type Parsed, parseCell } from '../cells.ts';
import {
  isBlankRow,
  isNoteRow,
  isRepeatedHeader,
  isSampleRow,
  isTotalRow,
  notesSheet,
  type RecognisedHeader,
  recogniseHeader,
} from '../headings.ts';
import { maskValue } from '../masks.ts';
import { type Box, getBox, positionFault } from '../position.ts';
import { forbiddenContent, noHeader } from '../problems.ts';
import { seal } from '../rows.ts';
import { type Column, getColumn, type Sheet } from '../sheet.ts';
import { identityKeys, termsOf } from '../terms.ts';
import type { Mapping, Progress, SheetReport } from './record.ts';
import { Stager } from './staging.ts';

/** Headings that no office may collect here: whereabouts, call lists, epidemic scans. */
const forbidden = /行踪|轨迹|通话(清单|记录)|话单|基站|扫码记录|健康码|行程码|定位记录/;
/** A town in a column of its own beside the village's. */
const townHeading = /^(所属|所在)?(乡镇|镇街|乡（镇）|镇（街道）|乡镇（街道）|街道|镇办|办事处|乡镇办|镇乡|乡镇街道)$/;

interface Mapped {
  column: Column;
  letter: string;
}

interface SheetPlan {
  source: SheetSource;
  report: SheetReport;
  mapped: Mapped[];
  town: string | undefined;
  firstRow: number;
  header: RecognisedHeader | undefined;
  standing: string | undefined;
  /** What the cells of a column were taken for although they said something else, by letter: told beside the column, never silently. */
  remarks: Map<string, { rows: number; first: number; words: string }>;
}

export interface ReadResult {
  kind: string;
  program: string | null;
  sheets: SheetReport[];
  rows: number;
}

/**
 * Reads the file of an import into `registers.staged`. Memory does not grow with rows. Throws problems for files that are no register,
 * and `Cancelled`.
 */
export async function readIntoStaging(
  office: Office,
  actor: Actor,
  sheet: Sheet,
  importId: string,
  path: string,
  mapping: Mapping,
  progress: Progress,
): Promise<ReadResult> {
  const workbook = await readWorkbook(path, progress.signal ? { signal: progress.signal } : {});
  try {
    const { index, box } = await readAs(office, actor, async (tx) => ({
      index: await getDivisionIndex(tx, actor.city),
      box: await getBox(tx, actor.city),
    }));
    const scope = divisionsFor(actor, `${sheet.key}.import`);
    const plans: SheetPlan[] = [];
    const reports: SheetReport[] = [];
    for (const source of workbook.sheets) {
      const plan = await planSheet(source, sheet, mapping, index, scope);
      if (plan.report.skipped === null) plans.push(plan);
      reports.push(plan.report);
    }
    if (plans.length === 0) throw noHeader({ title: sheet.title });
    const total = plans.every((p) => p.source.sheet.rowsInFile !== null)
      ? plans.reduce((sum, p) => sum + (p.source.sheet.rowsInFile ?? 0), 0)
      : null;

    const connection = await office.db.connection();
    let broken = true;
    let stager: Stager | undefined;
    try {
      await connection.begin(settingsOf(actor));
      stager = await Stager.start(connection, actor.city, importId);
      const reader = new RowReader(office, sheet, index, scope, mapping, box);
      for (const plan of plans) {
        for await (const row of plan.source.rows({ fillMerges: true })) {
          if (row.number < plan.firstRow || skip(row, plan)) continue;
          if (row.hidden && !plan.report.notes.some((n) => n.includes('隐藏'))) plan.report.notes.push('有隐藏的行，也一并读入');
          await stager.add(reader.read(row, plan, stager.count + 1));
          plan.report.rows += 1;
          if (stager.count % 200 === 0) await progress.tell('读取', stager.count, total);
        }
        for (const [letter, { rows, first, words }] of plan.remarks) {
          const column = plan.report.columns.find((c) => c.letter === letter);
          if (column)
            column.note = [column.note, `${words}（第 ${first} 行${rows > 1 ? `等 ${rows} 行` : ''}），请核`].filter(Boolean).join('；');
        }
      }
      await progress.tell('存放', stager.count, total);
      await stager.finish();
      await connection.client.query('commit');
      broken = false;
      return { kind: workbook.kind, program: workbook.program, sheets: reports, rows: stager.count };
    } catch (error) {
      stager?.abort(error instanceof Error ? error : new Error(String(error)));
      throw error;
    } finally {
      // A connection in the middle of a broken COPY is thrown away, and its transaction with it.
      connection.release(broken);
    }
  } finally {
    await workbook.close();
  }
}

async function planSheet(
  source: SheetSource,
  sheet: Sheet,
  mapping: Mapping,
  index: DivisionIndex,
  scope: readonly string[],
): Promise<SheetPlan> {
  const report: SheetReport = { name: source.sheet.name, header_rows: [], rows: 0, skipped: null, notes: [], columns: [] };
  const plan: SheetPlan = {
    source,
    report,
    mapped: [],
    town: undefined,
    firstRow: 1,
    header: undefined,
    standing: undefined,
    remarks: new Map(),
  };
  if (source.sheet.name.trim() === notesSheet) return { ...plan, report: { ...report, skipped: '填表说明，不是数据' } };
  if (source.sheet.hidden) return { ...plan, report: { ...report, skipped: '隐藏的工作表' } };
  const head: Row[] = [];
  for await (const row of source.rows({ until: 40 })) head.push(row);
  if (head.length === 0) return { ...plan, report: { ...report, skipped: '空表' } };
  const found = recogniseHeader(head, sheet, source.sheet.merges);
  if (!found) return { ...plan, report: { ...report, skipped: '没有认出表头' } };
  const refused = found.columns.find((c) => forbidden.test(c.heading));
  if (refused) throw forbiddenContent({ words: refused.heading });
  report.header_rows = [...found.header_rows];
  plan.header = found;
  plan.firstRow = found.first_data_row;
  const chosen = mapping.columns?.[source.sheet.name] ?? {};
  const sample = head.find((row) => row.number >= found.first_data_row);
  for (const one of found.columns) {
    const answer = chosen[one.letter];
    const name = answer === undefined ? one.column : answer;
    const town =
      name === null &&
      answer === undefined &&
      townHeading.test(one.heading.normalize('NFKC').replace(/[()]/g, (c) => (c === '(' ? '（' : '）')));
    if (town) plan.town = one.letter;
    if (name !== null) plan.mapped.push({ column: getColumn(sheet, name), letter: one.letter });
    report.columns.push({
      letter: one.letter,
      heading: one.heading,
      column: name,
      how: answer !== undefined ? '人工指定' : town ? '区划' : one.how,
      sample: sampleOf(
        sample?.cells.find((c) => c.letter === one.letter),
        name === null ? undefined : getColumn(sheet, name),
      ),
      note: town ? '与村（社区）合起来认' : (one.note ?? ''),
    });
  }
  const missing = sheet.columns.filter((c) => c.required && c.name !== 'division' && !plan.mapped.some((m) => m.column.name === c.name));
  if (missing.length > 0) report.notes.push(`没有${missing.map((c) => `“${c.title}”`).join('、')}列，这些行都不能导入，请指定`);
  // One sheet a village: its name says where rows without a division stand.
  const byName = index.resolve(source.sheet.name, { within: scope });
  if ('code' in byName) plan.standing = byName.code;
  return plan;
}

function sampleOf(cell: Cell | undefined, column: Column | undefined): string {
  if (!cell) return '';
  const text = cell.shown ?? cell.value;
  return column?.sealed ? maskValue(column, text) : text.slice(0, 40);
}

/** Rows that are no data: sums, notes at the foot, the template's sample, the head copied onto each printed page, prepared numbers. */
function skip(row: Row, plan: SheetPlan): boolean {
  const own = row.cells.filter((cell) => !cell.merged);
  if (isTotalRow(own) || isNoteRow(own) || isSampleRow(own)) return true;
  if (plan.header && isRepeatedHeader(own, plan.header)) return true;
  const counted = {
    columns: plan.mapped.map((m) => ({
      letter: m.letter,
      index: columnNumber(m.letter),
      heading: '',
      column: m.column.name,
      how: '同名' as const,
    })),
  };
  return isBlankRow(own, counted);
}

class RowReader {
  readonly #today: string;

  constructor(
    readonly office: Office,
    readonly sheet: Sheet,
    readonly index: DivisionIndex,
    readonly scope: readonly string[],
    readonly mapping: Mapping,
    readonly box: Box,
  ) {
    this.#today = office.clock.today();
  }

  /** One row of the file as a staged row. */
  read(row: Row, plan: SheetPlan, no: number): Parameters<Stager['add']>[0] {
    const cells = new Map(row.cells.map((cell) => [cell.letter, cell]));
    const values: Record<string, unknown> = {};
    const errors: Record<string, string> = {};
    const shown: Record<string, string> = {};
    for (const { column, letter } of plan.mapped) {
      if (column.kind === 'division') continue;
      const cell = cells.get(letter);
      const parsed: Parsed = parseCell(column, cell, { today: this.#today });
      if ('value' in parsed) {
        values[column.name] = parsed.value;
        const said = plan.remarks.get(letter);
        if (parsed.note && said) said.rows += 1;
        else if (parsed.note) plan.remarks.set(letter, { rows: 1, first: row.number, words: parsed.note });
      } else if ('error' in parsed) {
        errors[column.name] = parsed.error;
        shown[column.name] = String(cell?.shown ?? cell?.value ?? '');
      }
    }
    const place = this.#division(plan, cells, errors, shown);
    if (place.code) values.division = place.code;
    for (const column of this.sheet.columns) {
      if (column.required && column.kind !== 'division' && values[column.name] === undefined && !errors[column.name])
        errors[column.name] = `缺${column.title}`;
    }
    const misplaced = positionFault(values, this.box);
    if (misplaced) errors.longitude ??= misplaced;
    const id = newId();
    const { stored, blinds } = seal(this.sheet, this.office.vault, id, values);
    for (const column of this.sheet.columns)
      if (column.sealed && typeof values[column.name] === 'string') shown[column.name] = maskValue(column, String(values[column.name]));
    const rejected = Object.keys(errors).length > 0;
    return {
      no,
      sheet: plan.source.sheet.index,
      row: row.number,
      id,
      division: place.code ?? null,
      division_text: place.text,
      state: rejected ? 'rejected' : place.asked ? 'asking' : 'new',
      keys: identityKeys(this.sheet, values),
      terms: rejected ? [] : termsOf(this.sheet, values, blinds),
      content: stored,
      shown,
      errors: rejected ? errors : null,
    };
  }

  #division(
    plan: SheetPlan,
    cells: ReadonlyMap<string, Cell>,
    errors: Record<string, string>,
    shown: Record<string, string>,
  ): { code?: string; text: string | null; asked?: boolean } {
    const column = this.sheet.columns.find((c) => c.kind === 'division');
    if (!column) return { text: null };
    const at = plan.mapped.find((m) => m.column.kind === 'division')?.letter;
    const own = at ? (cells.get(at)?.value ?? '').trim() : '';
    const town = plan.town ? (cells.get(plan.town)?.value ?? '').trim() : '';
    const text = own === '' || own.startsWith(town) ? own || town : `${town}${own}`;
    const answered = this.mapping.divisions?.[text];
    if (answered && this.scope.some((code) => contains(code, answered))) return { code: answered, text };
    const found =
      text === '' && plan.standing
        ? { code: plan.standing }
        : this.index.resolve(text, { within: this.scope, ...(plan.standing ? { default: plan.standing } : {}) });
    shown[column.name] = text;
    if ('code' in found) {
      if (found.code.length < 9) errors[column.name] = `“${text}”要写到镇（街道）或村（社区）`;
      else delete shown[column.name];
      return { code: found.code, text };
    }
    if ('candidates' in found) {
      if (found.why === 'several') return { text, asked: true };
      errors[column.name] = `没有“${text}”，是不是${found.candidates
        .slice(0, 3)
        .map((c) => c.path)
        .join('、')}？请写全名`;
    } else if ('outside' in found) errors[column.name] = `${found.outside}不在您的管辖范围内`;
    else errors[column.name] = text === '' ? `缺${column.title}` : `区划表里没有“${text}”，请写成“焦店镇张庄村”的样子`;
    return { text };
  }
}
