/** Names of the streams in an OLE compound file (MS-CFB): enough to tell an encrypted workbook from an old one. */
import type { FileHandle } from 'node:fs/promises';

const END_OF_CHAIN = 0xffff_fffe;
const MOST_DIRECTORY_SECTORS = 1024;

/** Names in the order of the directory; empty when the container is damaged. */
export async function oleStreamNames(file: FileHandle): Promise<string[]> {
  const header = await read(file, 0, 512);
  if (header.length < 512) return [];
  const shift = header.readUInt16LE(30);
  if (shift !== 9 && shift !== 12) return [];
  const size = 1 << shift;
  const sector = (number: number) => read(file, (number + 1) * size, size);
  const next = async (number: number): Promise<number> => {
    const perTable = size / 4;
    const table = Math.floor(number / perTable);
    // The first 109 table sectors are listed in the header: 7 MB of small sectors. Directories stand near the beginning.
    if (table >= 109) return END_OF_CHAIN;
    const at = header.readUInt32LE(76 + table * 4);
    if (at >= END_OF_CHAIN - 3) return END_OF_CHAIN;
    const entries = await sector(at);
    const offset = (number % perTable) * 4;
    return entries.length >= offset + 4 ? entries.readUInt32LE(offset) : END_OF_CHAIN;
  };
  const names: string[] = [];
  let at = header.readUInt32LE(48);
  for (let sectors = 0; at < END_OF_CHAIN - 3 && sectors < MOST_DIRECTORY_SECTORS; sectors++) {
    const bytes = await sector(at);
    for (let entry = 0; entry + 128 <= bytes.length; entry += 128) {
      const length = bytes.readUInt16LE(entry + 64);
      const kind = bytes[entry + 66];
      if (kind && length >= 2 && length <= 64) names.push(bytes.toString('utf16le', entry, entry + length - 2));
    }
    at = await next(at);
  }
  return names;
}

async function read(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await file.read(buffer, 0, length, position);
  return buffer.subarray(0, bytesRead);
}
