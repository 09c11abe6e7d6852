/**
 * The database of this installation: an outer PostgreSQL 15+ (`DATABASE_URL`), or the embedded one.
 *
 * The embedded server belongs to nobody in particular: every process that opens it registers as a user of it, the first one
 * starts it and the last one out stops it. So a command beside the running office shares its database, and a killed process
 * leaves nothing that the next start would not adopt.
 */
import type { Config } from '../config.ts';
import { openEmbedded } from './embedded.ts';
import { openOuter } from './outer.ts';

export interface OpenDatabase {
  readonly urls: {
    /** `taizhang_owner`: owns the tables, migrates. */
    readonly owner: string;
    /** `taizhang_app`: owns nothing, serves under forced row security. */
    readonly app: string;
  };
  /** This call started the server; false when it was running (or is an outer one). */
  readonly started: boolean;
  /** Where the data is: a folder for the embedded server, `host:port/name` for an outer one. Shown by `taizhang doctor`. */
  readonly where: string;
  /** Why the data is not under `.taizhang/`, in Chinese, or null. */
  readonly moved: string | null;
  /** Server version as a number, e.g. 180004. */
  readonly version: number;
  /** False after the embedded server died under us; an outer one is its keeper's business. */
  running(): boolean;
  /** Stop using it. The embedded server is shut down when nobody else uses it. May be called twice. */
  stop(): Promise<void>;
}

/**
 * Opens the database, starting the embedded server when none runs. Safe to call in several processes at once.
 * Under the supervisor (`TAIZHANG_SUPERVISED=1`) a process never starts the server, it waits for it.
 * @throws Problem `/problems/platform/database-*`
 */
export async function openDatabase(config: Config, env: NodeJS.ProcessEnv = process.env): Promise<OpenDatabase> {
  return config.database.url === null
    ? await openEmbedded({ ...config, durable: true, mayStart: env.TAIZHANG_SUPERVISED !== '1' })
    : await openOuter(config.database.url, config.database.appUrl, config.keys);
}
