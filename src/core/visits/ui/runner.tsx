/** The phone: one question a screen, the answers in reach of the thumb, swipe to the next. */
import { type TouchEvent, useEffect, useRef, useState } from 'react';
import { Link } from 'wouter';
import { Button } from '../../../kit/parts/button.tsx';
import { Tag } from '../../../kit/parts/marks.tsx';
import { type AnswerKind, answerKinds, answerTitles, type ChecklistItem } from '../checklist.ts';
import { kindRules, visitKindTitles } from '../rules.ts';
import { type Asking, faultsAt, lawsOf, sectionTitle } from './asking.ts';
import { FailurePanel } from './failure.tsx';
import { AnswerShape } from './marks.tsx';
import { Overview } from './overview.tsx';
import { useWholeScreen } from './whole-screen.ts';
import './visits.css';

export function Runner({ asking }: { asking: Asking }) {
  useWholeScreen();
  const item = asking.items.find((one) => one.code === asking.run.at);
  return item ? <Question key={item.code} asking={asking} item={item} /> : <Overview asking={asking} />;
}

/** A finger that went clearly sideways; writing, signing and scrolling are none. */
function useSwipe(go: (by: 1 | -1) => void) {
  const from = useRef<{ x: number; y: number } | null>(null);
  return {
    onTouchStart: (event: TouchEvent<HTMLElement>) => {
      const touch = event.touches[0];
      const free = event.target instanceof Element && !event.target.closest('input, textarea, select, canvas, .picker');
      from.current = touch && free && event.touches.length === 1 ? { x: touch.clientX, y: touch.clientY } : null;
    },
    onTouchEnd: (event: TouchEvent<HTMLElement>) => {
      const touch = event.changedTouches[0];
      const start = from.current;
      from.current = null;
      if (!touch || !start) return;
      const [x, y] = [touch.clientX - start.x, touch.clientY - start.y];
      if (Math.abs(x) > 60 && Math.abs(x) > Math.abs(y) * 2) go(x < 0 ? 1 : -1);
    },
  };
}

function Question({ asking, item }: { asking: Asking; item: ChecklistItem }) {
  const { items, run, act, visit } = asking;
  const head = useRef<HTMLHeadingElement>(null);
  const [tried, setTried] = useState(false);
  const at = items.indexOf(item);
  const said = run.said[item.code];
  const faults = Object.values(faultsAt(asking.faults, item.code));
  useEffect(() => {
    head.current?.focus({ preventScroll: true });
    head.current?.closest('main')?.scrollTo(0, 0);
  }, []);
  const leave = (go: () => void) => {
    if (!asking.busy) go();
  };
  const move = (by: 1 | -1) => leave(() => act({ do: 'move', by }));
  const next = () => {
    setTried(true);
    if (faults.length === 0) move(1);
  };
  const answer = (kind: AnswerKind) => leave(() => act({ do: 'answer', code: item.code, answer: kind }));
  const failed = said?.answer === 'fail';
  const missing = tried && failed ? faults.length : 0;
  const told = asking.busy
    ? '照片正在上传，传完就能走'
    : missing > 1
      ? `还有 ${missing} 处要补充`
      : missing === 1
        ? (faults[0] ?? null)
        : null;
  const special = asking.category ? item.special?.[asking.category] : undefined;
  const laws = lawsOf(asking, item);
  return (
    <div className="v-run" {...useSwipe(move)}>
      <div className="v-in">
        <div className="v-prog" aria-hidden="true">
          {items.map((one) => (
            <i key={one.code} className={one === item ? 'now' : (run.said[one.code]?.answer ?? undefined)} />
          ))}
        </div>
        <div className="v-at">
          <span>{sectionTitle(asking.list, item.section)}</span>
          <span>
            第 {at + 1} 项，共 {items.length} 项
          </span>
        </div>
        <div className="v-tags">
          <Tag>{item.code}</Tag>
          {asking.tagsOf(item).map((tag) => (
            <Tag key={tag}>{tag}</Tag>
          ))}
          <span className="v-where">{asking.where}</span>
        </div>
        <h1 ref={head} tabIndex={-1} className="v-ask">
          {item.question}
        </h1>
        {(asking.known[item.code] ?? []).map((one) => (
          <p key={one.id} className={one.overdue ? 'v-known over' : 'v-known'}>
            已有隐患 <Link href={`/matters/${one.id}`}>{one.number}</Link>，{one.due}
          </p>
        ))}
        {failed && said ? (
          <FailurePanel asking={asking} item={item} said={said} tried={tried} />
        ) : (
          <div className="v-how">
            <h2>怎么看</h2>
            <ul>
              {item.how.map((line) => (
                <li key={line}>{line}</li>
              ))}
              {special ? (
                <li>
                  <b>{special}</b>
                </li>
              ) : null}
            </ul>
            {laws.length > 0 ? (
              <details>
                <summary>依据</summary>
                <ul>
                  {laws.map((one) => (
                    <li key={`${one.title}${one.article}`}>
                      {one.title}
                      {one.article}
                    </li>
                  ))}
                </ul>
              </details>
            ) : null}
          </div>
        )}
        <div className="v-nav">
          {at > 0 ? (
            <Button look="link" onClick={() => move(-1)}>
              上一项
            </Button>
          ) : null}
          <Button look="link" onClick={() => leave(() => act({ do: 'go', to: null }))}>
            全部题目
          </Button>
          {failed ? null : (
            <Button look="link" onClick={() => move(1)}>
              {said ? '下一项' : '先跳过'}
            </Button>
          )}
        </div>
      </div>
      <div className="v-bar">
        <p role="status">
          {told ?? `${visitKindTitles[visit]}：${kindRules[visit].orders ? '两人持证，可责令整改' : '只看、只劝，不处罚'}　左滑下一项`}
        </p>
        <fieldset className={failed ? 'v-ans low' : said ? 'v-ans' : 'v-ans none'}>
          <legend className="sr">回答</legend>
          {answerKinds.map((kind) => (
            <button key={kind} type="button" className={kind} aria-pressed={said?.answer === kind} onClick={() => answer(kind)}>
              <AnswerShape of={kind} />
              {answerTitles[kind]}
            </button>
          ))}
        </fieldset>
        {failed ? (
          <Button look="p" className="v-next" busy={asking.busy} onClick={next}>
            {asking.busy ? '照片正在上传' : '记下，下一项'}
          </Button>
        ) : null}
      </div>
    </div>
  );
}
