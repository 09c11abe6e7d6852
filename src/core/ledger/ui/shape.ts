/** Answers of /api/ledger, and their words. Pure. */
import type { AnswerOf } from '../../../kit/api-paths.ts';
import { bounded, date, dateTime, number } from '../../../kit/format.ts';
import type { SheetWords } from '../../../kit/manifest.ts';

/** An act in the list. Its summary has facts by name, never a sealed value. */
export type ActLine = AnswerOf<'/api/ledger/acts'>['items'][number];
/** A row that an act wrote, in two versions. `erased`: the contents are gone by law, the digest is left. */
export type ActRow = AnswerOf<'/api/ledger/acts/{id}'>['rows'][number];
export type LedgerState = AnswerOf<'/api/ledger/state'>;

/** The words of a relation: its own sheet, or for a shared subject the sheet that is a face of it. */
export const wordsOf = (relation: string | null, sheets: readonly SheetWords[]): SheetWords | undefined =>
  sheets.find((s) => s.key === relation) ?? sheets.find((s) => s.face_of === relation);

/** Columns a sheet does not declare. `null`: for the machine only. */
const ownColumns: Readonly<Record<string, string | null>> = {
  id: null,
  city: null,
  act_id: null,
  version: null,
  salt: null,
  account_id: null,
  unit_id: null,
  post_id: null,
  parent_id: null,
  from_account_id: null,
  to_account_id: null,
  division: '区划',
  name: '名称',
  title: '姓名',
  kind: '性质',
  state: '状态',
  role: '角色',
  programme: '项目',
  since: '起',
  until: '止',
  from_on: '起',
  to_on: '止',
  ended_on: '结束于',
  reason: '缘由',
  phone: '电话',
  complaints: '投诉建议',
  record_no: '备案号',
  demo: '演示',
};

/** Facts of a summary that have a word; '' shows the value alone. What has none is left to the rows of the act. */
const words: Readonly<Record<string, string>> = {
  label: '',
  title: '',
  name: '',
  role: '',
  unit: '',
  city: '',
  merged: '并入',
  to: '给',
  from_on: '自',
  to_on: '至',
  added: '新增',
  updated: '更新',
  rejected: '退回',
  duplicates: '重复',
  unchanged: '未变',
  removed: '撤下',
  restored: '恢复',
  posts: '岗位',
  delegations: '代理',
  administrators: '管理员',
  basis: '依据',
  complaints: '投诉建议',
  record_no: '备案号',
  rows: '行数',
  versions: '版数',
  format: '格式',
};

/** One line of what the act was about. */
export function summaryWords(summary: ActLine['summary']): string {
  const said = Object.entries(summary).flatMap(([key, value]) => {
    // Which columns were written: their titles, in the act's own order.
    if (key === 'columns' && Array.isArray(value)) return value.length > 0 ? [value.filter((v) => typeof v === 'string').join('、')] : [];
    const name = words[key];
    if (name === undefined || value === null || value === '' || typeof value === 'boolean' || value === 0) return [];
    if (Array.isArray(value)) return [[name, value.filter((v) => typeof v === 'string').join('、')].filter(Boolean).join(' ')];
    if (typeof value === 'object') return [];
    return [
      [name, typeof value === 'number' ? number(value) : /^\d{4}-\d{2}-\d{2}$/.test(String(value)) ? date(String(value)) : String(value)]
        .filter(Boolean)
        .join(' '),
    ];
  });
  return said.join('，');
}

/** A stored value as a person reads it. */
export function valueWords(
  value: unknown,
  column: { name?: string; kind?: string; codes?: SheetWords['columns'][number]['codes'] } | undefined,
  place: (code: string) => string,
): string {
  if (value === null || value === undefined || value === '') return '—';
  if (column?.kind === 'division' || column?.name === 'division') return place(String(value));
  if (column?.codes) return column.codes.items.find((i) => i.code === value)?.title ?? String(value);
  if (typeof value === 'boolean') return value ? '是' : '否';
  if (typeof value === 'number') return number(value);
  if (typeof value === 'string') {
    if (/^\d{4}-\d{2}-\d{2}$/.test(value)) return date(value);
    if (/^\d{4}-\d{2}-\d{2}T/.test(value)) return dateTime(value);
    return value;
  }
  if (Array.isArray(value)) return value.map((v) => valueWords(v, column, place)).join('、');
  if (column?.name === 'complaints' && typeof value === 'object') return Object.values(value).filter(Boolean).join(' ');
  return JSON.stringify(value);
}

export interface FieldPair {
  name: string;
  title: string;
  before: string;
  after: string;
  changed: boolean;
}

/** The fields of one row in two versions, changed ones first, in the order of the sheet. Fields empty in both are left out. */
export function pairsOf(row: ActRow, sheet: SheetWords | undefined, place: (code: string) => string): FieldPair[] {
  const order = new Map(sheet?.columns.map((c, i) => [c.name, i]));
  const names = [...new Set([...Object.keys(row.before ?? {}), ...Object.keys(row.after ?? {})])];
  return names
    .flatMap((name) => {
      const column = sheet?.columns.find((c) => c.name === name);
      const title = column?.title ?? (name in ownColumns ? ownColumns[name] : name);
      if (title === null || title === undefined) return [];
      const [before, after] = [row.before?.[name], row.after?.[name]];
      const pair = {
        name,
        title,
        before: valueWords(before, column ?? { name }, place),
        after: valueWords(after, column ?? { name }, place),
        changed: JSON.stringify(before ?? null) !== JSON.stringify(after ?? null),
      };
      return pair.before === '—' && pair.after === '—' ? [] : [pair];
    })
    .sort((a, b) => Number(b.changed) - Number(a.changed) || (order.get(a.name) ?? 999) - (order.get(b.name) ?? 999));
}

/** 已封存至第 184,207 笔，12 笔待封存 */
export const stateWords = (state: LedgerState): string =>
  `${state.sealed > 0 ? `已封存至第 ${number(state.sealed)} 笔` : '还没有封存的笔数'}，${state.unsealed > 0 ? `${bounded({ value: state.unsealed, exact: true })} 笔待封存` : '没有待封存的'}${state.last_sealed_at ? `；最近封存 ${dateTime(state.last_sealed_at)}` : ''}`;
