/**
 * A file beside the database, only ever added to, that remembers how far a chain had come: whoever cuts the newest end off inside the
 * database leaves this one longer. One anchor a line: `<key> <number> <hash> <ISO time>`.
 */
import { open, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

export interface Anchor {
  /** What the chain is of. */
  key: string;
  number: number;
  /** Lower-case hex. */
  hash: string;
  /** Real time, ISO. */
  at: string;
}

/** `anchors.log` in the data folder, beside the folder of files. */
export const anchorsBeside = (filesFolder: string): string => join(dirname(filesFolder), 'anchors.log');

const line = /^([0-9a-z]+) (\d{1,15}) ([0-9a-f]{64}) (\S+)$/;

/** The anchors, oldest first, and the numbers of lines that say nothing; null when there is no such file. A line broken off by a power cut at the very end is passed over. */
export async function readAnchors(file: string): Promise<{ anchors: Anchor[]; unreadable: number[] } | null> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (text === null) return null;
  const anchors: Anchor[] = [];
  const unreadable: number[] = [];
  const lines = text.split('\n');
  for (const [at, written] of lines.entries()) {
    const [, key, number, hash, time] = written.match(line) ?? [];
    if (key !== undefined && number !== undefined && hash !== undefined && time !== undefined)
      anchors.push({ key, number: Number(number), hash, at: time });
    else if (written !== '' && at < lines.length - 1) unreadable.push(at + 1);
  }
  return { anchors, unreadable };
}

/** Adds an anchor durably: it is on the disk when this returns. Nobody but this user may read the file. */
export async function appendAnchor(file: string, { key, number, hash, at }: Anchor): Promise<void> {
  const handle = await open(file, 'a+', 0o600);
  try {
    const { size } = await handle.stat();
    const last = Buffer.alloc(1);
    // After a line that was broken off, a new one begins.
    const broken = size > 0 && (await handle.read(last, 0, 1, size - 1)).bytesRead === 1 && last[0] !== 0x0a;
    await handle.appendFile(`${broken ? '\n' : ''}${key} ${number} ${hash} ${at}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
