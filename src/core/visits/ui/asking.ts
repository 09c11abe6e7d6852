/** What the phone and the desk need to ask a checklist: the declarations, what was said so far, and how to say more. */

import type { Place } from '../../files/ui/index.ts';
import type { MatterKind, Period } from '../../matters/kind.ts';
import { periodOf } from '../../matters/kind.ts';
import type { AnswerRules, Checklist, ChecklistItem } from '../checklist.ts';
import type { VisitKind } from '../rules.ts';
import type { Fault, Run, Step } from './run.ts';

/** A matter that is open at the place already, shown beside its question. */
export interface KnownMatter {
  id: string;
  number: string;
  /** 期限 11月17日. */
  due: string;
  overdue: boolean;
}

export interface Asking {
  list: Checklist;
  /** The questions of this place, in order. */
  items: readonly ChecklistItem[];
  run: Run;
  act: (todo: Step) => void;
  visit: VisitKind;
  /** What a failure opens: gives the grade its name and its deadline. */
  kind: MatterKind;
  rules: AnswerRules;
  category: string | null;
  place: Place;
  /** Whose door it is, on every screen. */
  where: string;
  /** Legal bases as they stand today, by question; the declared ones where the server was not heard. */
  laws: Readonly<Record<string, readonly { title: string; article: string }[]>>;
  known: Readonly<Record<string, readonly KnownMatter[]>>;
  faults: readonly Fault[];
  /** More marks beside the code of a question. */
  tagsOf: (item: ChecklistItem) => readonly string[];
  onBusy: (busy: boolean) => void;
  /** Photos are on their way: nobody should leave the question. */
  busy: boolean;
  /** What comes after the questions, and its name. */
  onEnd: () => void;
  endTitle: string;
}

const measures = { hours: '小时', workdays: '个工作日', days: '日' } as const;
const words = ({ measure, amount }: Period): string => `${amount} ${measures[measure]}`;

/** 24 小时, 3 个工作日: how long a failure of that grade may take to be put right. */
export const deadlineWords = (kind: MatterKind, grade: string): string => words(periodOf(kind, 'handle', grade));

/** The law of a question in words. */
export const lawsOf = (asking: Pick<Asking, 'laws'>, item: ChecklistItem): readonly { title: string; article: string }[] =>
  asking.laws[item.code] ?? item.basis.map((one) => ({ title: one.title, article: `${one.article}${one.unverified ? '（待核实）' : ''}` }));

/** The faults of one question by field. */
export const faultsAt = (faults: readonly Fault[], code: string): Readonly<Record<string, string>> =>
  Object.fromEntries(faults.filter((one) => one.code === code).map((one) => [one.field, one.message]));

export const sectionTitle = (list: Checklist, code: string): string => list.sections.find((one) => one.code === code)?.title ?? code;
