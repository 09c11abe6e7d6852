import { closeServer, ensureTemplate } from './template.ts';

/** Keeps the test server up for the length of the run, so that files attach to it, and makes the template before the first one. */
export default async function setup(): Promise<() => Promise<void>> {
  await ensureTemplate();
  return closeServer;
}
