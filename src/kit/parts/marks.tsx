/** Small marks: always a shape and a word, never colour alone. */
import { type ReactNode, useState } from 'react';

export const Tag = ({ children, seal }: { children: ReactNode; seal?: boolean }) => (
  <span className={seal ? 'tag seal' : 'tag'}>{children}</span>
);

/** The small arrow of a thing that opens downwards. */
export const Chevron = () => (
  <svg className="chev" viewBox="0 0 10 6" aria-hidden="true">
    <path d="M1 1l4 4 4-4" fill="none" stroke="currentColor" strokeWidth="1.4" />
  </svg>
);

/** ok 正常, near 临期, over 超期, hold 挂账 */
export type ClockState = 'ok' | 'near' | 'over' | 'hold';
const shape: Record<ClockState, ReactNode> = {
  ok: <circle cx="5" cy="5" r="4" fill="var(--ok-mark)" />,
  near: (
    <>
      <circle cx="5" cy="5" r="3.5" fill="none" stroke="var(--near-mark)" strokeWidth="1.4" />
      <path d="M5 1.5a3.5 3.5 0 0 1 0 7z" fill="var(--near-mark)" />
    </>
  ),
  over: <path d="M5 .8 9.8 9.2H.2z" fill="var(--over-mark)" />,
  hold: <path d="M2 1h2v8H2zM6 1h2v8H6z" fill="var(--hold-mark)" />,
};
/** A clock: shape, colour, words such as 超期2工作日, and the date beside. */
export const ClockMark = ({ state, children, on }: { state: ClockState; children: ReactNode; on?: string }) => (
  <span className={`c ${state}`}>
    <svg viewBox="0 0 10 10" aria-hidden="true">
      {shape[state]}
    </svg>
    {children}
    {on ? <i>{on}</i> : null}
  </span>
);

/** 红橙黄蓝, a statutory code: a 4 px edge and its word. */
export type Risk = 'red' | 'orange' | 'yellow' | 'blue';
const riskWord: Record<Risk, string> = { red: '红', orange: '橙', yellow: '黄', blue: '蓝' };
const isRisk = (value: string): value is Risk => value in riskWord;
/** Nothing for a code that is none of the four. */
export const RiskMark = ({ risk, note }: { risk: string | null | undefined; note?: string }) =>
  risk && isRisk(risk) ? (
    <>
      <span className={`risk ${risk}`}>
        <i aria-hidden="true" />
        {riskWord[risk]}
      </span>
      {note ? <span className="n"> {note}</span> : null}
    </>
  ) : null;

/** A division: its name, and its code as a note. */
export const DivisionName = ({ name, code, strong }: { name: string; code?: string | null; strong?: boolean }) => (
  <>
    {strong ? <b>{name}</b> : name}
    {code ? (
      <>
        {' '}
        <span className="n">{code}</span>
      </>
    ) : null}
  </>
);

/**
 * A sealed value as its mask, with the way to open it. `onOpen` gets the reason and gives the plain value (the server writes who and why);
 * it is hidden again after a minute. Without `onOpen` only the mask shows.
 */
export function Masked({
  value,
  title,
  onOpen,
}: {
  value: string | null | undefined;
  title: string;
  onOpen?: (reason: string) => Promise<string>;
}) {
  const [asking, ask] = useState(false);
  const [reason, setReason] = useState('');
  const [plain, setPlain] = useState<string | null>(null);
  const [refused, setRefused] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  if (!value) return <>—</>;
  if (plain !== null) return <b>{plain}</b>;
  const open = async () => {
    if (!onOpen || busy) return;
    setBusy(true);
    setRefused(null);
    try {
      setPlain(await onOpen(reason.trim()));
      ask(false);
      setTimeout(() => setPlain(null), 60_000);
    } catch (cause) {
      setRefused(cause instanceof Error ? cause.message : '没有打开');
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      {value}
      {onOpen && !asking ? (
        <>
          {'　'}
          <button type="button" className="a" onClick={() => ask(true)}>
            查看（填事由，留痕）
          </button>
        </>
      ) : null}
      {asking ? (
        <form
          className="field"
          onSubmit={(event) => {
            event.preventDefault();
            void open();
          }}
        >
          <span className="lb">查看{title}的事由，记入流水</span>
          <input
            aria-label={`查看${title}的事由`}
            value={reason}
            maxLength={200}
            required
            minLength={2}
            onChange={(event) => setReason(event.target.value)}
          />
          {refused ? (
            <span className="err" role="alert">
              {refused}
            </span>
          ) : null}
          <span className="acts" style={{ marginTop: 6 }}>
            <button type="submit" className="btn p" disabled={reason.trim().length < 2 || busy}>
              查看
            </button>
            <button type="button" className="btn" onClick={() => ask(false)}>
              不看了
            </button>
          </span>
        </form>
      ) : null}
    </>
  );
}
