/** 检查清单 and 检查记录 as workbooks in the office's own layout. The caller has recorded the act. */
import type { Writable } from 'node:stream';
import { getDivisionIndex } from '../../core/divisions/index.ts';
import { type Actor, notFound, type Office, readAs, within } from '../../core/ledger/index.ts';
import { listOfficers } from '../../core/visits/index.ts';
import { visitKindTitles } from '../../core/visits/rules.ts';
import { type SheetOut, type ValueOut, writeWorkbook } from '../../platform/workbook/index.ts';
import { premisesCategory, riskColour } from './codes.ts';
import { findWorklists, frozenRows, listWorklist, type WorklistRow } from './queries/worklist.ts';
import { listInspections, yearlyCap } from './queries.ts';
import { whyDue } from './rules.ts';

/** Rows a statement brings at a time. */
const BATCH = 500;

const titleOf = (list: { items: readonly { code: string; title: string }[] }, code: string | null): string =>
  list.items.find((one) => one.code === code)?.title ?? '';

const serial = { title: '序号', kind: 'number', width: 6, align: 'center' } as const;

/** Head and foot of an office's table: who fills it in, form number, who made it. */
const framed = (
  office: Office,
  actor: Actor,
  sheet: Pick<SheetOut, 'name' | 'columns' | 'rows'> & { title: string; form: string; about: string },
): SheetOut => ({
  name: sheet.name,
  title: sheet.title,
  above: [
    { right: `表号：${sheet.form}` },
    {
      left: `填报单位（盖章）：${actor.posts.find((post) => post.programme === 'fire')?.unit_name ?? ''}`,
      right: `${sheet.about}　数据截至：${office.clock.today()}`,
    },
  ],
  columns: [serial, ...sheet.columns],
  rows: sheet.rows,
  below: [{ left: `制表人：${actor.title}`, right: '审核人：' }],
  frozenColumns: 2,
});

async function* pages<Row>(next: (after: string | undefined) => Promise<{ items: Row[]; next: string | null }>): AsyncGenerator<Row[]> {
  let after: string | undefined;
  for (;;) {
    const page = await next(after);
    yield page.items;
    if (page.next === null) return;
    after = page.next;
  }
}

const worklistColumns = [
  { title: '风险', width: 6 },
  { title: '名称', width: 24 },
  { title: '场所编号', width: 18 },
  { title: '类别', width: 14 },
  { title: '所属区划', width: 24 },
  { title: '地址', width: 28 },
  { title: '排入缘由', width: 36 },
  { title: '上次检查', kind: 'date', width: 12 },
  { title: '未销号隐患', kind: 'number' },
  { title: '其中超期', kind: 'number' },
  { title: '本年监督检查', kind: 'number' },
  { title: '年度上限', kind: 'number' },
  { title: '检查人', width: 16 },
  { title: '检查结果', width: 20 },
] as const;

/** Streams the list of a day, live or as it was frozen; returns how many rows. Throws `notFound` for a frozen list outside the divisions. */
export async function writeWorklist(
  office: Office,
  actor: Actor,
  asked: {
    division: string;
    divisions: readonly string[];
    on: string;
    category?: readonly string[] | undefined;
    risk?: readonly string[] | undefined;
    frozen?: string;
  },
  target: Writable,
): Promise<number> {
  return await readAs(office, actor, async (tx) => {
    const index = await getDivisionIndex(tx, actor.city);
    const cap = await yearlyCap(tx, actor.city);
    const [list] = asked.frozen ? await findWorklists(tx, actor.city, { id: asked.frozen }) : [];
    if (asked.frozen && !(list && asked.divisions.some((one) => within(list.division, one)))) throw notFound();
    const line = (row: WorklistRow): ValueOut[] => [
      titleOf(riskColour, row.risk) || '未定级',
      row.name,
      row.plate_no,
      titleOf(premisesCategory, row.category),
      index.pathName(row.division),
      row.address,
      whyDue(row),
      row.last_visit_on,
      row.open_hazards,
      row.overdue_hazards,
      row.inspections_this_year,
      cap,
      null,
      null,
    ];
    async function* rows(): AsyncGenerator<ValueOut[]> {
      let no = 0;
      if (list) {
        for (const row of (await frozenRows(tx, actor.city, [list])).get(list.id) ?? []) yield [++no, ...line(row)];
        return;
      }
      const next = (after: string | undefined) => listWorklist(tx, actor.city, { ...asked, now: office.clock.now(), after, limit: BATCH });
      for await (const page of pages(next)) for (const row of page) yield [++no, ...line(row)];
    }
    const of = list ? list.unit_name : index.pathName(asked.division);
    const sheet = framed(office, actor, {
      name: '检查清单',
      title: `${of}检查清单`,
      form: 'fire.worklist',
      about: `检查日期：${list?.for_on ?? asked.on}`,
      columns: worklistColumns,
      rows: rows(),
    });
    return (await writeWorkbook(target, { sheets: [sheet] })).rows;
  });
}

const inspectionColumns = [
  { title: '检查日期', kind: 'date', width: 12 },
  { title: '检查类型', width: 10 },
  { title: '名称', width: 24 },
  { title: '所属区划', width: 24 },
  { title: '检查人', width: 20 },
  { title: '执法证件号', width: 28 },
  { title: '检查单位', width: 24 },
  { title: '得分', kind: 'number' },
  { title: '风险', width: 6 },
  { title: '不合格项', kind: 'number' },
  { title: '不合格项代码', width: 20 },
  { title: '签字', width: 24 },
] as const;

/** Streams the inspection records of a division; returns how many rows. */
export async function writeInspections(
  office: Office,
  actor: Actor,
  asked: {
    division: string;
    divisions: readonly string[];
    kind?: string;
    from?: string;
    to?: string;
    risk?: readonly string[] | undefined;
    failed: boolean;
  },
  target: Writable,
): Promise<number> {
  return await readAs(office, actor, async (tx) => {
    const index = await getDivisionIndex(tx, actor.city);
    async function* rows(): AsyncGenerator<ValueOut[]> {
      let no = 0;
      for await (const page of pages((after) => listInspections(tx, actor.city, { ...asked, after, limit: BATCH }))) {
        const officers = await listOfficers(
          tx,
          actor.city,
          page.map((one) => one.id),
        );
        for (const row of page) {
          const own = officers.filter((one) => one.visit_id === row.id);
          yield [
            ++no,
            row.on_date,
            visitKindTitles[row.kind],
            row.premises_name,
            index.pathName(row.division),
            own.map((one) => one.name).join('、'),
            own.flatMap((one) => one.certificate ?? []).join('、'),
            row.unit_name,
            row.score,
            titleOf(riskColour, row.risk),
            row.failed.length,
            row.failed.join('、'),
            row.signed ? '已签字' : (row.refused_because ?? ''),
          ];
        }
      }
    }
    const sheet = framed(office, actor, {
      name: '检查记录',
      title: `${index.pathName(asked.division)}检查记录`,
      form: 'fire.inspections',
      about: `期间：${asked.from ?? '开始'} 至 ${asked.to ?? office.clock.today()}`,
      columns: inspectionColumns,
      rows: rows(),
    });
    return (await writeWorkbook(target, { sheets: [sheet] })).rows;
  });
}
