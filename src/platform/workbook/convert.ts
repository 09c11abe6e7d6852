/**
 * Old formats (.xls, .et) through LibreOffice, where it is installed on this machine. The file is a stranger's: it is opened in a process of
 * its own, with an empty profile, no macros, no links followed, nothing of our environment, and a time in which it must be done.
 */
import { spawn } from 'node:child_process';
import { constants } from 'node:fs';
import { access, chmod, copyFile, mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { conversionFailed, formatNotRead } from './problems.ts';
import { type Sniffed, sniffWorkbook } from './sniff.ts';

/** Where distributions put it when it is not on the path. */
const usual = ['/usr/lib/libreoffice/program', '/opt/libreoffice/program', '/Applications/LibreOffice.app/Contents/MacOS'];

/** The program, or null where there is none. */
export async function findOffice(path: string = process.env.PATH ?? ''): Promise<string | null> {
  for (const folder of [...path.split(delimiter).filter((one) => one.startsWith('/')), ...usual]) {
    const program = join(folder, 'soffice');
    if (
      await access(program, constants.X_OK).then(
        () => true,
        () => false,
      )
    )
      return program;
  }
  return null;
}

/** Whether the file is of a format that LibreOffice is asked to convert. */
export const isConvertible = (sniffed: Sniffed): sniffed is Sniffed & { format: 'xls' | 'et'; called: string } =>
  sniffed.format === 'xls' || sniffed.format === 'et';

/** Settings of the empty profile: the highest macro security, macros off altogether, links never updated. */
const settings = `<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>2</value></prop></item>
</oor:items>
`;

/** One at a time in this process: each takes some hundred megabytes. */
let turn: Promise<unknown> = Promise.resolve();

/**
 * Converts an old workbook in place: afterwards `path` is an .xlsx. Nothing is left behind, whatever happens, and `path` stays as it was
 * unless it worked.
 * @param timeout milliseconds
 * @throws `/problems/workbook/format-not-read` without LibreOffice, `/problems/workbook/conversion-failed` when it fails or takes too long,
 *   the signal's reason when cancelled.
 */
export async function convertWorkbook(path: string, options: { signal?: AbortSignal; timeout?: number } = {}): Promise<void> {
  const before = turn;
  const mine = before.catch(() => undefined).then(() => convert(path, options));
  turn = mine.catch(() => undefined);
  await mine;
}

async function convert(path: string, { signal, timeout = 180_000 }: { signal?: AbortSignal; timeout?: number }): Promise<void> {
  signal?.throwIfAborted();
  const sniffed = await sniffWorkbook(path);
  if (!isConvertible(sniffed)) return;
  const program = await findOffice();
  if (!program) throw formatNotRead({ format: sniffed.called });
  const folder = await mkdtemp(join(tmpdir(), 'taizhang-convert-'));
  try {
    const profile = join(folder, 'profile');
    const out = join(folder, 'out');
    await mkdir(join(profile, 'user'), { recursive: true });
    await mkdir(out);
    await writeFile(join(profile, 'user', 'registrymodifications.xcu'), settings);
    const input = join(folder, `workbook.${sniffed.format}`);
    await copyFile(path, input);
    const ended = await run(
      program,
      [
        `-env:UserInstallation=${pathToFileURL(profile).href}`,
        '--headless',
        '--norestore',
        '--nolockcheck',
        '--nodefault',
        '--nologo',
        '--convert-to',
        'xlsx:Calc MS Excel 2007 XML',
        '--outdir',
        out,
        input,
      ],
      folder,
      timeout,
      signal,
    );
    signal?.throwIfAborted();
    const [made] = await readdir(out);
    if (ended === 'late') throw conversionFailed({ format: sniffed.called, why: `${Math.round(timeout / 1000)} 秒内没有转完` });
    if (made === undefined) throw conversionFailed({ format: sniffed.called, why: '打不开：可能有打开密码，或文件已损坏' });
    // Renamed beside it first: folders for scratch lie on other disks.
    await copyFile(join(out, made), `${path}.converted`);
    await chmod(`${path}.converted`, 0o600);
    await rename(`${path}.converted`, path);
  } finally {
    await rm(`${path}.converted`, { force: true });
    await rm(folder, { recursive: true, force: true });
  }
}

/** Runs it in a group of its own, so that the processes it starts end with it. */
function run(program: string, args: string[], folder: string, timeout: number, signal: AbortSignal | undefined): Promise<'done' | 'late'> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: folder,
      detached: true,
      stdio: 'ignore',
      env: { PATH: process.env.PATH ?? '/usr/bin:/bin', HOME: folder, TMPDIR: folder, LANG: 'C.UTF-8', SAL_USE_VCLPLUGIN: 'svp' },
    });
    let late = false;
    const kill = () => {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      } catch {
        // It has just ended by itself.
      }
    };
    const timer = setTimeout(() => {
      late = true;
      kill();
    }, timeout);
    signal?.addEventListener('abort', kill, { once: true });
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', kill);
    };
    child.on('error', (error) => {
      end();
      reject(error);
    });
    child.on('close', () => {
      end();
      // What it left running would hold the folder.
      kill();
      resolve(late ? 'late' : 'done');
    });
    if (signal?.aborted) kill();
  });
}
