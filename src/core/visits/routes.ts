import { z } from 'zod';
import { type Route, read } from '../ledger/index.ts';
import { listLegalBases } from '../reference/index.ts';
import { citations } from './acts.ts';
import { answerTitles, type Checklist } from './checklist.ts';
import { kindRules, visitKinds, visitKindTitles } from './rules.ts';

const shape = z.object({
  key: z.string(),
  title: z.string(),
  note: z.string(),
  /** The business time: when a visit that begins now begins. */
  now: z.string(),
  sections: z.array(z.object({ code: z.string(), title: z.string() })),
  answers: z.array(z.object({ code: z.string(), title: z.string() })),
  kinds: z.array(z.object({ code: z.string(), title: z.string(), complete: z.boolean(), certified: z.number(), orders: z.boolean() })),
  items: z.array(
    z.object({
      code: z.string(),
      section: z.string(),
      question: z.string(),
      how: z.array(z.string()),
      grade: z.string(),
      weight: z.number(),
      urgent: z.boolean(),
      basis: z.array(z.object({ title: z.string(), article: z.string() })),
      photo: z.object({ basis: z.string() }).nullable(),
      clears: z.string().nullable(),
      requirement: z.string(),
      only: z.array(z.string()).nullable(),
      special: z.record(z.string(), z.string()),
    }),
  ),
});

/** The declaration, its legal bases as they stand today: `GET /api/<programme>/checklist` unless said. */
export const checklistRoute = (
  list: Checklist,
  verb: string,
  at = { path: `/api/${list.programme}/checklist`, operation: `${list.programme}.checklist.read` },
): Route =>
  read({
    ...at,
    title: list.title,
    verb,
    answer: shape,
    run: async ({ tx, office }) => {
      const bases = await listLegalBases(tx);
      const today = office.clock.today();
      return {
        key: list.key,
        title: list.title,
        note: list.note,
        now: office.clock.now().toISOString(),
        sections: list.sections.map((section) => ({ ...section })),
        answers: Object.entries(answerTitles).map(([code, title]) => ({ code, title })),
        kinds: visitKinds.map((code) => ({ code, title: visitKindTitles[code], ...kindRules[code] })),
        items: list.items.map((item) => ({
          code: item.code,
          section: item.section,
          question: item.question,
          how: [...item.how],
          grade: item.grade,
          weight: item.weight,
          urgent: item.urgent,
          basis: citations(item, bases, today),
          photo: item.photo ?? null,
          clears: item.clears ?? null,
          requirement: item.requirement,
          only: item.only ? [...item.only] : null,
          special: { ...item.special },
        })),
      };
    },
  });
