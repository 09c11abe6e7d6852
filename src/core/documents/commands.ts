/** `taizhang bulletin KEY`: drafts an issue where there is none, writes it as a file, and with --publish has it issued by a second person. */
import { writeFile } from 'node:fs/promises';
import { extname, resolve } from 'node:path';
import { writePdf } from '../../platform/docx/index.ts';
import { newId } from '../../platform/ids.ts';
import { type Actor, type Office, perform, readAs } from '../ledger/index.ts';
import type { Unit } from '../unit.ts';
import { documentActs } from './acts.ts';
import { type Catalogue, getBulletin } from './bulletin.ts';
import { getWhole } from './paper.ts';
import { findIssueOf, listEditions } from './queries.ts';
import { docxOf } from './routes.ts';
import { stateWords } from './rules.ts';

export const bulletinCommand =
  (catalogue: Catalogue, system: (office: Office, programme: string) => Promise<Actor>): NonNullable<Unit['commands']> =>
  (program, context) => {
    program
      .command('bulletin')
      .description('出一期通报：数字冻结，公文格式（.docx 或 .pdf）')
      .argument('<KEY>', '通报，如 fire.daily')
      .requiredOption('--division <CODE>', '区划代码，如 410402')
      .requiredOption('--date <D>', '哪一天的，如 2022-11-09')
      .option('--out <FILE>', '写到哪个文件，.docx 或 .pdf')
      .option('--publish', '签发；须以 --as 指明签发人，不能是起草、改过或送签的人')
      .action(async (key: string, options: { division: string; date: string; out?: string; publish?: boolean }) => {
        const office = await context.office();
        const { programme } = getBulletin(catalogue, key);
        const machine = await system(office, programme);
        const person = await context.actor(office);
        const acts = documentActs(catalogue, programme);
        // The machine writes numbers and first words; whoever is named only reads, or issues.
        const latest = await readAs(office, machine, async (tx) => {
          const issue = await findIssueOf(tx, machine.city, key, options.division, options.date);
          return issue && (await listEditions(tx, machine.city, issue.id))[0];
        });
        let at: { id: string; version: number; state: string } =
          latest ?? (await perform(office, acts.draft, machine, newId(), { key, division: options.division, on: options.date }));
        if (options.publish && at.state !== 'published') {
          if (at.state === 'draft') at = await perform(office, acts.submit, machine, newId(), { id: at.id, version: at.version });
          at = await perform(office, acts.publish, person, newId(), { id: at.id, version: at.version });
        }
        const whole = await readAs(office, person, (tx) => getWhole(tx, catalogue, person.city, programme, at.id));
        if (options.out) {
          const pdf = extname(options.out).toLowerCase() === '.pdf';
          await writeFile(resolve(options.out), pdf ? await writePdf(whole.paper) : await docxOf(whole.paper));
        }
        const { edition, issue, figures } = whole;
        context.answer(
          {
            id: edition.id,
            document_no: issue.document_no,
            issue_no: issue.issue_no,
            edition_no: edition.edition_no,
            state: edition.state,
            cutoff: edition.cutoff.toISOString(),
            figures,
            out: options.out ?? null,
          },
          `${issue.document_no} 第${edition.edition_no}版，${stateWords[edition.state]}，${figures.length} 个数字已冻结${options.out ? `，写在 ${options.out}` : ''}`,
        );
      });
  };
