/** 附件: content-addressed evidence. The front door of the unit. */
import type { Unit } from '../unit.ts';
import { jobs } from './jobs.ts';
import { constraints } from './problems.ts';
import { routes } from './routes.ts';

export { fileTitles } from './acts.ts';
export { type Attached, type Attaching, attachFiles, listAttached, type OwnFile, recordFiles } from './attachments.ts';
export { openContent, type StoredContent, storeContent } from './content.ts';

/** Verbs are those of each programme: give `<programme>.files.keep` to whoever takes photos. */
export function createFiles(): Unit {
  return { key: 'files', routes, jobs, constraints };
}
