import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { addJob } from '../../../platform/queue.ts';
import { getDivisionIndex } from '../../divisions/index.ts';
import {
  type Actor,
  actId,
  may,
  notFound,
  type Office,
  perform,
  type Route,
  raw,
  read,
  readAs,
  settingsOf,
  write,
} from '../../ledger/index.ts';
import { displayValue } from '../cells.ts';
import { importNotNow, importRefusedWhole, importTouched, noFile } from '../problems.ts';
import { getColumn, type Sheet } from '../sheet.ts';
import type { ImportActs } from './acts.ts';
import { receive, writeRejected } from './files.ts';
import { listStaged } from './land.ts';
import { getImport, type ImportRecord, listImports } from './record.ts';

const counts = z.object({
  rows: z.int(),
  ready: z.int(),
  new: z.int(),
  update: z.int(),
  rejected: z.int(),
  duplicates: z.int(),
  unchanged: z.int(),
  asking: z.int(),
});
const shape = z.object({
  id: z.string(),
  file_name: z.string(),
  account: z.string(),
  created_at: z.string(),
  state: z.enum(['reading', 'asking', 'ready', 'landing', 'done', 'failed', 'cancelled', 'undone']),
  progress: z.object({ phase: z.string(), done: z.int(), total: z.int().nullable(), seconds_left: z.int().nullable() }),
  kind: z.string(),
  program: z.string().nullable(),
  sheets: z.array(
    z.object({
      name: z.string(),
      header_rows: z.array(z.int()),
      rows: z.int(),
      skipped: z.string().nullable(),
      notes: z.array(z.string()),
      columns: z.array(
        z.object({
          letter: z.string(),
          heading: z.string(),
          column: z.string().nullable(),
          how: z.string(),
          sample: z.string(),
          note: z.string(),
        }),
      ),
    }),
  ),
  counts,
  questions: z.array(
    z.object({
      text: z.string(),
      rows: z.int(),
      sheet_rows: z.array(z.int()),
      candidates: z.array(z.object({ code: z.string(), path: z.string(), hint: z.string() })),
    }),
  ),
  reasons: z.array(
    z.object({
      reason: z.string(),
      column: z.string().nullable(),
      rows: z.int(),
      first: z.array(z.object({ sheet: z.string(), row: z.int() })),
    }),
  ),
  problem: z.object({ title: z.string(), detail: z.string() }).nullable(),
  landed: z.object({ act_id: z.string(), at: z.string() }).nullable(),
  may_undo: z.boolean(),
});

const none = { rows: 0, ready: 0, new: 0, update: 0, rejected: 0, duplicates: 0, unchanged: 0, asking: 0 };

function shown(record: ImportRecord, actor: Actor, sheet: Sheet): z.infer<typeof shape> {
  const seconds = (Date.now() - record.phase_since.getTime()) / 1000;
  const left =
    record.total && record.done > 0 && ['reading', 'landing'].includes(record.state)
      ? Math.max(0, Math.round((seconds / record.done) * (record.total - record.done)))
      : null;
  return {
    id: record.id,
    file_name: record.file_name,
    account: record.account,
    created_at: record.created_at.toISOString(),
    state: record.state,
    progress: { phase: record.phase, done: record.done, total: record.total, seconds_left: left },
    kind: record.kind,
    program: record.program,
    sheets: record.sheets,
    counts: { ...none, ...record.counts },
    questions: record.questions,
    reasons: record.reasons,
    problem: record.problem,
    landed: record.landed_act && record.landed_at ? { act_id: record.landed_act, at: record.landed_at.toISOString() } : null,
    may_undo: record.state === 'done' && may(actor, `${sheet.key}.import_undo`, record.division),
  };
}

/** Routes of importing into one register, at `/api/<programme>/<register>/imports`. Slow work is given to the worker. */
export function importRoutes(sheet: Sheet, acts: ImportActs): Route[] {
  const base = `/api/${sheet.programme}/${sheet.name}/imports`;
  const operation = (what: string) => `${sheet.key}.${what}`;
  const verb = acts.land.verb;
  const id = z.object({ id: z.uuid({ error: '编号格式不对' }) });
  const enqueue = (office: Office, actor: Actor, job: 'read' | 'land', importId: string) =>
    office.db.transaction('write', settingsOf(actor), (tx) =>
      addJob(
        tx,
        `registers.${job}_import`,
        { register: sheet.key, import_id: importId, account: actor.account },
        { key: `${job}:${importId}` },
      ),
    );

  return [
    raw({
      method: 'POST',
      path: base,
      operation: operation('import_file'),
      title: `上传${sheet.title}台账`,
      verb,
      answer: z.object({ id: z.string() }),
      run: async (request, _reply, { actor, office }) => {
        if (!actor) throw notFound();
        const key = actId(request);
        const part = request.isMultipart() ? await request.file() : undefined;
        if (!part) throw noFile();
        const file = await receive(office, part.file);
        try {
          const brought = await perform(office, acts.bring, actor, key, { file_name: part.filename || '未命名', file_digest: file.digest });
          await file.keep(brought.id);
          await enqueue(office, actor, 'read', brought.id);
          return brought;
        } finally {
          await file.drop();
        }
      },
    }),
    read({
      path: base,
      operation: operation('imports'),
      title: `${sheet.title}导入记录`,
      verb,
      answer: z.object({ items: z.array(shape) }),
      run: async ({ tx, actor }) => ({
        items: (await listImports(tx, actor.city, sheet.key)).map((record) =>
          shown({ ...record, sheets: [], questions: [], reasons: [] }, actor, sheet),
        ),
      }),
    }),
    read({
      path: `${base}/:id`,
      operation: operation('import_get'),
      title: '一次导入',
      verb,
      params: id,
      answer: shape,
      run: async ({ tx, actor, params }) => shown(await getImport(tx, actor.city, sheet.key, params.id), actor, sheet),
    }),
    read({
      path: `${base}/:id/rows`,
      operation: operation('import_rows'),
      title: '导入预览',
      verb,
      params: id,
      query: z.object({ only: z.enum(['problems', 'all']).default('all'), after: z.coerce.number().int().min(0).default(0) }),
      answer: z.object({
        items: z.array(
          z.object({
            sheet: z.string(),
            row: z.int(),
            values: z.record(z.string(), z.string()),
            errors: z.record(z.string(), z.string()),
            state: z.string(),
            other: z.object({ id: z.string().nullable(), label: z.string() }).nullable(),
          }),
        ),
        next: z.string().nullable(),
      }),
      run: async ({ tx, actor, params, query }) => {
        const record = await getImport(tx, actor.city, sheet.key, params.id);
        const rows = await listStaged(tx, sheet, actor.city, params.id, query.only, query.after, 50);
        const index = await getDivisionIndex(tx, actor.city);
        const items = rows.slice(0, 50).map((row) => {
          const values: Record<string, string> = {};
          for (const [name, value] of Object.entries(row.content)) {
            if (name.endsWith('_blind') || value === null) continue;
            const column = getColumn(sheet, name);
            values[name] = column.sealed
              ? (row.shown[name] ?? '')
              : column.kind === 'division'
                ? index.pathName(String(value))
                : displayValue(column, value as never);
          }
          const errors =
            row.errors ??
            (row.state === 'asking'
              ? { division: '有多处同名，请指认' }
              : row.state === 'duplicate'
                ? { [sheet.label]: `与第 ${row.other_row} 行重复` }
                : {});
          return {
            sheet: record.sheets[row.sheet]?.name ?? '',
            row: row.row,
            values: { ...values, ...row.shown },
            errors,
            state: row.state,
            other: row.other_id
              ? { id: row.other_id, label: row.other_label ?? '' }
              : row.other_row
                ? { id: null, label: `第 ${row.other_row} 行` }
                : null,
          };
        });
        return { items, next: rows.length > 50 ? String(rows[49]?.no ?? '') : null };
      },
    }),
    raw({
      method: 'POST',
      path: `${base}/:id/answers`,
      operation: operation('import_answer'),
      title: '指认列和区划',
      verb: acts.answer.verb,
      params: id,
      body: z.object({
        columns: z.record(z.string(), z.record(z.string(), z.string().nullable())).optional(),
        divisions: z.record(z.string(), z.string()).optional(),
      }),
      answer: shape,
      run: async (request, _reply, { actor, office }) => {
        if (!actor) throw notFound();
        const { id: importId } = request.params as { id: string };
        const answered = await perform(office, acts.answer, actor, actId(request), { ...(request.body as object), id: importId });
        if (answered.reread) await enqueue(office, actor, 'read', importId);
        return await readAs(office, actor, async (tx) => shown(await getImport(tx, actor.city, sheet.key, importId), actor, sheet));
      },
    }),
    raw({
      method: 'POST',
      path: `${base}/:id/land`,
      operation: operation('import_land'),
      title: `导入${sheet.title}`,
      verb,
      params: id,
      body: z.object({ duplicates: z.enum(['skip', 'update']).default('skip'), all_or_nothing: z.boolean().default(false) }),
      answer: shape,
      problems: [importRefusedWhole, importNotNow] as never,
      run: async (request, _reply, { actor, office }) => {
        if (!actor) throw notFound();
        const { id: importId } = request.params as { id: string };
        await perform(office, acts.ask, actor, actId(request), { ...(request.body as object), id: importId });
        await enqueue(office, actor, 'land', importId);
        return await readAs(office, actor, async (tx) => shown(await getImport(tx, actor.city, sheet.key, importId), actor, sheet));
      },
    }),
    write({
      path: `${base}/:id/cancel`,
      operation: operation('import_cancel'),
      title: '取消导入',
      act: acts.cancel,
      params: id,
      answer: z.object({ id: z.string() }),
      problems: [importNotNow] as never,
      input: (params) => params,
    }),
    write({
      path: `${base}/:id/undo`,
      operation: operation('import_undo'),
      title: '撤销导入',
      act: acts.undo,
      params: id,
      answer: z.object({ id: z.string(), removed: z.int(), restored: z.int() }),
      problems: [importTouched, importNotNow] as never,
      input: (params) => params,
    }),
    raw({
      method: 'GET',
      path: `${base}/:id/rejected`,
      operation: operation('import_rejected'),
      title: '下载退回的行',
      verb,
      params: id,
      run: async (request, reply, { actor, office }) => {
        if (!actor) throw notFound();
        const { id: importId } = request.params as { id: string };
        const record = await readAs(office, actor, (tx) => getImport(tx, actor.city, sheet.key, importId));
        const path = join(office.files, 'imports', importId, 'rejected.xlsx');
        await writeRejected(office, actor, sheet, record, path);
        const name = `${record.file_name.replace(/\.\w+$/, '')}_退回.xlsx`;
        return reply
          .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(name)}`)
          .type('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet')
          .send(createReadStream(path));
      },
    }),
  ];
}
