/**
 * A real database for each test file: a clone of the migrated template, dropped at the end.
 *
 *   const database = useDatabase();
 *   test('…', async () => { const client = new pg.Client(database.ownerUrl); … });
 *
 * Put such tests into files named `*.db.test.ts`.
 */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll } from 'vitest';
import { cloneTemplate, dropClone } from './template.ts';

export interface TestDatabase {
  /** Readable inside hooks and tests, not while the file is being collected. */
  readonly name: string;
  /** As `taizhang_owner`: sees every row, migrates. */
  readonly ownerUrl: string;
  /** As `taizhang_app`: what the server uses. */
  readonly appUrl: string;
}

/** Call once at the top of a file (or of a `describe`). */
export function useDatabase(options: { /** `empty`: roles only, nothing migrated. */ from?: 'template' | 'empty' } = {}): TestDatabase {
  const name = `test_${randomUUID().replaceAll('-', '').slice(0, 16)}`;
  let urls: { owner: string; app: string } | null = null;
  const ready = () => {
    if (!urls) throw new Error('the test database exists only inside hooks and tests');
    return urls;
  };
  beforeAll(async () => {
    urls = await cloneTemplate(name, options.from ?? 'template');
  }, 180_000);
  afterAll(async () => {
    await dropClone(name);
  }, 60_000);
  return {
    name,
    get ownerUrl() {
      return ready().owner;
    },
    get appUrl() {
      return ready().app;
    },
  };
}
