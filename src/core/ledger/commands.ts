/** `taizhang verify`: recomputes the chain and says in words what is wrong. */
import { anchorsBeside } from '../../platform/anchors.ts';
import type { Unit } from '../unit.ts';
import { type AnchorReport, anchorWords, compareAnchors } from './anchors.ts';
import { listCities } from './jobs.ts';
import { type Fault, type Verification, verifyLedger } from './queries.ts';

type Words = (name: string) => string;

/** What a fault means, for a person who has to act on it. */
export function faultWords(fault: Fault, titleOf: Words, tableOf: Words): string {
  const what = fault.verb === null ? '' : `“${titleOf(fault.verb)}”`;
  const when = fault.recorded_at === null ? '' : new Date(fault.recorded_at).toLocaleString('sv-SE', { timeZone: 'Asia/Shanghai' });
  const who = fault.account === null ? '' : `${fault.account} ${when} ${what}`;
  const place = fault.seal_no === null ? '未封存' : `第 ${fault.seal_no} 笔`;
  const table = fault.relation === null ? '' : `${tableOf(fault.relation)}（${fault.relation}）`;
  const words: Record<Fault['fault'], string> = {
    gap: '这一笔之前缺了封存记录',
    chain_broken: '封存记录被改动，或前一笔被改动，链条断开',
    act_missing: '这一笔办理记录不见了',
    act_changed: '办理记录的内容被改动',
    rows_changed:
      fault.rows_sealed === fault.rows_found
        ? `${table}中这一笔写入的行被改动`
        : `${table}中这一笔写入的行对不上：封存时 ${fault.rows_sealed} 行，现在 ${fault.rows_found} 行`,
    act_unknown: `${table}中有行不知由谁写入（办理编号 ${fault.act_id} 不存在）`,
    never_queued: '办理记录既未封存，也不在待封存之列',
  };
  return `${place}　${words[fault.fault]}${who ? `；办理人 ${who}` : ''}；办理编号 ${fault.act_id}`;
}

/** The whole answer in words. */
export function verificationWords(found: Verification, anchors: AnchorReport, titleOf: Words, tableOf: Words, seconds: number): string {
  const head = found.head
    ? `最新一笔：第 ${found.head.seal_no} 笔，链值 ${found.head.chain.slice(0, 16)}（请抄存到系统以外）`
    : '还没有封存的流水';
  const sums = `已核对 ${found.seals} 笔封存，用时 ${seconds.toFixed(1)} 秒；待封存 ${found.waiting} 笔；依法删除 ${found.erased} 行`;
  const foot = [anchorWords(anchors), sums, head];
  const wrong = found.faults.length + anchors.faults.length;
  if (wrong === 0) return ['流水完整，没有发现改动。', ...foot].join('\n');
  const shown = found.faults.slice(0, 100).map((fault) => faultWords(fault, titleOf, tableOf));
  const more = found.faults.length > shown.length ? [`……另有 ${found.faults.length - shown.length} 处，加 --json 看全部`] : [];
  return [`发现 ${wrong} 处不符：有人绕过系统改动了数据。请保留现场，报告审计管理员。`, ...shown, ...more, ...foot].join('\n');
}

export const verifyCommand =
  (titleOf: Words, tableOf: Words): NonNullable<Unit['commands']> =>
  (program, context) => {
    program
      .command('verify')
      .description('核对流水：重算封存链，找出绕过系统的改动（有不符时退出码为 1）')
      .action(async () => {
        const office = await context.office();
        const started = performance.now();
        const cities = await office.db.anonymous(listCities);
        const all: Verification[] = [];
        for (const city of cities) all.push(await office.db.transaction('read', { city }, (tx) => verifyLedger(tx, city)));
        const found: Verification = {
          seals: all.reduce((sum, one) => sum + one.seals, 0),
          waiting: all.reduce((sum, one) => sum + one.waiting, 0),
          erased: all.reduce((sum, one) => sum + one.erased, 0),
          head: all[0]?.head ?? null,
          faults: all.flatMap((one) => one.faults),
        };
        const anchors = await compareAnchors(office.db, cities, anchorsBeside(office.files));
        const seconds = (performance.now() - started) / 1000;
        const whole = found.faults.length + anchors.faults.length === 0;
        context.answer(
          {
            whole,
            ...found,
            faults: found.faults.map((fault) => ({ ...fault, words: faultWords(fault, titleOf, tableOf) })),
            anchors,
            seconds: Number(seconds.toFixed(3)),
          },
          verificationWords(found, anchors, titleOf, tableOf, seconds),
          whole ? 0 : 1,
        );
      });
  };
