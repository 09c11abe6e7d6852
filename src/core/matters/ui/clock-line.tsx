import { useLayoutEffect, useRef, useState } from 'react';
import { dateTime, monthDay, shortDate, time } from '../../../kit/format.ts';
import { ClockMark } from '../../../kit/parts/marks.tsx';
import { Table } from '../../../kit/parts/table.tsx';
import { axisOf, ranIn } from './axis.ts';
import type { MatterClock, MatterFile } from './calls.ts';
import { useNow } from './calls.ts';

const due = (clock: Pick<MatterClock, 'measure'>, at: string) => `${monthDay(at)}${clock.measure === 'hours' ? ` ${time(at)}` : ''}`;

/** The widest the line may be now; it is drawn again when the page is resized. */
function useRoom() {
  const box = useRef<HTMLDivElement>(null);
  const [room, setRoom] = useState(0);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const measure = () => setRoom(Math.floor(element.clientWidth));
    measure();
    const watch = new ResizeObserver(measure);
    watch.observe(element);
    return () => watch.disconnect();
  }, []);
  return { box, room };
}

/** Which clocks are drawn: signing for a matter takes hours and is drawn only while it is what runs, or when there is nothing else. */
function drawnOf(matter: MatterFile['matter']): MatterClock[][] {
  const wanted = matter.clocks.filter((c) => c.stage !== 'accept' || matter.stage === 'accept' || matter.clocks.length === 1);
  const stages = [...new Set(wanted.map((c) => c.stage))];
  return stages.map((stage) => wanted.filter((c) => c.stage === stage));
}

/** 时钟: each clock as a line on the days it counts, pauses hatched, old and new deadline, today's mark. */
export function ClockLine({ matter }: { matter: MatterFile['matter'] }) {
  const now = useNow();
  const { box, room } = useRoom();
  const rows = drawnOf(matter);
  const shown = rows.flat();
  if (shown.length === 0) return null;
  const narrow = room < 560;
  const open = matter.outcome === null;
  const axis = axisOf(shown, open ? now : null, matter.calendar, {
    left: narrow ? 0.5 : 70.5,
    right: Math.max(room - (narrow ? 4 : 84), 120),
  });
  const top = 26;
  const high = narrow ? 62 : 44;
  const bottom = top + rows.length * high + 8;
  const yOf = (i: number) => top + i * high + (narrow ? 30 : 22);
  const today = axis.x(now);
  const words = shown.map((c) => `${c.title}钟：${c.words}`).join('；');
  return (
    <section aria-label="时钟">
      <div className="sec">
        <h2>时钟</h2>
        <span className="n">{axis.counts === 'workdays' ? '只数工作日；细竖线处为周末、假日' : '按小时或自然日计，周末也在内'}</span>
        <span className="sp" />
        <span className="m-now">
          {rows.map((clocks) => {
            const last = clocks.at(-1);
            if (!last) return null;
            const runs = open && matter.stage === last.stage && last.stopped_at === null;
            const state = runs ? matter.clock.state : 'hold';
            return (
              <ClockMark key={last.stage} state={state === 'none' ? 'hold' : state}>
                {last.title}钟{last.words}
              </ClockMark>
            );
          })}
        </span>
      </div>
      <div ref={box} className="m-line">
        {room > 0 ? (
          <svg width={room} height={bottom + 22} role="img" aria-label={words}>
            <defs>
              <pattern id="m-hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
                <path d="M0 0v5" stroke="var(--hold-mark)" strokeWidth="1.6" />
              </pattern>
            </defs>
            {axis.days.map((d) => (
              <g key={d.day}>
                {d.label === null ? null : (
                  <text x={d.x + axis.column / 2} y="18" textAnchor={d.x + axis.column / 2 < 18 ? 'start' : 'middle'}>
                    {d.label}
                  </text>
                )}
                <path d={`M${d.x} ${top}v${d.gap ? bottom - top - 8 : 6}`} stroke="var(--rule-2)" />
              </g>
            ))}
            <path d={`M${axis.left} ${top + 0.5}H${axis.right}`} stroke="var(--rule-2)" />
            {rows.map((clocks, i) => (
              <Line
                key={clocks[0]?.stage}
                clocks={clocks}
                y={yOf(i)}
                x={axis.x}
                now={now}
                open={open}
                narrow={narrow}
                room={room}
                state={matter.stage === clocks[0]?.stage ? matter.clock.state : 'none'}
              />
            ))}
            {open ? (
              <>
                <path d={`M${today} ${top}V${bottom}`} stroke="var(--ink)" strokeWidth="2" />
                <text
                  x={Math.min(Math.max(today, 34), room - 34)}
                  y={bottom + 15}
                  textAnchor="middle"
                  style={{ fill: 'var(--ink)', fontWeight: 600 }}
                >
                  今日 {time(now)}
                </text>
              </>
            ) : null}
          </svg>
        ) : null}
      </div>
      <details className="m-words">
        <summary>时钟的文字说明</summary>
        <Table
          caption="时钟"
          rows={matter.clocks}
          rowKey={(c) => `${c.stage} ${c.round}`}
          density="tight"
          columns={[
            { key: 'title', title: '时钟', cell: (c) => c.title },
            { key: 'from', title: '起', cell: (c) => dateTime(c.started_at) },
            { key: 'due', title: '期限', cell: (c) => `${dateTime(c.due_at)}${c.old_due_at ? `（原 ${dateTime(c.old_due_at)}）` : ''}` },
            { key: 'stop', title: '停', cell: (c) => (c.stopped_at ? dateTime(c.stopped_at) : '在走') },
            {
              key: 'pauses',
              title: '暂停',
              className: 'wrap',
              cell: (c) =>
                c.pauses.map((p) => `${dateTime(p.from)} 至 ${p.until ? dateTime(p.until) : '今'}，${p.reason}`).join('；') || '无',
            },
            { key: 'words', title: '现在', cell: (c) => `${c.words}${c.note ? `（${c.note}）` : ''}` },
          ]}
        />
      </details>
    </section>
  );
}

/** One clock with its earlier rounds: what ran, what stood still, what is left, and its deadlines. */
function Line({
  clocks,
  y,
  x,
  now,
  open,
  narrow,
  room,
  state,
}: {
  clocks: readonly MatterClock[];
  y: number;
  x: (moment: string) => number;
  now: string;
  open: boolean;
  narrow: boolean;
  room: number;
  state: string;
}) {
  const last = clocks.at(-1);
  if (!last) return null;
  const at = x(last.due_at);
  const stop = last.stopped_at;
  const from = x(stop ?? now);
  const label = `期限 ${due(last, last.due_at)}`;
  const fits = at + 8 + label.length * 11 < room;
  // A deadline that has passed stands within the bar: its words go above.
  const late = at < from && ranIn(last, now).some((part) => part.to > last.due_at);
  const colour = state === 'near' ? 'var(--near-mark)' : 'var(--ok-mark)';
  const old = last.old_due_at;
  return (
    <g>
      <text x={narrow ? 0 : 2} y={narrow ? y - 10 : y + 9}>
        {last.title}
      </text>
      {clocks.flatMap((clock) =>
        ranIn(clock, now).flatMap((part) => {
          const over = part.to > clock.due_at;
          const turn = over && part.from > clock.due_at ? part.from : clock.due_at;
          const [a, b, c] = [x(part.from), over ? x(turn) : x(part.to), x(part.to)];
          return [
            <rect key={`${part.from} in`} x={a} y={y} width={Math.max(0, b - a)} height="10" fill={colour} />,
            ...(late
              ? [<rect key={`${part.from} late`} x={b} y={y} width={Math.max(2, c - b)} height="10" fill="var(--over-mark)" />]
              : []),
          ];
        }),
      )}
      {clocks.flatMap((clock) =>
        // In the demo, whose clock stands, a pause may begin and end at the same moment: there is nothing to draw.
        clock.pauses
          .filter((pause) => pause.until === null || pause.until > pause.from)
          .map((pause) => {
            const [a, b] = [x(pause.from), x(pause.until ?? (open ? now : (clock.stopped_at ?? now)))];
            const middle = Math.min(Math.max((a + b) / 2, 60), room - 60);
            return (
              <g key={pause.from}>
                <title>{pause.reason}</title>
                <rect x={a} y={y + 0.5} width={Math.max(3, b - a)} height="9" fill="url(#m-hatch)" stroke="var(--hold-mark)" />
                <text x={middle} y={y + 26} textAnchor="middle">
                  {pause.until ? `停 ${shortDate(pause.from)} 至 ${shortDate(pause.until)}` : `自 ${shortDate(pause.from)} 停`}
                </text>
              </g>
            );
          }),
      )}
      {open && at > from ? (
        stop === null ? (
          <rect x={from} y={y + 0.5} width={at - from} height="9" fill="none" stroke={colour} />
        ) : (
          <path d={`M${from} ${y + 5}H${at}`} stroke="var(--hold-mark)" strokeDasharray="3 3" />
        )
      ) : null}
      <path d={`M${at} ${y - 4}v18`} stroke="var(--ink)" strokeWidth="1.5" />
      <text
        x={narrow ? Math.max(at, label.length * 11) : fits ? at + 5 : at - 5}
        y={narrow ? y - 10 : fits && !late ? y + 10 : y - 5}
        textAnchor={narrow || !fits ? 'end' : 'start'}
      >
        {label}
      </text>
      {old ? (
        <>
          <path d={`M${x(old)} ${y - 1}v12`} stroke="var(--control)" />
          <text
            x={x(old) + (narrow ? 0 : 4)}
            y={narrow || late ? y + 24 : y - 2}
            textAnchor={narrow ? 'middle' : 'start'}
            style={{ fill: 'var(--ink-3)' }}
          >
            原期限 {due(last, old)}
          </text>
        </>
      ) : null}
    </g>
  );
}
