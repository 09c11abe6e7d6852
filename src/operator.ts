/** What an operator does from the command line: serve, migrate, demo, doctor, backup, restore. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import pg from 'pg';
import { deploy } from './core/deploy.ts';
import type { Office } from './core/ledger/index.ts';
import { examineMatters } from './core/matters/index.ts';
import { demoPassword } from './core/people/index.ts';
import type { Programme } from './core/programme.ts';
import type { CommandContext } from './core/unit.ts';
import { demoAccounts, demoUnits, isOpen, loadDemo } from './demo.ts';
import { backup, restore } from './platform/backup/index.ts';
import type { Config } from './platform/config.ts';
import { examine } from './platform/doctor.ts';
import type { OpenDatabase } from './platform/postgres/index.ts';
import { supervise } from './platform/supervisor.ts';

interface Installed {
  config: Config;
  open: () => Promise<OpenDatabase>;
  programmes: readonly Programme[];
}

/** Adds the operator's commands. */
export function operatorCommands(program: Command, context: CommandContext, installed: Installed): void {
  const { config, open } = installed;

  program
    .command('serve')
    .description('启动系统：数据库、服务、后台，与 npm start 相同')
    .action(async () => {
      const code = await supervise(config);
      if (code !== 0) throw new Error(`启动没有成功（${code}）`);
    });

  program
    .command('migrate')
    .description('把数据库升级到当前版本，重申权限')
    .action(async () => {
      const { urls } = await open();
      const ran = await deploy(urls.owner);
      context.answer({ ran }, ran.length > 0 ? `已执行 ${ran.length} 个迁移：${ran.join('、')}` : '数据库已是当前版本。');
    });

  program
    .command('demo')
    .description('在空数据库里载入演示城市（平顶山）')
    .action(async () => {
      const { urls } = await open();
      await deploy(urls.owner);
      const office = await context.office();
      const seconds = await loadDemo(office, installed.programmes, say);
      context.answer({ loaded: true, seconds }, `演示城市已载入，用时 ${seconds.toFixed(1)} 秒。`);
    });

  // Called by the supervisor before the doors open.
  program.command('prepare', { hidden: true }).action(async () => {
    const { urls } = await open();
    await deploy(urls.owner);
    const office = await context.office();
    if (config.demo && !(await isOpen(office))) await loadDemo(office, installed.programmes, say);
    context.answer({ ready: true }, await welcome(office));
  });

  program
    .command('doctor')
    .description('体检：数据库、迁移、流水封存、密钥、磁盘')
    .action(async () => {
      const database = await open();
      const client = new pg.Client({ connectionString: database.urls.owner });
      await client.connect();
      try {
        const findings = await examine(config, database, client);
        if (findings.some((f) => f.key === 'migrations' && f.state === 'ok')) {
          findings.push(await examineMatters(client, (await context.office()).clock.now()));
        }
        const bad = findings.filter((f) => f.state === 'wrong');
        context.answer(
          { ok: bad.length === 0, findings },
          findings.map((f) => `${f.state === 'ok' ? '正常' : f.state === 'note' ? '提示' : '不对'}  ${f.title}：${f.words}`).join('\n'),
          bad.length === 0 ? 0 : 1,
        );
      } finally {
        await client.end();
      }
    });

  program
    .command('backup <file>')
    .description('备份数据和附件到一个文件；密钥不在其中，须另行保管')
    .action(async (file: string) => {
      const { urls } = await open();
      const made = await backup(urls.owner, config.files, file);
      context.answer(
        made,
        `已备份 ${made.tables} 张表 ${made.rows} 行、${made.files} 个附件到 ${file}。密钥目录 ${config.keys} 不在备份里，请另行保管：没有密钥，封存的列打不开。`,
      );
    });

  program
    .command('restore <file>')
    .description('把备份恢复到空的数据库')
    .action(async (file: string) => {
      const { urls } = await open();
      await deploy(urls.owner);
      const made = await restore(urls.owner, config.files, file);
      // Rights are no data: they are restated over what came back.
      await deploy(urls.owner);
      const keys = existsSync(join(config.keys, 'data-keys.json'))
        ? `密钥用的是 ${config.keys} 里现有的，须与备份时的相同，否则封存的列打不开。`
        : `启动之前，请先把备份时的 data-keys.json 放到 ${config.keys}：不放就启动会生成新密钥，封存的列打不开。`;
      context.answer(made, `已恢复 ${made.tables} 张表 ${made.rows} 行、${made.files} 个附件。${keys}`);
    });
}

const say = (words: string): void => {
  process.stderr.write(`${words}\n`);
};

async function welcome(office: Office): Promise<string> {
  if (!(await isOpen(office))) return '还没有启用：请打开上面的地址，选择城市，设三名管理员。';
  if (!office.clock.standing) return '';
  const unit = (key: string) => demoUnits.find((u) => u.key === key)?.name ?? '';
  return [`演示账号（密码都是 ${demoPassword}）：`, ...demoAccounts.map((a) => `  ${a.name.padEnd(18)} ${a.title}，${unit(a.unit)}`)].join(
    '\n',
  );
}
