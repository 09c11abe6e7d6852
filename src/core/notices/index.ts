/** 消息: inbox, batched reminders, quiet hours, webhooks. The front door of the unit. */
import type { Unit } from '../unit.ts';
import { webhooksCommand } from './commands.ts';
import { jobs } from './jobs.ts';
import { constraints } from './problems.ts';
import { routes } from './routes.ts';

export { type PostFilter, type Telling, tell } from './tell.ts';

export interface NoticesOptions {
  /** Programmes whose notices never leave by webhook, such as the court's. */
  withheld?: readonly string[];
}

export function createNotices(options: NoticesOptions = {}): Unit {
  return { key: 'notices', routes, jobs: jobs(options.withheld ?? []), constraints, commands: webhooksCommand };
}
