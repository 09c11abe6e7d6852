/** Everything a database needs before a server may use it. */
import { Database } from '../platform/db.ts';
import { migrate } from '../platform/migrate.ts';
import { prepareQueue } from '../platform/queue.ts';
import { loadReference } from './reference/index.ts';

/**
 * Migrates, restates rights, installs the job queue and loads the national reference data, all as the owner. The same again changes
 * nothing. Returns the names of the migrations that ran.
 */
export async function deploy(ownerUrl: string, extra?: Parameters<typeof migrate>[1]): Promise<string[]> {
  const ran = await migrate(ownerUrl, extra);
  await prepareQueue(ownerUrl);
  const owner = new Database(ownerUrl, { name: 'taizhang deploy', max: 1 });
  try {
    await owner.transaction('write', {}, (tx) => loadReference(tx));
  } finally {
    await owner.close();
  }
  return ran;
}
