/** 走访检查: kinds of visits and what each may. Pure. */
import type { MatterKind } from '../matters/kind.ts';
import type { AnswerRules } from './checklist.ts';

/** 网格排查 and 监督检查: two kinds of visit with different powers (国办发〔2024〕54号: only certified officers of a qualified body inspect). */
export const visitKinds = ['patrol', 'inspection'] as const;
export type VisitKind = (typeof visitKinds)[number];

export const visitKindTitles: Readonly<Record<VisitKind, string>> = { patrol: '网格排查', inspection: '监督检查' };

export interface KindRules {
  /** Each question is answered. */
  complete: boolean;
  /** Officers with a certificate (消防监督检查规定 第十四条: 不少于两人). */
  certified: number;
  /** Orders rather than advises: the party signs, or the refusal is recorded. */
  orders: boolean;
}

export const kindRules: Readonly<Record<VisitKind, KindRules>> = {
  patrol: { complete: false, certified: 0, orders: false },
  inspection: { complete: true, certified: 2, orders: true },
};

/**
 * What the answers of a visit are held to, on the phone and by the server. A re-check 复查 looks at one matter again: the other questions
 * may be left out whatever the kind of visit.
 */
export function answerRules(visit: VisitKind, kind: MatterKind, facts: { category: string | null; recheck: boolean }): AnswerRules {
  const photos = kind.closing.photos;
  return {
    category: facts.category,
    complete: kindRules[visit].complete && !facts.recheck,
    temporary_measures: true,
    after_photos: photos ? { grades: photos.grades ?? kind.grades.map(({ code }) => code), basis: photos.basis } : undefined,
  };
}
