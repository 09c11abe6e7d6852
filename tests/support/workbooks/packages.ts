/** Small office packages for tests, part by part: what Excel or WPS would have written, and what nobody should send. */
import { createWriteStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { ZipWriter } from '../../../src/platform/workbook/zip.ts';

const MAIN =
  'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

/** Writes a zip of these parts. */
export async function writeZip(path: string, parts: Record<string, string | Iterable<string>>): Promise<void> {
  const zip = new ZipWriter(createWriteStream(path));
  for (const [name, content] of Object.entries(parts)) await zip.add(name, content);
  await zip.finish();
}

export interface SheetParts {
  name?: string;
  state?: string;
  /** What stands before `<sheetData>`. */
  head?: string;
  /** Content of `<sheetData>`. */
  rows: string | Iterable<string>;
  /** What stands behind `</sheetData>`. */
  tail?: string;
}

export interface PackageParts {
  sheets: SheetParts[];
  strings?: string[];
  /** Content of `<styleSheet>`. */
  styles?: string;
  application?: string;
  date1904?: boolean;
  /** Other parts, by name. */
  others?: Record<string, string>;
}

/** Writes an xlsx from its XML. `strings` are contents of `<si>`. */
export async function writePackage(path: string, parts: PackageParts): Promise<void> {
  const all: Record<string, string | Iterable<string>> = {
    '[Content_Types].xml':
      '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>',
    '_rels/.rels': `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="/xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml': `<workbook ${MAIN}><workbookPr${parts.date1904 ? ' date1904="1"' : ''}/><sheets>${parts.sheets
      .map(
        (sheet, at) =>
          `<sheet name="${sheet.name ?? `Sheet${at + 1}`}" sheetId="${at + 1}"${sheet.state ? ` state="${sheet.state}"` : ''} r:id="rId${at + 1}"/>`,
      )
      .join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${parts.sheets
      .map((_, at) => `<Relationship Id="rId${at + 1}" Type="${OFFICE}/worksheet" Target="worksheets/sheet${at + 1}.xml"/>`)
      .join(
        '',
      )}<Relationship Id="rIdS" Type="${OFFICE}/styles" Target="styles.xml"/><Relationship Id="rIdT" Type="${OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>`,
  };
  if (parts.styles) all['xl/styles.xml'] = `<styleSheet ${MAIN}>${parts.styles}</styleSheet>`;
  if (parts.strings) all['xl/sharedStrings.xml'] = `<sst ${MAIN}>${parts.strings.map((si) => `<si>${si}</si>`).join('')}</sst>`;
  if (parts.application) all['docProps/app.xml'] = `<Properties><Application>${parts.application}</Application></Properties>`;
  for (const [at, sheet] of parts.sheets.entries()) all[`xl/worksheets/sheet${at + 1}.xml`] = sheetOf(sheet);
  await writeZip(path, { ...all, ...parts.others });
}

function* sheetOf(sheet: SheetParts): Generator<string> {
  yield `<?xml version="1.0" encoding="UTF-8"?><worksheet ${MAIN}>${sheet.head ?? ''}<sheetData>`;
  if (typeof sheet.rows === 'string') yield sheet.rows;
  else yield* sheet.rows;
  yield `</sheetData>${sheet.tail ?? ''}</worksheet>`;
}

/** Writes an OLE compound file whose directory names these streams (MS-CFB), each empty. */
export async function writeOle(path: string, streams: string[]): Promise<void> {
  const header = Buffer.alloc(512);
  Buffer.from('d0cf11e0a1b11ae1', 'hex').copy(header);
  header.writeUInt16LE(0x3e, 24);
  header.writeUInt16LE(3, 26);
  header.writeUInt16LE(0xfffe, 28);
  header.writeUInt16LE(9, 30);
  header.writeUInt16LE(6, 32);
  header.writeUInt32LE(1, 44);
  header.writeUInt32LE(1, 48);
  header.writeUInt32LE(4096, 56);
  header.writeUInt32LE(0xfffffffe, 60);
  header.writeUInt32LE(0xfffffffe, 68);
  header.fill(0xff, 76);
  header.writeUInt32LE(0, 76);
  const directory = Buffer.alloc(Math.ceil((streams.length + 1) / 4) * 512);
  ['Root Entry', ...streams].forEach((name, at) => {
    const entry = directory.subarray(at * 128, at * 128 + 128);
    entry.write(name, 0, 'utf16le');
    entry.writeUInt16LE((name.length + 1) * 2, 64);
    entry[66] = at === 0 ? 5 : 2;
    entry.fill(0xff, 68, 80);
  });
  const sectors = directory.length / 512;
  const table = Buffer.alloc(512, 0xff);
  table.writeUInt32LE(0xfffffffd, 0);
  for (let at = 0; at < sectors; at++) table.writeUInt32LE(at === sectors - 1 ? 0xfffffffe : at + 2, 4 + at * 4);
  await writeFile(path, Buffer.concat([header, table, directory]));
}
