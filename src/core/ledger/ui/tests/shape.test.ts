import { describe, expect, it } from 'vitest';
import type { SheetWords } from '../../../../kit/manifest.ts';
import { pairsOf, stateWords, summaryWords, wordsOf } from '../shape.ts';

const premises: SheetWords = {
  key: 'x.premises',
  title: '场所',
  label: 'name',
  face_of: 'subjects.places',
  columns: [
    { name: 'name', title: '名称', kind: 'text' },
    { name: 'risk', title: '风险', kind: 'code', codes: { items: [{ code: 'red', title: '红' }] } },
    { name: 'division', title: '所属网格', kind: 'division' },
    { name: 'beds', title: '床位', kind: 'integer' },
  ],
};
const place = (code: string) => (code === '410402100207' ? '新华区 焦店镇 张庄村' : code);

describe('two versions of a row', () => {
  it('puts what changed first, in the order of the sheet, in the words of the office', () => {
    const row = {
      relation: 'x.premises',
      row_id: 'r',
      version: 3,
      erased: false,
      before: { id: 'r', name: '甲店', risk: null, beds: 17, division: '410402100207' },
      after: { id: 'r', name: '甲店', risk: 'red', beds: 1018, division: '410402100207' },
    };
    expect(pairsOf(row, premises, place)).toEqual([
      { name: 'risk', title: '风险', before: '—', after: '红', changed: true },
      { name: 'beds', title: '床位', before: '17', after: '1,018', changed: true },
      { name: 'name', title: '名称', before: '甲店', after: '甲店', changed: false },
      { name: 'division', title: '所属网格', before: '新华区 焦店镇 张庄村', after: '新华区 焦店镇 张庄村', changed: false },
    ]);
  });

  it('reads a shared place by the words of its face', () => {
    expect(wordsOf('subjects.places', [premises])?.key).toBe('x.premises');
    expect(wordsOf('people.posts', [premises])).toBeUndefined();
  });
});

describe('one line about an act', () => {
  it('says names, columns and counts, and nothing that has no word', () => {
    expect(summaryWords({ label: '甲店', columns: ['联系电话', '床位'] })).toBe('甲店，联系电话、床位');
    expect(summaryWords({ label: 'a.xlsx', import_id: '0190', added: 1870, updated: 482, rejected: 0 })).toBe(
      'a.xlsx，新增 1,870，更新 482',
    );
    expect(summaryWords({ to: '赵某', from_on: '2022-11-09', filters: { a: 1 } })).toBe('给 赵某，自 2022年11月9日');
  });
  it('says how far the seal reaches', () => {
    expect(stateWords({ sealed: 184207, unsealed: 12, last_sealed_at: null })).toBe('已封存至第 184,207 笔，12 笔待封存');
    expect(stateWords({ sealed: 0, unsealed: 0, last_sealed_at: null })).toBe('还没有封存的笔数，没有待封存的');
  });
});
