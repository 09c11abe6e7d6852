/** `taizhang import` and `taizhang export`: the same acts as on the page, in this process. */
import { createWriteStream } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type Command, Option } from 'commander';
import { newId } from '../../../platform/ids.ts';
import { type Actor, divisionsFor, notFound, type Office, perform, readAs } from '../../ledger/index.ts';
import type { CommandContext } from '../../unit.ts';
import { exportAct, exportRows } from '../exports.ts';
import { importFailed, noSuchFile, unknownRegister } from '../problems.ts';
import { getColumn, type Sheet } from '../sheet.ts';
import { type ImportActs, importActs, landImport, readImport } from './acts.ts';
import { forget, receiveFile, sourceOf, writeRejected } from './files.ts';
import { listStaged } from './land.ts';
import { getImport, Progress } from './record.ts';

interface ImportAnswer {
  rows: number;
  accepted: number;
  rejected: number;
  duplicates: number;
  unchanged: number;
  errors: { sheet: string; row: number; column: string; value: string; reason: string }[];
  errors_file: string | null;
}

/** Errors listed in the answer; the file holds them all. */
const LISTED = 1000;

export function registerCommands(sheets: readonly Sheet[]) {
  const find = (name: string): Sheet => {
    const sheet = sheets.find((s) => s.key === name || s.name === name || s.title === name);
    if (!sheet) throw unknownRegister({ name, known: sheets.map((s) => s.key).join('、') });
    return sheet;
  };
  return (program: Command, context: CommandContext): void => {
    program
      .command('import <register> <file>')
      .description('把工作簿导入台账，如 taizhang import fire.premises 台账.xlsx --as jiaodian.clerk')
      .option('--dry-run', '只核对，不写入')
      .option('--all-or-nothing', '有一行不合格就整份不导入')
      .addOption(new Option('--duplicates <how>', '与台账重复的行').choices(['skip', 'update']).default('skip'))
      .action(
        async (register: string, file: string, options: { dryRun?: boolean; allOrNothing?: boolean; duplicates: 'skip' | 'update' }) => {
          const sheet = find(register);
          const office = await context.office();
          const actor = await context.actor(office);
          const { answer, problem: refusal } = await importFile(office, actor, sheet, file, options, context.progress);
          context.answer(
            answer,
            `读到 ${answer.rows} 行：成功 ${answer.accepted}，退回 ${answer.rejected}，重复 ${answer.duplicates}，未变 ${answer.unchanged}。${answer.errors_file ? `退回的行在 ${answer.errors_file}，改好后可再次导入。` : ''}${options.dryRun ? '（只核对，没有写入）' : ''}`,
            refusal === null && answer.rejected === 0 ? 0 : 1,
          );
          if (refusal) throw refusal;
        },
      );

    program
      .command('export <register>')
      .description('导出台账，如 taizhang export fire.premises --division 410402100 --out 台账.xlsx')
      .option('--division <code>', '区划代码')
      .addOption(new Option('--format <format>', '格式').choices(['xlsx', 'csv']))
      .option('--out <file>', '写到哪个文件')
      .action(async (register: string, options: { division?: string; format?: 'xlsx' | 'csv'; out?: string }) => {
        const sheet = find(register);
        const office = await context.office();
        const actor = await context.actor(office);
        const format = options.format ?? (options.out?.endsWith('.csv') ? 'csv' : 'xlsx');
        const out = options.out ?? `${sheet.title}_${office.clock.today()}.${format}`;
        const act = exportAct(sheet);
        const division = options.division ?? divisionsFor(actor, act.verb)[0];
        if (!division) throw notFound();
        const filters = { ...(options.division ? { division: options.division } : {}) };
        await perform(office, act, actor, newId(), { format, filters, columns: sheet.columns.map((c) => c.name), division });
        const rows = await exportRows(office, actor, sheet, { format, filters, columns: sheet.columns }, createWriteStream(out));
        context.answer({ rows, file: out }, `导出 ${rows} 行到 ${out}（敏感列已遮盖）。`);
      });
  };
}

async function importFile(
  office: Office,
  actor: Actor,
  sheet: Sheet,
  path: string,
  options: { dryRun?: boolean; allOrNothing?: boolean; duplicates: 'skip' | 'update' },
  told?: (words: string) => void,
): Promise<{ answer: ImportAnswer; problem: Error | null }> {
  const file = await receiveFile(office, path).catch((error: unknown) => {
    const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : '';
    throw code === 'ENOENT' || code === 'EACCES' || code === 'EISDIR' ? noSuchFile({ path }) : error;
  });
  const tell = (phase: string, done: number, total: number | null) => told?.(`${phase} ${done}${total ? `/${total}` : ''} 行`);
  const progressOf = (o: Office, a: Actor, id: string) => new Progress(o, a, id, undefined, tell);
  const acts: ImportActs = importActs(sheet, progressOf);
  try {
    const { id } = await perform(office, acts.bring, actor, newId(), { file_name: basename(path), file_digest: file.digest });
    await file.keep(id);
    await readImport(office, actor, sheet, id, sourceOf(office, id), progressOf(office, actor, id));
    const read = await readAs(office, actor, (tx) => getImport(tx, actor.city, sheet.key, id));
    if (read.state === 'failed') throw importFailed(read.problem ?? { title: '没有读成', detail: '' });
    const { errors, rejected } = await listErrors(office, actor, sheet, id);
    const errorsFile = rejected > 0 ? join(dirname(path), `${basename(path).replace(/\.\w+$/, '')}_退回.xlsx`) : null;
    if (errorsFile) await writeRejected(office, actor, sheet, read, errorsFile);
    let refusal: Error | null = null;
    let accepted = 0;
    if (options.dryRun) accepted = (read.counts.new ?? 0) + (options.duplicates === 'update' ? (read.counts.update ?? 0) : 0);
    else {
      try {
        await perform(office, acts.ask, actor, newId(), {
          id,
          duplicates: options.duplicates,
          all_or_nothing: options.allOrNothing ?? false,
        });
        accepted = (await landImport(office, actor, sheet, acts, id))?.accepted ?? 0;
      } catch (error) {
        refusal = error instanceof Error ? error : new Error(String(error));
      }
    }
    if (options.dryRun || refusal) await perform(office, acts.cancel, actor, newId(), { id });
    await forget(office, id);
    const rows = read.counts.rows ?? 0;
    const unchanged = read.counts.unchanged ?? 0;
    // Refused as a whole: nothing went in, so all that could have is counted as turned back, too.
    const turnedBack = refusal ? rows - unchanged - (read.counts.duplicates ?? 0) : rejected;
    return {
      answer: {
        rows,
        accepted,
        rejected: turnedBack,
        duplicates: rows - accepted - turnedBack - unchanged,
        unchanged,
        errors,
        errors_file: errorsFile,
      },
      problem: refusal,
    };
  } finally {
    await file.drop();
  }
}

async function listErrors(
  office: Office,
  actor: Actor,
  sheet: Sheet,
  id: string,
): Promise<{ errors: ImportAnswer['errors']; rejected: number }> {
  return await readAs(office, actor, async (tx) => {
    const record = await getImport(tx, actor.city, sheet.key, id);
    const errors: ImportAnswer['errors'] = [];
    let after = 0;
    while (errors.length < LISTED) {
      const rows = await listStaged(tx, sheet, actor.city, id, 'problems', after, 500);
      for (const row of rows) {
        if (row.state === 'duplicate') continue;
        const own = row.errors ?? { division: '有多处同名，请写明镇（街道）' };
        for (const [name, reason] of Object.entries(own))
          errors.push({
            sheet: record.sheets[row.sheet]?.name ?? '',
            row: row.row,
            column: getColumn(sheet, name).title,
            value: row.shown[name] ?? '',
            reason,
          });
      }
      if (rows.length <= 500) break;
      after = rows.at(-1)?.no ?? after;
    }
    return { errors: errors.slice(0, LISTED), rejected: (record.counts.rejected ?? 0) + (record.counts.asking ?? 0) };
  });
}
