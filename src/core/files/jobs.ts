import type { Office } from '../ledger/index.ts';
import type { Job } from '../unit.ts';
import { listContents, removeContent } from './content.ts';
import { stillNamed } from './queries.ts';

const day = 24 * 60 * 60 * 1000;

/** Takes away those of the contents that no row names any more; returns how many. */
async function sweep(office: Office, contents: readonly string[]): Promise<number> {
  const named = await office.db.anonymous((tx) => stillNamed(tx, contents));
  const gone = contents.filter((sha256) => !named.has(sha256));
  for (const sha256 of gone) await removeContent(office.files, sha256);
  return gone.length;
}

/**
 * Contents that nothing names: those of erased files, and those of uploads whose act was refused. Without a list, every content older than
 * a day is looked at; younger ones may belong to an act that is not committed yet.
 */
export async function sweepContents(office: Office, payload: unknown, signal?: AbortSignal): Promise<number> {
  const list = typeof payload === 'object' && payload !== null && 'contents' in payload ? payload.contents : undefined;
  if (Array.isArray(list))
    return await sweep(
      office,
      list.filter((one) => typeof one === 'string'),
    );
  let gone = 0;
  for await (const contents of listContents(office.files, new Date(Date.now() - day))) {
    if (signal?.aborted) break;
    gone += await sweep(office, contents);
  }
  return gone;
}

export const jobs: readonly Job[] = [
  {
    name: 'files.sweep',
    // 03:20 in Shanghai.
    cron: '20 19 * * *',
    title: '清除不再引用的附件内容',
    run: async (office, payload, signal) => {
      await sweepContents(office, payload, signal);
    },
  },
];
