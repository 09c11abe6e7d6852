/** `taizhang figure KEY`: one figure, and with --rows the rows behind it. */
import { readAs } from '../ledger/index.ts';
import type { Unit } from '../unit.ts';
import type { Figure } from './figure.ts';
import { type FigureRow, listFigureRows } from './queries.ts';
import { readingOf } from './routes.ts';
import { getFigure, getWindow } from './window.ts';

interface Options {
  division?: string;
  from?: string;
  to?: string;
  rows?: boolean;
  as?: 'then' | 'now';
  by?: string;
}

export const figureCommand =
  (figures: readonly Figure[]): NonNullable<Unit['commands']> =>
  (program, context) => {
    program
      .command('figure')
      .description('查一个指标；加 --rows 列出背后的每一行')
      .argument('<KEY>', '指标，如 fire.premises_registered')
      .requiredOption('--division <CODE>', '区划代码，如 410402')
      .option('--from <D>', '开始日期（含），如 2022-09-13')
      .option('--to <D>', '结束日期（含）')
      .option('--then', '按当时的区划统计（缺省按现在的区划）')
      .option('--rows', '列出明细')
      .action(async (key: string, options: Options & { then?: boolean }) => {
        const office = await context.office();
        const actor = await context.actor(office);
        const figure = getFigure(figures, actor, key);
        const answer = await readAs(office, actor, async (tx) => {
          const window = await getWindow(tx, office, actor, figure, { ...options, as: options.then ? 'then' : 'now' });
          const reading = await readingOf(tx, figure, window);
          if (!options.rows) return { reading, items: undefined };
          const items: FigureRow[] = [];
          for (let after: string | undefined; ; ) {
            const page = await listFigureRows(tx, figure, window, { after, limit: 5000 });
            items.push(...page.items);
            if (page.next === null) return { reading, items };
            after = page.next;
          }
        });
        const { division_name, source, ...printed } = answer.reading;
        context.answer(
          answer.items ? { ...printed, items: answer.items } : printed,
          words(answer.reading, division_name, source, answer.items),
        );
      });
  };

function words(
  reading: {
    title: string;
    value: number | null;
    unit: string;
    numerator: number | null;
    denominator: number | null;
    definition: string;
    from: string | null;
    to: string | null;
    cutoff: string;
    rows: number;
  },
  place: string,
  source: string,
  items: readonly FigureRow[] | undefined,
): string {
  const number = (value: number) => value.toLocaleString('zh-CN', { maximumFractionDigits: 2 });
  const amount =
    reading.denominator === null
      ? `${reading.value === null ? '—' : number(reading.value)} ${reading.unit}`
      : `${reading.value === null ? '—' : (reading.value * 100).toFixed(2)} %（${number(reading.numerator ?? 0)} / ${number(reading.denominator)}）`;
  const period = reading.from || reading.to ? `${reading.from ?? '最早'} 至 ${reading.to ?? '业务时钟'}` : '全部';
  const cutoff = new Date(reading.cutoff).toLocaleString('sv-SE', { timeZone: 'Asia/Shanghai' });
  const head = `${place} ${reading.title}：${amount}\n口径：${reading.definition}\n来源：${source}\n期间：${period}；数据截至 ${cutoff}；背后 ${number(reading.rows)} 行`;
  return items
    ? `${head}\n${items.map((item) => [item.on, item.label, item.division_name, item.value, item.note ?? ''].join('\t')).join('\n')}`
    : head;
}
