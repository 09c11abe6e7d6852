/**
 * A checklist 检查表 is declared once: questions in plain words, how to look, grade, weight, legal basis. Scoring and the checking of
 * answers follow from it. Pure: the phone asks and judges by the same declaration as the server.
 */

import type { MatterKind } from '../matters/kind.ts';
import type { Sheet } from '../registers/sheet.ts';

/** 合格, 不合格, 不适用. */
export const answerKinds = ['pass', 'fail', 'na'] as const;
export type AnswerKind = (typeof answerKinds)[number];
export const answerTitles: Readonly<Record<AnswerKind, string>> = { pass: '合格', fail: '不合格', na: '不适用' };

/** What a question rests on. `key` names the rule in `reference.legal_bases`, where its versions stand; the words are those in force. */
export interface Basis {
  key: string;
  title: string;
  article: string;
  /** 待核实: said wherever the basis is shown. */
  unverified?: boolean;
}

export interface ChecklistItem {
  code: string;
  section: string;
  /** Asked so that 合格 is the good answer. */
  question: string;
  /** Where to look and what to try, a line each. */
  how: readonly string[];
  /** Grade of the matter that a failure opens; one of the matter kind's. */
  grade: string;
  weight: number;
  basis: readonly Basis[];
  /** Dangerous at once: a failure asks for temporary measures 临时防范措施 and, while open, turns the place red. */
  urgent: boolean;
  /** A failure needs a photo, and the rule that says so (国办函〔2026〕12号: no photo without one). */
  photo?: { basis: string };
  /** Code of the clear-out 五清 that belongs to this question. */
  clears?: string;
  /** What must be done, for the notice; the party may be given other words. */
  requirement: string;
  /** Asked only where the place has one of these categories. */
  only?: readonly string[];
  /** More to look at in places of a category. */
  special?: Readonly<Record<string, string>>;
  /** What is most often seen where it fails, to be pressed rather than typed. */
  phrases: readonly string[];
}

export interface Checklist {
  key: string;
  programme: string;
  title: string;
  sections: readonly { code: string; title: string }[];
  items: readonly ChecklistItem[];
  /** 示例: where grades, weights and limits have no legal basis. */
  note: string;
}

/**
 * A checklist with the register whose places it is for and the kind of matter that a failure opens. It looks and advises (网格排查); a
 * visit that orders (监督检查) has powers, limits and refusals of its own law, and is an act of its programme. Verbs are
 * `<list key>.record` and `<list key>.read`.
 */
export interface DeclaredChecklist {
  list: Checklist;
  /** A face of `subjects.places`: matters name the place. */
  at: Sheet;
  opens: MatterKind;
  /** Column of the register by which questions are picked (`only`). */
  category?: string;
}

type Declared = Omit<ChecklistItem, 'weight' | 'urgent' | 'phrases'> & { weight?: number; urgent?: boolean };

/**
 * Declares a checklist. `weights` gives each grade its weight, `phrases` each question's code what is often seen there. Throws at load
 * when the declaration contradicts itself.
 */
export function checklist(
  key: string,
  declaration: Omit<Checklist, 'key' | 'programme' | 'items'> & {
    weights: Readonly<Record<string, number>>;
    phrases?: Readonly<Record<string, readonly string[]>>;
    items: readonly Declared[];
  },
): Checklist {
  const programme = /^([a-z]+)\.[a-z][a-z0-9_]*$/.exec(key)?.[1];
  if (!programme) throw new Error(`checklist key must be <programme>.<name>: ${key}`);
  const { weights, phrases = {}, items: declared, ...rest } = declaration;
  const items = declared.map((item): ChecklistItem => {
    const weight = item.weight ?? weights[item.grade];
    if (weight === undefined || !(weight > 0)) throw new Error(`${key} ${item.code}: no weight for grade ${item.grade}`);
    if (item.question.trim() === '' || item.how.length === 0) throw new Error(`${key} ${item.code}: a question says how to look`);
    if (item.photo && item.photo.basis.trim() === '') throw new Error(`${key} ${item.code}: a photo names the rule that needs it`);
    if (!rest.sections.some((section) => section.code === item.section)) throw new Error(`${key} ${item.code}: no section ${item.section}`);
    return { ...item, weight, urgent: item.urgent ?? false, phrases: phrases[item.code] ?? [] };
  });
  const stray = Object.keys(phrases).find((code) => !items.some((item) => item.code === code));
  if (stray !== undefined) throw new Error(`${key}: phrases for ${stray}, which is no question`);
  if (new Set(items.map((item) => item.code)).size !== items.length) throw new Error(`${key}: a code is declared twice`);
  return { key, programme, items, ...rest };
}

/** The questions for a place of that category, in order. */
export const itemsFor = (list: Checklist, category: string | null): ChecklistItem[] =>
  list.items.filter((item) => !item.only || (category !== null && item.only.includes(category)));

/** One answer as it comes from a person. */
export interface Answer {
  code: string;
  answer: AnswerKind;
  /** What was seen; needed for a failure. */
  words?: string | undefined;
  photos?: readonly string[] | undefined;
  /** Put right while the visit lasted. */
  fixed?: boolean | undefined;
  after_photos?: readonly string[] | undefined;
  /** 临时防范措施. */
  measures?: string | undefined;
}

export interface Score {
  /** 0–100, one decimal; null when no question applied. */
  score: number | null;
  /** Weights passed and applicable. */
  passed: number;
  applicable: number;
}

/** Σ weight of what passed / Σ weight of what applied × 100. Unanswered questions do not apply. Weights may be given anew by code. */
export function scoreOf(
  list: Checklist,
  answers: Iterable<Pick<Answer, 'code' | 'answer'>>,
  weights?: Readonly<Record<string, number>>,
): Score {
  const items = new Map(list.items.map((item) => [item.code, item]));
  let passed = 0;
  let applicable = 0;
  for (const { code, answer } of answers) {
    const item = items.get(code);
    if (!item || answer === 'na') continue;
    const weight = weights?.[code] ?? item.weight;
    applicable += weight;
    if (answer === 'pass') passed += weight;
  }
  return { score: applicable === 0 ? null : Math.round((passed / applicable) * 1000) / 10, passed, applicable };
}

/** The score a place would have if what was not asked were in order: equal to `scoreOf` when everything was answered. */
export function scoreAtBest(list: Checklist, category: string | null, answers: Iterable<Pick<Answer, 'code' | 'answer'>>): Score {
  const given = [...answers];
  const codes = new Set(given.map((one) => one.code));
  const open = itemsFor(list, category).filter((item) => !codes.has(item.code));
  return scoreOf(list, [...given, ...open.map(({ code }) => ({ code, answer: 'pass' as const }))]);
}

export interface AnswerFault {
  /** Address of the answer: `answers.3.words`. */
  field: string;
  message: string;
}

/** What a set of answers is held to. */
export interface AnswerRules {
  category: string | null;
  /** Each question needs its answer. */
  complete: boolean;
  temporary_measures: boolean;
  /** What the matter's kind asks of something put right on the spot: a photo after, for these grades. */
  after_photos?: { grades: readonly string[]; basis: string } | undefined;
}

/** The rule that asks for a photo of what was put right on the spot; undefined where none does. */
export const afterPhotoBasis = (item: ChecklistItem, rules: Pick<AnswerRules, 'after_photos'>): string | undefined =>
  item.photo?.basis ?? (rules.after_photos?.grades.includes(item.grade) ? rules.after_photos.basis : undefined);

/**
 * What is missing or wrong in a set of answers; empty when they can be recorded. `complete`: each question needs its answer
 * (监督检查); otherwise some may be left out (网格排查).
 */
export function faultsOf(list: Checklist, answers: readonly Answer[], rules: AnswerRules): AnswerFault[] {
  const asked = new Map(itemsFor(list, rules.category).map((item) => [item.code, item]));
  const faults: AnswerFault[] = [];
  const seen = new Set<string>();
  for (const [at, answer] of answers.entries()) {
    const fault = (field: string, message: string) => faults.push({ field: `answers.${at}.${field}`, message });
    const item = asked.get(answer.code);
    if (!item) {
      fault('code', `检查表里没有 ${answer.code} 这一项，请刷新检查表`);
      continue;
    }
    if (seen.has(answer.code)) fault('code', `${answer.code} 答了两次，请只留一个`);
    seen.add(answer.code);
    if (answer.answer !== 'fail') {
      if (answer.fixed) fault('fixed', `${answer.code} 不是“不合格”，不能记“当场整改”`);
      continue;
    }
    if ((answer.words ?? '').trim().length < 2) fault('words', `${answer.code} 不合格，请写明看到的情况`);
    if (item.photo && (answer.photos ?? []).length === 0) fault('photos', `${answer.code} 不合格，须拍照（${item.photo.basis}）`);
    const after = afterPhotoBasis(item, rules);
    if (after !== undefined && answer.fixed && (answer.after_photos ?? []).length === 0)
      fault('after_photos', `${answer.code} 当场整改的，须拍整改后的照片（${after}）`);
    if (rules.temporary_measures && item.urgent && !answer.fixed && (answer.measures ?? '').trim().length < 2)
      fault('measures', `${answer.code} 有即时危险，请写明整改前的临时防范措施`);
  }
  if (answers.length === 0) faults.push({ field: 'answers', message: '还没有作答，请至少检查一项' });
  if (rules.complete) {
    const missing = [...asked.keys()].filter((code) => !seen.has(code));
    if (missing.length > 0)
      faults.push({
        field: 'answers',
        message: `还有 ${missing.length} 项没有作答：${missing.slice(0, 5).join('、')}${missing.length > 5 ? '……' : ''}；不涉及的选“不适用”`,
      });
  }
  return faults;
}
