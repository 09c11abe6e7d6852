import { date, dateTime } from '../../../kit/format.ts';
import type { MatterFile } from './calls.ts';

/** 三改: every way of putting right, and which one it is now. */
export function Modes({ file: { matter } }: { file: MatterFile }) {
  if (matter.modes.length === 0 || matter.outcome !== null) return null;
  const at = matter.modes.findIndex((mode) => mode.now);
  return (
    <p className="m-modes">
      <span className="n">整改方式</span>
      {matter.modes.map((mode, i) => (
        <span key={mode.title} className={i === at ? 'now' : i < at ? 'd' : undefined} aria-current={i === at ? 'step' : undefined}>
          {mode.title}
          <span className="n">（{mode.by}）</span>
        </span>
      ))}
    </p>
  );
}

/** 延期、挂账: who asked for what, and what another person said to it. */
export function Requests({ file }: { file: MatterFile }) {
  if (file.requests.length === 0) return null;
  return (
    <ul className="m-req">
      {file.requests.map((one) => (
        <li key={one.id}>
          <b>{one.kind === 'hold' ? '挂账申请' : '延期申请'}</b>　{one.by} {dateTime(one.at)} 申请{one.kind === 'hold' ? '挂账到' : '延到'}{' '}
          {date(one.until)}：{one.reason}
          <br />
          {one.decision
            ? `${one.decision.by} ${dateTime(one.decision.at)} ${one.decision.granted ? '同意' : '不同意'}${one.decision.words ? `：${one.decision.words}` : ''}`
            : '等待另一人决定；决定之前时钟照走，期限不变。'}
        </li>
      ))}
    </ul>
  );
}
