/** What a person does with a workbook: bring it, answer its questions, land it, cancel it, take it back. */
import { setTimeout as wait } from 'node:timers/promises';
import { sql } from 'kysely';
import { z } from 'zod';
import { newId } from '../../../platform/ids.ts';
import { Problem } from '../../../platform/problem.ts';
import { convertWorkbook, isConvertible, sniffWorkbook } from '../../../platform/workbook/index.ts';
import { type Act, type Actor, act, type Deed, divisionsFor, notFound, type Office, perform, settingsOf } from '../../ledger/index.ts';
import { importNotNow, importRefusedWhole } from '../problems.ts';
import type { Sheet } from '../sheet.ts';
import { checkStaged, countStaged, listQuestions, listReasons } from './check.ts';
import { foldDoubles, landNew, landUpdates, takeBack } from './land.ts';
import { readIntoStaging } from './read.ts';
import { Cancelled, getImport, type ImportRecord, type LandOptions, type Progress, patchImport } from './record.ts';

const words: Record<string, string> = {
  reading: '正在读取',
  asking: '等您指认',
  ready: '可以导入',
  landing: '正在写入',
  done: '已经完成',
  failed: '没有成功',
  cancelled: '已取消',
  undone: '已撤销',
};

export interface ImportActs {
  bring: Act<{ file_name: string; file_digest: string }, { id: string }>;
  answer: Act<
    { id: string; columns?: Record<string, Record<string, string | null>> | undefined; divisions?: Record<string, string> | undefined },
    { id: string; reread: boolean }
  >;
  ask: Act<{ id: string; duplicates: 'skip' | 'update'; all_or_nothing: boolean }, { id: string; act_id: string }>;
  land: Act<
    { id: string; duplicates: 'skip' | 'update'; all_or_nothing: boolean },
    { id: string; accepted: number; added: number; updated: number }
  >;
  cancel: Act<{ id: string }, { id: string }>;
  undo: Act<{ id: string }, { id: string; removed: number; restored: number }>;
}

/** Acts of importing into one register. `run` performs the slow ones with progress. */
export function importActs(sheet: Sheet, progressOf: (office: Office, actor: Actor, id: string) => Progress): ImportActs {
  const id = z.object({ id: z.uuid() });
  const options = id.extend({ duplicates: z.enum(['skip', 'update']).default('skip'), all_or_nothing: z.boolean().default(false) });
  const about = (deed: Deed, record: ImportRecord) =>
    deed.about({ relation: 'registers.imports', id: record.id, division: record.division });
  const inState = (record: ImportRecord, doing: string, ...allowed: string[]) => {
    if (!allowed.includes(record.state)) throw importNotNow({ state: words[record.state] ?? record.state, doing });
  };
  return {
    bring: act(
      `${sheet.key}.import_file`,
      '读入文件',
      z.object({ file_name: z.string().min(1).max(300), file_digest: z.string() }),
      async (tx, actor, input, deed) => {
        const division = divisionsFor(actor, `${sheet.key}.import`)[0];
        if (!division) throw notFound();
        deed.about({ relation: 'registers.imports', id: deed.id, division });
        deed.says({ label: input.file_name });
        await sql`insert into registers.imports (city, id, division, programme, register, account_id, account, file_name, file_digest, state, phase, created_at)
        values (${actor.city}, ${deed.id}, ${division}, ${sheet.programme}, ${sheet.key}, ${actor.account_id}, ${actor.title}, ${input.file_name}, ${input.file_digest}, 'reading', '等待', ${deed.office.clock.now()})`.execute(
          tx,
        );
        return { id: deed.id };
      },
    ),

    answer: act(
      `${sheet.key}.import_answer`,
      '指认导入列和区划',
      id.extend({
        columns: z.record(z.string(), z.record(z.string(), z.string().nullable())).optional(),
        divisions: z.record(z.string(), z.string().regex(/^\d{9,15}$/, '请选到镇（街道）或村（社区）')).optional(),
      }),
      async (tx, actor, input, deed) => {
        const record = await getImport(tx, actor.city, sheet.key, input.id, true);
        about(deed, record);
        inState(record, '指认', 'asking', 'ready', 'failed');
        const scope = divisionsFor(actor, `${sheet.key}.import`);
        for (const code of Object.values(input.divisions ?? {})) if (!scope.some((mine) => code.startsWith(mine))) throw notFound();
        const mapping = {
          columns: { ...record.mapping.columns, ...input.columns },
          divisions: { ...record.mapping.divisions, ...input.divisions },
        };
        deed.says({
          label: record.file_name,
          columns: Object.keys(input.columns ?? {}).length,
          divisions: Object.keys(input.divisions ?? {}).length,
        });
        if (input.columns) {
          await patchImport(tx, actor.city, input.id, { mapping, state: 'reading', phase: '等待', done: 0, problem: null });
          return { id: input.id, reread: true };
        }
        for (const [text, code] of Object.entries(input.divisions ?? {})) {
          await sql`update registers.staged set division = ${code}, state = 'new', content = content || jsonb_build_object('division', ${code}::text), shown = shown - 'division'
            where city = ${actor.city} and import_id = ${input.id} and division_text = ${text} and state = 'asking'`.execute(tx);
        }
        await checkStaged(tx, actor, sheet, input.id);
        await patchImport(tx, actor.city, input.id, { mapping, ...(await summary(tx, actor, sheet, record)) });
        return { id: input.id, reread: false };
      },
    ),

    ask: act(`${sheet.key}.import_ask`, '开始导入', options, async (tx, actor, input, deed) => {
      const record = await getImport(tx, actor.city, sheet.key, input.id, true);
      about(deed, record);
      inState(record, '导入', 'ready', 'asking');
      const refused = (record.counts.rejected ?? 0) + (record.counts.asking ?? 0);
      if (input.all_or_nothing && refused > 0) throw importRefusedWhole({ rejected: refused });
      const landing: LandOptions = { duplicates: input.duplicates, all_or_nothing: input.all_or_nothing, act_id: newId() };
      await patchImport(tx, actor.city, input.id, { state: 'landing', phase: '等待', done: 0, cancel_asked: false, options: landing });
      deed.says({ label: record.file_name });
      return { id: input.id, act_id: landing.act_id ?? '' };
    }),

    land: act(`${sheet.key}.import`, `导入${sheet.title}`, options, async (tx, actor, input, deed) => {
      const record = await getImport(tx, actor.city, sheet.key, input.id);
      about(deed, record);
      inState(record, '写入', 'landing');
      const counts = await countStaged(tx, actor.city, input.id);
      if (input.all_or_nothing && counts.rejected + counts.asking > 0)
        throw importRefusedWhole({ rejected: counts.rejected + counts.asking });
      const progress = progressOf(deed.office, actor, input.id);
      if (input.duplicates === 'update') await foldDoubles(tx, sheet, deed.office.vault, actor.city, input.id);
      const added = await landNew(tx, sheet, actor.city, input.id, deed, progress);
      const updated = input.duplicates === 'update' ? await landUpdates(tx, sheet, deed.office.vault, actor.city, input.id, progress) : 0;
      // What did not go in stays staged, so that its rows can be handed back; an unanswered question is a reason, too.
      await sql`update registers.staged set state = 'rejected', errors = jsonb_build_object('division', '区划“' || division_text || '”有多处同名，请写明镇（街道）')
        where city = ${actor.city} and import_id = ${input.id} and state = 'asking'`.execute(tx);
      await sql`delete from registers.staged where city = ${actor.city} and import_id = ${input.id} and state <> 'rejected'`.execute(tx);
      const final = {
        ...counts,
        rejected: counts.rejected + counts.asking,
        asking: 0,
        ready: added + updated,
        new: added,
        update: updated,
        duplicates: counts.duplicates + (counts.update - updated),
      };
      await patchImport(tx, actor.city, input.id, {
        state: 'done',
        phase: '完成',
        counts: final,
        questions: [],
        landed_act: deed.id,
        landed_at: deed.office.clock.now(),
        problem: null,
      });
      deed.says({
        label: record.file_name,
        import_id: input.id,
        added,
        updated,
        rejected: final.rejected,
        duplicates: final.duplicates,
        unchanged: final.unchanged,
      });
      return { id: input.id, accepted: added + updated, added, updated };
    }),

    cancel: act(`${sheet.key}.import_cancel`, '取消导入', id, async (tx, actor, input, deed) => {
      const record = await getImport(tx, actor.city, sheet.key, input.id, true);
      about(deed, record);
      inState(record, '取消', 'reading', 'asking', 'ready', 'landing', 'failed');
      deed.says({ label: record.file_name });
      if (record.state === 'reading' || record.state === 'landing') await patchImport(tx, actor.city, input.id, { cancel_asked: true });
      else {
        await sql`delete from registers.staged where city = ${actor.city} and import_id = ${input.id}`.execute(tx);
        await patchImport(tx, actor.city, input.id, { state: 'cancelled', cancel_asked: true });
      }
      return { id: input.id };
    }),

    undo: act(`${sheet.key}.import_undo`, '撤销导入', id, async (tx, actor, input, deed) => {
      const record = await getImport(tx, actor.city, sheet.key, input.id, true);
      about(deed, record);
      inState(record, '撤销', 'done');
      const taken = await takeBack(tx, sheet, deed.office.vault, actor.city, record.landed_act ?? '');
      await patchImport(tx, actor.city, input.id, { state: 'undone' });
      deed.says({ label: record.file_name, import_id: input.id, ...taken });
      return { id: input.id, ...taken };
    }),
  };
}

async function summary(tx: Parameters<typeof countStaged>[0], actor: Actor, sheet: Sheet, record: Pick<ImportRecord, 'id' | 'sheets'>) {
  const counts = await countStaged(tx, actor.city, record.id);
  const questions = await listQuestions(tx, actor, sheet, record.id);
  const reasons = await listReasons(tx, actor.city, record.id, record.sheets);
  return { counts, questions, reasons, state: counts.asking > 0 ? ('asking' as const) : ('ready' as const), phase: '核对完' };
}

/**
 * Reads and checks a brought file: the work between `reading` and `ready`. A refusal is written to the record and thrown no further;
 * a cancelled import leaves nothing staged.
 */
export async function readImport(office: Office, actor: Actor, sheet: Sheet, id: string, path: string, progress: Progress): Promise<void> {
  try {
    const record = await office.db.transaction('read', settingsOf(actor), (tx) => getImport(tx, actor.city, sheet.key, id));
    await renew(path, progress);
    const result = await readIntoStaging(office, actor, sheet, id, path, record.mapping, progress);
    await progress.tell('核对', 0, null);
    await office.db.transaction('write', settingsOf(actor), async (tx) => {
      await checkStaged(tx, actor, sheet, id);
      await patchImport(tx, actor.city, id, {
        kind: result.kind,
        program: result.program,
        sheets: result.sheets,
        problem: null,
        ...(await summary(tx, actor, sheet, { id, sheets: result.sheets })),
      });
    });
  } catch (error) {
    await endBadly(office, actor, id, error);
  }
}

/** Makes an .xlsx of a workbook of an old format, in place. Asked every second whether it was cancelled. */
async function renew(path: string, progress: Progress): Promise<void> {
  if (!isConvertible(await sniffWorkbook(path))) return;
  const stop = new AbortController();
  let ended = false;
  const watching = (async () => {
    while (!ended) {
      await progress.tell('转换旧格式', 0, null);
      await wait(1000);
    }
  })().catch((error: unknown) => stop.abort(error));
  try {
    await convertWorkbook(path, { signal: stop.signal });
  } finally {
    ended = true;
    await watching;
  }
}

/** From so many new rows on, the planner is told of them at once. */
const MANY = 1000;

/** Lands a prepared import under the act id that was fixed when it was asked for, so that a job tried twice lands once. */
export async function landImport(
  office: Office,
  actor: Actor,
  sheet: Sheet,
  acts: ImportActs,
  id: string,
): Promise<{ accepted: number } | null> {
  const record = await office.db.transaction('read', settingsOf(actor), (tx) => getImport(tx, actor.city, sheet.key, id));
  if (record.state === 'done') return { accepted: record.counts.ready ?? 0 };
  const { act_id, duplicates = 'skip', all_or_nothing = false } = record.options;
  if (!act_id) throw importNotNow({ state: words[record.state] ?? record.state, doing: '写入' });
  try {
    const landed = await perform(office, acts.land, actor, act_id, { id, duplicates, all_or_nothing });
    if (landed.accepted >= MANY) {
      await office.db.transaction('write', settingsOf(actor), (tx) => sql`select registers.refresh_statistics(${sheet.key})`.execute(tx));
    }
    return landed;
  } catch (error) {
    await endBadly(office, actor, id, error);
    return null;
  }
}

async function endBadly(office: Office, actor: Actor, id: string, error: unknown): Promise<void> {
  const cancelled = error instanceof Cancelled;
  const told = cancelled
    ? null
    : error instanceof Problem
      ? { title: error.title, detail: error.detail }
      : { title: '没有读成', detail: '读取文件时出错，数据没有改动。请重新上传；仍不行时请联系管理员。' };
  await office.db.transaction('write', settingsOf(actor), async (tx) => {
    if (cancelled) await sql`delete from registers.staged where city = ${actor.city} and import_id = ${id}`.execute(tx);
    await patchImport(tx, actor.city, id, { state: cancelled ? 'cancelled' : 'failed', problem: told });
  });
  if (!cancelled && !(error instanceof Problem)) throw error;
}
