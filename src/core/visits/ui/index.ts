/** Front door of visits in the browser: a checklist asked on a phone and on a desk, by any declaration. */
export { type Asking, deadlineWords, type KnownMatter } from './asking.ts';
export { DeskForm } from './desk-form.tsx';
export { AnswerMark } from './marks.tsx';
export { PassRest } from './rest.tsx';
export { answersOf, type Fault, faultAt, faultsIn, progressOf, type Run, type Said, type Step, startRun, step } from './run.ts';
export { Runner } from './runner.tsx';
export { useWholeScreen } from './whole-screen.ts';
