/** What the pages of a declared checklist ask and are answered. The addresses follow from its key: `/api/<programme>/<list>`. */
import { openPath } from '../../../../kit/api.ts';
import type { OpenPath } from '../../../../kit/api-paths.ts';

export interface MatterLine {
  id: string;
  number: string;
  title: string;
  grade: string;
  item_code: string | null;
  due_at: string;
  already_open: boolean;
}
export interface VisitLine {
  id: string;
  place: { id: string; name: string };
  kind_title: string;
  on_date: string;
  started_at: string;
  unit_name: string;
  officers: readonly { name: string; unit_name: string }[];
  score: number | null;
  failed: number;
  note: string | null;
}
export interface OneVisit extends VisitLine {
  answers: readonly { code: string; question: string; answer: 'pass' | 'fail' | 'na'; words: string; fixed: boolean }[];
  matters: readonly MatterLine[];
}
export interface Questions {
  now: string;
  items: readonly { code: string; basis: readonly { title: string; article: string }[] }[];
}

/** `<programme>.<list>` → `/<programme>/<list>`: the page; with `/api` before it, the routes. */
export const baseOf = (key: string): string => `/${key.replace('.', '/')}`;
export const apiOf = (key: string, tail = ''): OpenPath => openPath(`/api${baseOf(key)}${tail}`);
