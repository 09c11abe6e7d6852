/** 文书: bulletins whose numbers open, frozen in editions, printed as official documents. The front door of the unit. */
import type { Figure } from '../indicators/index.ts';
import type { Actor, Office } from '../ledger/index.ts';
import type { Unit } from '../unit.ts';
import { type Bulletin, catalogueOf, type RolesWith } from './bulletin.ts';
import { bulletinCommand } from './commands.ts';
import { documentJobs } from './jobs.ts';
import { closedEdition, ownWords } from './problems.ts';
import { documentRoutes } from './routes.ts';

export { documentActs } from './acts.ts';
export {
  type Bulletin,
  type BulletinData,
  type BulletinDeclaration,
  bulletin,
  type Catalogue,
  catalogueOf,
  missingFigures,
} from './bulletin.ts';
export { freezeDue } from './jobs.ts';
export { docxOf } from './routes.ts';
export type { Block } from './rules.ts';

export interface DocumentsOptions {
  bulletins: readonly Bulletin[];
  figures: readonly Figure[];
  rolesWith: RolesWith;
  /** The machine's own account in a programme: it drafts. */
  system: (office: Office, programme: string) => Promise<Actor>;
}

/** The unit with the bulletins of all programmes. Throws at start when two have the same key. */
export function createDocuments(options: DocumentsOptions): Unit {
  const catalogue = catalogueOf(options.bulletins, options.figures, options.rolesWith);
  const programmes = [...new Set(options.bulletins.map((one) => one.programme))];
  return {
    key: 'documents',
    routes: programmes.flatMap((programme) => documentRoutes(catalogue, programme)),
    jobs: documentJobs(catalogue, options.system),
    constraints: { editions_published_stay: closedEdition, editions_second_person: ownWords },
    commands: bulletinCommand(catalogue, options.system),
  };
}
