import { describe, expect, it } from 'vitest';
import { code, division, integer, number, phone, register, text, yesNo } from '../sheet.ts';
import { cellOf, changed, fieldsOf, missing } from '../ui/record/values-form.ts';

const state = { key: 'w.state', title: '状态', items: [{ code: 'open', title: '开' }] };
const wells = register('water.well', {
  title: '机井',
  counted_in: '眼',
  label: 'name',
  identity: [['name']],
  searched: ['name'],
  sorted_by: 'name',
  views: [],
  columns: [
    text('name', '名称', { required: true }),
    division('division', '所属村'),
    number('depth', '井深', { unit: 'm' }),
    integer('pumps', '水泵'),
    yesNo('covered', '有井盖'),
    phone('phone', '电话', { required: true }),
    code('state', '状态', state, { required: true, fallback: 'open' }),
  ],
});
const row = { name: '东井', division: '410402100207', depth: 80.5, pumps: 0, covered: false, phone: '138****0001', state: 'open' };
const none = new Set<string>();
const column = (name: string) => {
  const found = wells.columns.find((c) => c.name === name);
  if (!found) throw new Error(name);
  return found;
};

describe('what a form sends', () => {
  it('sends nothing when nothing was changed, and never the mask of a sealed value', () => {
    const before = fieldsOf(wells, row);
    expect(before.phone).toBe('');
    expect(changed(wells, before, before, none)).toEqual({});
  });
  it('sends only what changed', () => {
    const before = fieldsOf(wells, row);
    expect(changed(wells, before, { ...before, depth: '92', covered: 'true', name: '东井 ' }, none)).toEqual({ depth: 92, covered: true });
  });
  it('tells zero and no from empty', () => {
    const before = fieldsOf(wells, row);
    expect([before.pumps, before.covered]).toEqual(['0', 'false']);
    expect(changed(wells, before, { ...before, pumps: '', covered: '' }, none)).toEqual({ pumps: null, covered: null });
  });
  it('empties a sealed value only on purpose', () => {
    const before = fieldsOf(wells, row);
    expect(changed(wells, before, before, new Set(['phone']))).toEqual({ phone: null });
  });
});

describe('values as typed', () => {
  it('reads full-width digits and grouping commas', () => {
    expect(cellOf(column('depth'), '１，２００．５'.replace('，', ','))).toBe(1200.5);
    expect(cellOf(column('phone'), '１３８ 0000 0001')).toBe('13800000001');
  });
  it('leaves a wrong number to the server, word for word', () => {
    expect(cellOf(column('depth'), '二百六')).toBe('二百六');
  });
});

describe('what must be filled in', () => {
  it('asks for required columns, but not for one with a fallback or a kept sealed value', () => {
    expect(missing(wells, fieldsOf(wells, {}), () => false)).toEqual({ name: '请填名称', division: '请填所属村', phone: '请填电话' });
    expect(missing(wells, fieldsOf(wells, row), (c) => c.sealed === true)).toEqual({});
  });
});
