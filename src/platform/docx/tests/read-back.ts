/** Opens a written .docx again, to hold it against the standard. */
import { Writable } from 'node:stream';
import yauzl from 'yauzl';
import { type OfficialDocument, writeDocx } from '../index.ts';

export async function written(document: OfficialDocument): Promise<Buffer> {
  const pieces: Buffer[] = [];
  await writeDocx(
    document,
    new Writable({
      write: (piece: Buffer, _encoding, done) => {
        pieces.push(piece);
        done();
      },
    }),
  );
  return Buffer.concat(pieces);
}

/** Parts of a package by name. */
export async function readBack(bytes: Buffer): Promise<Map<string, string>> {
  const parts = new Map<string, string>();
  await new Promise<void>((resolve, reject) => {
    yauzl.fromBuffer(bytes, { lazyEntries: true }, (error, zip) => {
      if (error || !zip) return reject(error);
      zip.on('end', resolve);
      zip.on('error', reject);
      zip.on('entry', (entry: yauzl.Entry) => {
        zip.openReadStream(entry, (failed, stream) => {
          if (failed || !stream) return reject(failed);
          const pieces: Buffer[] = [];
          stream.on('data', (piece: Buffer) => pieces.push(piece));
          stream.on('end', () => {
            parts.set(entry.fileName, Buffer.concat(pieces).toString('utf8'));
            zip.readEntry();
          });
        });
      });
      zip.readEntry();
    });
  });
  return parts;
}

/** Text of each paragraph of the body, in order. */
export const paragraphs = (xml: string): string[] =>
  [...xml.matchAll(/<w:p>.*?<\/w:p>/gs)].map(([p]) => [...p.matchAll(/<w:t[^>]*>([^<]*)<\/w:t>/g)].map((found) => found[1]).join(''));

/** The paragraph that holds these words, as XML. */
export function paragraphWith(xml: string, words: string): string {
  const found = [...xml.matchAll(/<w:p>.*?<\/w:p>/gs)].map(([p]) => p).find((p) => p.includes(words));
  if (!found) throw new Error(`no paragraph with ${words}`);
  return found;
}
