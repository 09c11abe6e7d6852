/** Inside the dialog of 演示时钟: now, where a step leads and what runs on the way, then what happened. */
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useGet, useSend } from '../../../kit/api.ts';
import type { AnswerOf } from '../../../kit/api-paths.ts';
import { dateTime, dayOf, shortDateTime, time } from '../../../kit/format.ts';
import { Button } from '../../../kit/parts/button.tsx';
import { Radio } from '../../../kit/parts/form.tsx';
import { Failure, Notice, Skeleton } from '../../../kit/parts/states.tsx';
import { useMay } from '../../../kit/session.tsx';
import type { StepSize } from '../rules.ts';

type Clock = AnswerOf<'/api/clock'>;
type Step = NonNullable<Clock['step']>;

const isMoving = (step: Step | null | undefined): boolean => step?.state === 'waiting' || step?.state === 'running';

export function Stepping() {
  // Told by the live stream; asked as well while it moves, for the stream may be cut.
  const { data: clock, error, refetch } = useGet('/api/clock', { stale: 0, every: (known) => (isMoving(known?.step) ? 1000 : false) });
  const mayStep = useMay()('clock.demo.step');
  const client = useQueryClient();
  const [asked, ask] = useState<string | null>(null);
  const press = useSend('POST', '/api/clock/steps', { invalidates: ['/api/clock'], onDone: ({ id }) => ask(id) });
  const moving = isMoving(clock?.step);
  const wasMoving = useRef(false);
  useEffect(() => {
    // It came to rest: whatever is shown behind the dialog is of yesterday.
    if (wasMoving.current && !moving) void client.invalidateQueries();
    wasMoving.current = moving;
  }, [moving, client]);
  if (!clock) return error ? <Failure problem={error} onRetry={() => void refetch()} /> : <Skeleton rows={4} />;
  const { step } = clock;
  if (step && (moving || step.id === asked)) {
    return <Course step={step} onAgain={mayStep ? () => ask(null) : undefined} />;
  }
  return (
    <>
      <p>
        现在是 <b>{dateTime(clock.now)}</b>。演示城市的时间停在这一刻，推进才走；提醒、到期、冻结数字都按它。
      </p>
      {mayStep ? (
        <Choice clock={clock} busy={press.isPending} problem={press.error} onStep={(size) => press.mutate({ step: size })} />
      ) : (
        <p className="l">
          推进会影响所有人看到的时间，由系统管理员办理：用演示账号 admin.system 登录，在同一处推进；或在机器上执行{' '}
          <code>taizhang clock --step 1d</code>。
        </p>
      )}
    </>
  );
}

const sizes: readonly { key: StepSize; title: string }[] = [
  { key: '1h', title: '进 1 小时' },
  { key: '1d', title: '到第二天' },
];

function Choice({ clock, busy, problem, onStep }: { clock: Clock; busy: boolean; problem: unknown; onStep: (size: StepSize) => void }) {
  const [size, choose] = useState<StepSize>('1h');
  const { due, to } = clock.ahead[size];
  return (
    <>
      <fieldset className="clock-sizes">
        <legend className="l">推进多少</legend>
        {sizes.map(({ key, title }) => (
          <Radio key={key} name="size" checked={size === key} onChange={() => choose(key)}>
            {title} <span className="n">到 {shortDateTime(clock.ahead[key].to)}</span>
          </Radio>
        ))}
      </fieldset>
      <h3 className="l">路上依次办理</h3>
      <ol className="clock-course">
        {due.map(({ at, title }) => (
          <li key={`${at} ${title}`}>
            <time dateTime={at}>{shortDateTime(at)}</time>
            <span>{title}</span>
          </li>
        ))}
        <li>
          <span>每到一刻</span>
          <span>到期的事项提醒、升级</span>
        </li>
      </ol>
      <Failure problem={problem} />
      <div className="acts">
        <Button look="p" busy={busy} onClick={() => onStep(size)}>
          推进到 {shortDateTime(to)}
        </Button>
        <span className="n">记入流水，不能退回</span>
      </div>
    </>
  );
}

const endings: Readonly<Record<Step['state'], string>> = {
  waiting: '等后台接手',
  running: '正在推进，现在是',
  done: '已到',
  stopped: '中途停在',
  failed: '有一件没有办成，停在',
};

function Course({ step, onAgain }: { step: Step; onAgain: (() => void) | undefined }) {
  const moving = isMoving(step);
  const whole = Date.parse(step.to) - Date.parse(step.from);
  const way = Date.parse(step.reached) - Date.parse(step.from);
  return (
    <>
      <p role="status">
        {endings[step.state]} <b>{dateTime(step.reached)}</b>
        {moving ? `，到 ${dayOf(step.to) === dayOf(step.reached) ? time(step.to) : dateTime(step.to)} 为止` : '。'}
      </p>
      {moving ? <progress className="clock-way" max={whole} value={way} aria-label="推进了多少" /> : null}
      {step.state === 'failed' ? <Notice look="bad">原因见下。改正后再推进一次，会先补办没有办成的。</Notice> : null}
      {step.ran.length > 0 ? (
        <ol className="clock-course" aria-label="办了什么">
          {step.ran.map(({ at, title, words, fault }) => (
            <li key={`${at} ${title}`} className={fault ? 'bad' : undefined}>
              <time dateTime={at}>{shortDateTime(at)}</time>
              <span>{title}</span>
              {words || fault ? <span className="did">{fault ? `没有办成：${fault}` : words}</span> : <span className="n">没有要办的</span>}
            </li>
          ))}
        </ol>
      ) : moving ? null : (
        <p className="l">这一段没有到点的事。</p>
      )}
      {!moving && onAgain ? (
        <div className="acts">
          <Button onClick={onAgain}>再推进</Button>
        </div>
      ) : null}
    </>
  );
}
