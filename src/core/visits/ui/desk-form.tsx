/** The desk: all questions in one dense table, answered by keyboard. */
import { Fragment, type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { Link } from 'wouter';
import { Button } from '../../../kit/parts/button.tsx';
import { type AnswerKind, answerKinds, answerTitles, type ChecklistItem } from '../checklist.ts';
import { type Asking, lawsOf, sectionTitle } from './asking.ts';
import { FailurePanel } from './failure.tsx';
import { AnswerShape } from './marks.tsx';
import { progressOf } from './run.ts';
import './visits.css';

const keys: Readonly<Record<string, AnswerKind>> = { '1': 'pass', '2': 'fail', '3': 'na' };
const typing = (target: EventTarget) => target instanceof Element && target.closest('input, textarea, select, dialog') !== null;

export function DeskForm({ asking, tried }: { asking: Asking; tried: boolean }) {
  const { items, run, act } = asking;
  const table = useRef<HTMLTableElement>(null);
  const [keyed, key] = useState(0);
  const focusRow = (code: string | null) => {
    const row = table.current?.querySelector<HTMLElement>(`tr[data-code="${code ?? items.at(-1)?.code}"]`);
    (row?.querySelector<HTMLElement>('[aria-pressed=true]') ?? row?.querySelector<HTMLElement>('button'))?.focus();
    row?.scrollIntoView({ block: 'nearest' });
  };
  // The question that stands open follows the keyboard only: a click with the mouse moves nothing.
  // biome-ignore lint/correctness/useExhaustiveDependencies: after a key, wherever it led
  useEffect(() => {
    if (keyed > 0) focusRow(run.at);
  }, [keyed]);
  const onKey = (event: KeyboardEvent<HTMLTableElement>) => {
    if (typing(event.target) || event.ctrlKey || event.metaKey || event.altKey || !(event.target instanceof Element)) return;
    const code = event.target.closest<HTMLElement>('tr[data-code]')?.dataset.code ?? run.at;
    if (!code) return;
    const answer = keys[event.key];
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : null;
    if (answer) act({ do: 'answer', code, answer });
    else if (by) {
      act({ do: 'go', to: code });
      act({ do: 'move', by });
    } else return;
    event.preventDefault();
    key((n) => n + 1);
  };
  const progress = progressOf(items, run);
  return (
    <table ref={table} className="tbl v-tbl" onKeyDown={onKey}>
      <caption className="sr">{asking.list.title}，在一行里按 1 合格、2 不合格、3 不适用，上下键换行</caption>
      <thead>
        <tr>
          <th scope="col">编号</th>
          <th scope="col">检查项</th>
          <th scope="col">等级</th>
          <th scope="col" className="v-a">
            回答
          </th>
        </tr>
      </thead>
      {progress.sections.map((section) => (
        <tbody key={section.code}>
          <tr className="gr">
            <th colSpan={3} scope="rowgroup">
              {sectionTitle(asking.list, section.code)}
              <span className="n">{`　${section.answered} / ${section.total}`}</span>
            </th>
            <td>
              {section.open.length > 0 ? (
                <Button look="link" onClick={() => act({ do: 'pass', codes: section.open })}>
                  本部分其余 {section.open.length} 项合格
                </Button>
              ) : null}
            </td>
          </tr>
          {items
            .filter((item) => item.section === section.code)
            .map((item) => (
              <Row key={item.code} asking={asking} item={item} tried={tried} />
            ))}
        </tbody>
      ))}
    </table>
  );
}

function Row({ asking, item, tried }: { asking: Asking; item: ChecklistItem; tried: boolean }) {
  const said = asking.run.said[item.code];
  const special = asking.category ? item.special?.[asking.category] : undefined;
  const faulty = tried && asking.faults.some((one) => one.code === item.code);
  return (
    <Fragment>
      <tr data-code={item.code} className={[said?.answer, faulty ? 'bad' : ''].filter(Boolean).join(' ') || undefined}>
        <td className="n">{item.code}</td>
        <th scope="row">
          {item.question}
          <span className="n">
            {item.how.join('；')}
            {special ? `；${special}` : ''}
          </span>
          {(asking.known[item.code] ?? []).map((one) => (
            <span key={one.id} className={one.overdue ? 'v-known over' : 'v-known'}>
              已有隐患 <Link href={`/matters/${one.id}`}>{one.number}</Link>，{one.due}
            </span>
          ))}
        </th>
        <td
          title={lawsOf(asking, item)
            .map((one) => `${one.title}${one.article}`)
            .join('\n')}
        >
          {item.grade}
        </td>
        <td className="v-a">
          <fieldset>
            <legend className="sr">{item.code} 的回答</legend>
            {answerKinds.map((kind) => (
              <button
                key={kind}
                type="button"
                className={kind}
                aria-pressed={said?.answer === kind}
                onClick={() => asking.act({ do: 'answer', code: item.code, answer: kind, stay: true })}
              >
                <AnswerShape of={kind} />
                {answerTitles[kind]}
              </button>
            ))}
          </fieldset>
        </td>
      </tr>
      {said?.answer === 'fail' ? (
        <tr className="v-more">
          <td />
          <td colSpan={3}>
            <FailurePanel asking={asking} item={item} said={said} tried={tried} />
          </td>
        </tr>
      ) : null}
    </Fragment>
  );
}
