import { describe, expect, it } from 'vitest';
import type { Page, Programme } from '../manifest.ts';
import { may, type Post, type Session } from '../session.tsx';
import { entriesOf, markedAt, pageAt } from '../shell/entries.ts';

const page = (path: string, more: Partial<Page> = {}): Page => ({ path, title: path, component: () => null, ...more });
const fire: Programme = {
  key: 'fire',
  title: '消防',
  mark: '消',
  pages: [
    page('/fire/premises', { verb: 'fire.premises.read' }),
    page('/fire/premises/:id', { hidden: true, verb: 'fire.premises.read' }),
    page('/fire/premises/:id/edit', { hidden: true, verb: 'fire.premises.edit' }),
    page('/fire/premises/import', { verb: 'fire.premises.import' }),
  ],
};
const court: Programme = { key: 'court', title: '执行', mark: '执', pages: [page('/court/cases', { verb: 'court.cases.read' })] };
const ledger: Programme = { key: 'ledger', title: '流水', mark: '流', pages: [page('/ledger', { verb: 'ledger.acts.read' })] };

const post = (verbs: string[], division = '410402100'): Post => ({
  id: 'p',
  role: 'r',
  role_title: '',
  unit_id: 'u',
  unit_name: '',
  division,
  division_name: '',
  programme: 'fire',
  verbs,
  instead_of: null,
});
const session = (...posts: Post[]): Session => ({
  account: { id: 'a', name: 'n', title: 't' },
  city: { code: '4104', name: '平顶山市' },
  posts,
  clock: { now: '2022-11-09T10:00:00Z', demo: true },
  idle_minutes: 30,
  must_change_password: false,
});

describe('what I may do', () => {
  it('reaches down from the division of the post, never up or beside', () => {
    const clerk = session(post(['fire.premises.edit']));
    expect(may(clerk, 'fire.premises.edit', '410402100207')).toBe(true);
    expect(may(clerk, 'fire.premises.edit', '410402')).toBe(false);
    expect(may(clerk, 'fire.premises.edit', '410402006')).toBe(false);
    expect(may(clerk, 'fire.premises.export', '410402100207')).toBe(false);
  });
  it('understands a held verb that covers others, but not a similar name', () => {
    expect(may(session(post(['fire.*'])), 'fire.premises.edit')).toBe(true);
    expect(may(session(post(['fire.*'])), 'firewood.x.read')).toBe(false);
  });
});

describe('the rail', () => {
  it('shows a programme without a post in grey, a core part without the verb not at all, and pages by verb', () => {
    const entries = entriesOf(session(post(['fire.premises.read'])), [fire, court], [ledger], '/fire/premises');
    expect(entries.map((e) => [e.key, e.href, e.pages.map((p) => p.path)])).toEqual([
      ['fire', '/fire/premises', ['/fire/premises']],
      ['court', null, []],
    ]);
    const auditor = entriesOf(session(post(['ledger.acts.read'])), [fire, court], [ledger], '/ledger');
    expect(auditor.map((e) => [e.key, e.href])).toEqual([
      ['fire', null],
      ['court', null],
      ['ledger', '/ledger'],
    ]);
  });

  it('finds the page of an address, fixed words before parameters', () => {
    expect(pageAt([fire], '/fire/premises/import')?.page.path).toBe('/fire/premises/import');
    expect(pageAt([fire], '/fire/premises/0190')?.page.path).toBe('/fire/premises/:id');
    expect(pageAt([fire], '/fire/premises/0190/edit')?.page.path).toBe('/fire/premises/:id/edit');
    expect(pageAt([fire], '/fire/premises/0190/nothing')).toBeNull();
    expect(pageAt([fire], '/fire')).toBeNull();
  });

  it('marks the visible page above a hidden one', () => {
    expect(markedAt([fire], '/fire/premises/0190/edit')).toBe('/fire/premises');
    expect(markedAt([fire], '/fire/premises/import')).toBe('/fire/premises/import');
    expect(markedAt([fire], '/fire/premisesX')).toBeNull();
  });
});
