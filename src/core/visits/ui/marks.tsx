import { type AnswerKind, answerTitles } from '../checklist.ts';

const shapes: Readonly<Record<AnswerKind, string>> = { pass: 'M4 13l5 5L20 7', fail: 'M6 6l12 12M18 6L6 18', na: 'M5 12h14' };

/** ✓ ✗ —, drawn; the word stands beside it. */
export const AnswerShape = ({ of }: { of: AnswerKind }) => (
  <svg viewBox="0 0 24 24" aria-hidden="true" className="v-i">
    <path d={shapes[of]} />
  </svg>
);

/** The answer of a question in a list: shape and word. */
export const AnswerMark = ({ of, short }: { of: AnswerKind | undefined; short?: boolean }) =>
  of ? (
    <span className={`v-mk ${of}`}>
      <AnswerShape of={of} />
      {answerTitles[of]}
    </span>
  ) : (
    <span className="v-mk">{short ? '—' : '未答'}</span>
  );
