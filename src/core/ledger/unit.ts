/** The ledger as a unit: its routes, its clockwork and `taizhang verify`. */
import type { Unit } from '../unit.ts';
import { verifyCommand } from './commands.ts';
import { eraseRows } from './erase.ts';
import { jobs } from './jobs.ts';
import { type LedgerWords, ledgerRoutes } from './routes.ts';

/** What the ledger calls its own acts. */
export const ledgerTitles: readonly (readonly [verb: string, title: string])[] = [[eraseRows.verb, eraseRows.title]];

export interface LedgerOptions extends LedgerWords {
  /** What a relation is called in words: `fire.premises` is 九小场所. The relation itself unless said. */
  tableOf?: (relation: string) => string;
}

export function createLedger(options: LedgerOptions): Unit {
  return {
    key: 'ledger',
    routes: ledgerRoutes(options),
    jobs,
    commands: verifyCommand(options.titleOf, options.tableOf ?? ((relation) => relation)),
  };
}
