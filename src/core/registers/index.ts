/** 库: registers driven by their sheets. The front door of the unit. */
import { sql } from 'kysely';
import { type Actor, type Office, type Route, settingsOf } from '../ledger/index.ts';
import type { Job, Unit } from '../unit.ts';
import { registerActs } from './acts.ts';
import { exportAct } from './exports.ts';
import { type ImportActs, importActs, landImport, readImport } from './imports/acts.ts';
import { registerCommands } from './imports/commands.ts';
import { forget, sourceOf } from './imports/files.ts';
import { Progress } from './imports/record.ts';
import { importRoutes } from './imports/routes.ts';
import { constraints } from './problems.ts';
import { registerRoutes, searchRoute, type Warnings } from './routes.ts';
import type { Sheet } from './sheet.ts';
import { checkSheet } from './tables.ts';
import { viewRoutes } from './views.ts';

export { registerActs } from './acts.ts';
export { inDivisions } from './filters.ts';
export { listLabels, lockRow } from './queries.ts';
export type { Warnings } from './routes.ts';
export { type ShownRow, show } from './rows.ts';
export { insertRow, insertRows } from './store.ts';
export type { Values } from './terms.ts';

/** Days a workbook stays on this machine after its import ended, so that its rejected rows can still be fetched. */
const KEPT_DAYS = 30;

export interface RegistersOptions {
  sheets: readonly { sheet: Sheet; warnings?: Warnings }[];
  /** The actor of an account name, for work that goes on after its request. */
  actorOf: (office: Office, account: string) => Promise<Actor>;
  /** The unit's own system account. */
  system: (office: Office) => Promise<Actor>;
  titleOf: (verb: string) => string;
}

/** Everything the given sheets bring: routes, jobs, commands. */
export function createRegisters(options: RegistersOptions): Unit {
  const sheets = options.sheets.map((s) => s.sheet);
  for (const sheet of sheets) checkSheet(sheet);
  let signal: AbortSignal | undefined;
  const acts = new Map<string, ImportActs>(
    sheets.map((sheet) => [sheet.key, importActs(sheet, (office, actor, id) => new Progress(office, actor, id, signal))]),
  );
  const routes: Route[] = [
    searchRoute(sheets),
    ...viewRoutes(sheets),
    ...options.sheets.flatMap(({ sheet, warnings }) => [
      ...importRoutes(sheet, acts.get(sheet.key) as ImportActs),
      ...registerRoutes(sheet, { titleOf: options.titleOf, ...(warnings ? { warnings } : {}) }),
    ]),
  ];
  const importJob = (
    name: string,
    title: string,
    work: (office: Office, actor: Actor, sheet: Sheet, id: string) => Promise<void>,
  ): Job => ({
    name,
    title,
    run: async (office, payload, abort) => {
      signal = abort;
      const { register, import_id, account } = payload as { register: string; import_id: string; account: string };
      const sheet = sheets.find((s) => s.key === register);
      if (!sheet) throw new Error(`no register ${register}`);
      await work(office, await options.actorOf(office, account), sheet, import_id);
    },
  });
  return {
    key: 'registers',
    routes,
    constraints,
    jobs: [
      importJob('registers.read_import', '读取导入文件', (office, actor, sheet, id) =>
        readImport(office, actor, sheet, id, sourceOf(office, id), new Progress(office, actor, id, signal)),
      ),
      importJob('registers.land_import', '写入导入的行', async (office, actor, sheet, id) => {
        await landImport(office, actor, sheet, acts.get(sheet.key) as ImportActs, id);
      }),
      {
        name: 'registers.forget_imports',
        title: '清理导入文件',
        cron: '20 18 * * *',
        run: async (office) => {
          const actor = await options.system(office);
          const old = await office.db.transaction('write', settingsOf(actor), async (tx) => {
            const { rows } = await sql<{ id: string }>`
              select distinct i.id from registers.imports i
              where i.city = ${actor.city} and i.state in ('done', 'failed', 'cancelled', 'undone') and i.created_at < now() - make_interval(days => ${KEPT_DAYS})`.execute(
              tx,
            );
            await sql`delete from registers.staged where city = ${actor.city} and import_id = any (${rows.map((r) => r.id)}::uuid[])`.execute(
              tx,
            );
            return rows;
          });
          for (const { id } of old) await forget(office, id);
        },
      },
    ],
    commands: registerCommands(sheets),
  };
}

/** Chinese titles of every verb of a sheet's own acts. */
export function verbTitles(sheet: Sheet): [string, string][] {
  const own = Object.values(registerActs(sheet)).map((one): [string, string] => [one.verb, one.title]);
  const imports = Object.values(importActs(sheet, () => ({}) as Progress)).map((one): [string, string] => [one.verb, one.title]);
  return [...own, ...imports, [exportAct(sheet).verb, exportAct(sheet).title]];
}
