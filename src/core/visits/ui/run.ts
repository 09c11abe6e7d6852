/** A visit being carried out: which question stands open and what was said so far. Pure: the phone and the desk step through the same. */
import { type Answer, type AnswerKind, type AnswerRules, type Checklist, type ChecklistItem, faultsOf } from '../checklist.ts';

/** What was said of one question. Photos are ids of kept files. */
export interface Said {
  answer: AnswerKind;
  words: string;
  photos: readonly string[];
  fixed: boolean;
  after_photos: readonly string[];
  measures: string;
}

export interface Run {
  /** Code of the question that stands open; null past the last one, where the whole list is seen. */
  at: string | null;
  said: Readonly<Record<string, Said>>;
}

export type Step =
  /** 合格 and 不适用 go on by themselves; 不合格 stays, because it asks for words. */
  | { do: 'answer'; code: string; answer: AnswerKind; stay?: boolean }
  | { do: 'say'; code: string; what: Partial<Omit<Said, 'answer'>> }
  | { do: 'go'; to: string | null }
  | { do: 'move'; by: 1 | -1 }
  /** 其余全部合格: what has no answer yet among these. */
  | { do: 'pass'; codes: readonly string[] };

type Items = readonly Pick<ChecklistItem, 'code' | 'section'>[];

const blank: Said = { answer: 'pass', words: '', photos: [], fixed: false, after_photos: [], measures: '' };

export const startRun = (items: Items): Run => ({ at: items[0]?.code ?? null, said: {} });

const onwards = (items: Items, at: string | null, by: 1 | -1): string | null => {
  const here = at === null ? items.length : items.findIndex((item) => item.code === at);
  const to = Math.max(0, here + by);
  return to >= items.length ? null : (items[to]?.code ?? null);
};

/** The next state. Codes that are no question of `items` change nothing. */
export function step(items: Items, run: Run, todo: Step): Run {
  const known = (code: string) => items.some((item) => item.code === code);
  switch (todo.do) {
    case 'answer': {
      if (!known(todo.code)) return run;
      const said = { ...run.said, [todo.code]: { ...(run.said[todo.code] ?? blank), answer: todo.answer } };
      const on = todo.answer !== 'fail' && todo.stay !== true;
      return { at: on ? onwards(items, todo.code, 1) : todo.code, said };
    }
    case 'say': {
      const before = run.said[todo.code];
      return before ? { ...run, said: { ...run.said, [todo.code]: { ...before, ...todo.what } } } : run;
    }
    case 'go':
      return todo.to === null || known(todo.to) ? { ...run, at: todo.to } : run;
    case 'move':
      return { ...run, at: onwards(items, run.at, todo.by) };
    case 'pass': {
      const rest = todo.codes.filter((code) => known(code) && !run.said[code]);
      return { ...run, said: { ...run.said, ...Object.fromEntries(rest.map((code) => [code, { ...blank }])) } };
    }
  }
}

/** The answers as they are sent, in the order of the questions. What a person typed before he changed 不合格 to 合格 is not sent. */
export function answersOf(items: Items, run: Run): Answer[] {
  return items.flatMap(({ code }): Answer[] => {
    const said = run.said[code];
    if (!said) return [];
    if (said.answer !== 'fail') return [{ code, answer: said.answer }];
    const measures = said.measures.trim();
    return [
      {
        code,
        answer: 'fail',
        words: said.words.trim(),
        ...(said.photos.length > 0 ? { photos: [...said.photos] } : {}),
        ...(said.fixed ? { fixed: true } : {}),
        ...(said.fixed && said.after_photos.length > 0 ? { after_photos: [...said.after_photos] } : {}),
        ...(measures === '' ? {} : { measures }),
      },
    ];
  });
}

export interface Progress {
  answered: number;
  failed: number;
  total: number;
  sections: readonly { code: string; answered: number; failed: number; total: number; open: readonly string[] }[];
}

export function progressOf(items: Items, run: Run): Progress {
  const sections = new Map<string, { code: string; answered: number; failed: number; total: number; open: string[] }>();
  for (const { code, section } of items) {
    const one = sections.get(section) ?? { code: section, answered: 0, failed: 0, total: 0, open: [] };
    sections.set(section, one);
    one.total += 1;
    const said = run.said[code];
    if (!said) one.open.push(code);
    else {
      one.answered += 1;
      if (said.answer === 'fail') one.failed += 1;
    }
  }
  const all = [...sections.values()];
  const sum = (of: 'answered' | 'failed' | 'total') => all.reduce((n, one) => n + one[of], 0);
  return { answered: sum('answered'), failed: sum('failed'), total: sum('total'), sections: all };
}

/** Where a fault belongs: the question and its field; `code` null for the whole list. */
export interface Fault {
  code: string | null;
  field: string;
  message: string;
}

/** Reads `answers.3.words` of the pure rules or of the server against the answers that were sent; null for another field's error. */
export function faultAt(answers: readonly Answer[], error: { field: string; message: string }): Fault | null {
  const [root, at, ...field] = error.field.split('.');
  if (root !== 'answers') return null;
  const code = at === undefined ? null : (answers[Number(at)]?.code ?? null);
  return { code, field: code === null ? '' : (field[0] ?? ''), message: error.message };
}

/** What is missing before the visit can be sent, by question. */
export function faultsIn(list: Checklist, items: Items, run: Run, rules: AnswerRules): Fault[] {
  const answers = answersOf(items, run);
  return faultsOf(list, answers, rules).flatMap((fault) => faultAt(answers, fault) ?? []);
}

/** A phrase pressed: added to the words, or taken out when it stands there already. */
export function withPhrase(words: string, phrase: string): string {
  const said = words
    .split('；')
    .map((one) => one.trim())
    .filter((one) => one !== '');
  return (said.includes(phrase) ? said.filter((one) => one !== phrase) : [...said, phrase]).join('；');
}

export const hasPhrase = (words: string, phrase: string): boolean => words.split('；').some((one) => one.trim() === phrase);
