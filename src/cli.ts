/** The command line door. Answers go to standard output (with `--json` one JSON value and nothing else), words about the way to standard error. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, CommanderError } from 'commander';
import { z } from 'zod';
import type { Actor, Office } from './core/ledger/index.ts';
import { enterOffice } from './core/office.ts';
import { operatorCommands } from './operator.ts';
import { readConfig } from './platform/config.ts';
import { toProblem } from './platform/http.ts';
import { log } from './platform/log.ts';
import { type OpenDatabase, openDatabase } from './platform/postgres/index.ts';
import { Problem } from './platform/problem.ts';
import { root } from './platform/root.ts';
import { assemble } from './units.ts';

z.config(z.locales.zhCN());
log.level = process.env.LOG_LEVEL ?? 'warn';

const config = readConfig();
const all = assemble({ publicUrl: config.publicUrl });
let database: OpenDatabase | undefined;
let office: Office | undefined;
let exitCode = 0;
let answered = false;

const program = new Command('taizhang');
program
  .description('台账：一件事只登记一次，每个数字都能打开')
  .version((JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }).version)
  .option('--as <account>', '以哪个账号办理；不写则以只读的“命令行”读取，留痕')
  .option('--json', '标准输出只有一个 JSON 值')
  .exitOverride()
  .showHelpAfterError('（加 --help 看用法）')
  .configureOutput({ writeOut: (text) => process.stderr.write(text), writeErr: (text) => process.stderr.write(text) });

const open = async (): Promise<OpenDatabase> => {
  database ??= await openDatabase(config);
  return database;
};
const context = {
  actor: async (inOffice: Office, unnamed?: () => Promise<Actor>) => {
    const account = program.opts<{ as?: string }>().as;
    return account === undefined && unnamed ? await unnamed() : await all.actorFor(inOffice, account);
  },
  office: async () => {
    office ??= await enterOffice(config, (await open()).urls.app, 'taizhang command line', 4);
    return office;
  },
  answer: (value: unknown, words: string, code: 0 | 1 = 0) => {
    process.stdout.write(program.opts<{ json?: boolean }>().json ? `${JSON.stringify(value)}\n` : `${words}\n`);
    answered = true;
    exitCode = Math.max(exitCode, code);
  },
  progress: (words: string) => {
    if (!program.opts<{ json?: boolean }>().json && process.stderr.isTTY) process.stderr.write(`\r\x1b[K${words}`);
  },
  ownerUrl: async () => (await open()).urls.owner,
};

operatorCommands(program, context, { config, open, programmes: all.programmes });
for (const unit of all.units) unit.commands?.(program, context);

/** `--as` and `--json` may stand anywhere on the line. */
function arranged(argv: string[]): string[] {
  const front: string[] = [];
  const rest: string[] = [];
  for (let at = 0; at < argv.length; at++) {
    const word = argv[at] ?? '';
    if (word === '--json') front.push(word);
    else if (word === '--as') front.push(word, argv[++at] ?? '');
    else if (word.startsWith('--as=')) front.push(word);
    else rest.push(word);
  }
  return [...front, ...rest];
}

try {
  await program.parseAsync(arranged(process.argv.slice(2)), { from: 'user' });
} catch (error) {
  if (error instanceof CommanderError) exitCode = error.exitCode === 0 ? 0 : 2;
  else {
    const told = error instanceof Problem ? error : toProblem(error, all.constraints, 'cli');
    exitCode = 1;
    if (program.opts<{ json?: boolean }>().json && !answered) process.stdout.write(`${JSON.stringify(told.toJSON())}\n`);
    // What is no declared problem is ours, and the operator at the terminal is helped by its own words.
    process.stderr.write(`${told.message}\n${told.status === 500 && error instanceof Error && told !== error ? `${error.message}\n` : ''}`);
  }
} finally {
  await office?.db.close();
  await database?.stop();
}
process.exitCode = exitCode;
