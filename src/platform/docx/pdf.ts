/** PDF of an official document: by LibreOffice from the .docx, else by Chromium from the page, else a problem that says what to do. */
import { execFile } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { access, constants, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { log } from '../log.ts';
import type { OfficialDocument } from './document.ts';
import { pageHtml } from './html.ts';
import { type Colophon, fallsOn, fonts } from './measures.ts';
import { noPdfProgram, pdfFailed } from './problems.ts';
import { writeDocx } from './write.ts';

const run = promisify(execFile);
const patience = 90_000;

export type PdfProgram = 'soffice' | 'chromium';
const names: Readonly<Record<PdfProgram, readonly string[]>> = {
  soffice: ['soffice', 'libreoffice'],
  chromium: ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'microsoft-edge-stable'],
};
const elsewhere: Readonly<Record<PdfProgram, readonly string[]>> = {
  soffice: ['/Applications/LibreOffice.app/Contents/MacOS/soffice'],
  chromium: ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', '/Applications/Chromium.app/Contents/MacOS/Chromium'],
};

async function find(program: PdfProgram, path: string): Promise<string | null> {
  const folders = path.split(delimiter).filter(Boolean);
  const given = program === 'chromium' ? process.env.CHROMIUM_PATH : process.env.SOFFICE_PATH;
  for (const place of [
    ...(given ? [given] : []),
    ...names[program].flatMap((name) => folders.map((folder) => join(folder, name))),
    ...elsewhere[program],
  ]) {
    const there = await access(place, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (there) return place;
  }
  return null;
}

/** One conversion at a time: each takes a core and some 200 MB. */
let last: Promise<unknown> = Promise.resolve();

/**
 * @param options.path where programs are looked for; the process's PATH unless said
 * @param options.programs which programs may be used, in this order
 * @throws noPdfProgram when there is none; pdfFailed when it did not end in 90 s; badLayout
 */
export async function writePdf(
  document: OfficialDocument,
  options: { path?: string; programs?: readonly PdfProgram[] } = {},
): Promise<Buffer> {
  const work = last.then(() => convert(document, options));
  last = work.catch(() => {});
  return await work;
}

async function convert(document: OfficialDocument, options: { path?: string; programs?: readonly PdfProgram[] }): Promise<Buffer> {
  let failed: PdfProgram | null = null;
  for (const program of options.programs ?? (['soffice', 'chromium'] as const)) {
    const place = await find(program, options.path ?? process.env.PATH ?? '');
    if (!place) continue;
    const folder = await mkdtemp(join(tmpdir(), 'taizhang-pdf-'));
    try {
      const pdf = join(folder, 'document.pdf');
      const print = program === 'soffice' ? await libreOffice(place, folder, document, pdf) : chromium(place, folder, document, pdf);
      // The fonts of this machine may break pages elsewhere than the grid; the 版记 stands on an even page all the same.
      const { colophon } = fallsOn(document);
      for (const where of [colophon, ...(['after-blank', 'next'] as const).filter((other) => other !== colophon)]) {
        if (pagesOf(await print(where)) % 2 === 0) break;
      }
      return await readFile(pdf);
    } catch (error) {
      // Such as a LibreOffice without Writer, which starts, says nothing and writes nothing: the next program may do it.
      log.warn({ err: error, program }, 'no PDF was made');
      failed = program;
    } finally {
      await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    }
  }
  throw failed === null ? noPdfProgram() : pdfFailed({ program: failed === 'soffice' ? 'LibreOffice' : 'Chromium' });
}

/** Prints the document with its 版记 at that place. */
type Print = (where: Colophon) => Promise<Buffer>;

async function libreOffice(place: string, folder: string, document: OfficialDocument, pdf: string): Promise<Print> {
  const docx = join(folder, 'document.docx');
  const fontsFile = join(folder, 'fonts.conf');
  await writeFile(fontsFile, standIns);
  // A profile of its own: a second LibreOffice on the same profile ends at once without a word.
  const profile = `-env:UserInstallation=${pathToFileURL(join(folder, 'profile')).href}`;
  // Unless told so it leaves out the blank page that brings the 版记 onto an even one.
  const filter = 'pdf:writer_pdf_Export:{"IsSkipEmptyPages":{"type":"boolean","value":"false"}}';
  const settings = [profile, '--headless', '--norestore', '--convert-to', filter, '--outdir', folder, docx];
  return async (where) => {
    await writeDocx(document, createWriteStream(docx), { colophon: where, spaced: true });
    await run(place, settings, { timeout: patience, env: { ...process.env, FONTCONFIG_FILE: fontsFile } });
    return await readFile(pdf);
  };
}

/** What stands in, on this machine, for the fonts that the standard names and that may not be embedded. */
const standIns = `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><include ignore_missing="yes">/etc/fonts/fonts.conf</include>${Object.values(
  fonts,
)
  .map(
    ({ name, open }) =>
      `<alias binding="same"><family>${name}</family><accept>${open
        .split(',')
        .map((family) => family.trim().replaceAll("'", ''))
        .map((family) => `<family>${family}</family>`)
        .join('')}</accept></alias>`,
  )
  .join('')}</fontconfig>`;

function chromium(place: string, folder: string, document: OfficialDocument, pdf: string): Print {
  const page = join(folder, 'document.html');
  // Served as root in many a small office, where Chromium's sandbox refuses; the page is our own and runs no script.
  const root = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const profile = `--user-data-dir=${join(folder, 'profile')}`;
  const settings = ['--headless', ...root, '--disable-gpu', '--no-pdf-header-footer', profile, `--print-to-pdf=${pdf}`];
  return async (where) => {
    await writeFile(page, pageHtml(document, where));
    await run(place, [...settings, pathToFileURL(page).href], { timeout: patience });
    return await readFile(pdf);
  };
}

/** Pages of a PDF: the largest count in its page tree. Bookmarks are counted too, under another type. */
export const pagesOf = (pdf: Buffer): number =>
  Math.max(0, ...[...pdf.toString('latin1').matchAll(/\/Type\s*\/Pages\b.*?\/Count\s+(\d+)/gs)].map((found) => Number(found[1])));
