import { describe, expect, it } from 'vitest';
import { Divisions, rootCodes } from '../division-index.ts';

const tree = new Divisions([
  { code: '4104', name: '平顶山市', pinyin: 'pingdingshanshi', initials: 'pdss' },
  { code: '410402', name: '新华区', pinyin: 'xinhuaqu', initials: 'xhq' },
  { code: '410402100', name: '焦店镇', pinyin: 'jiaodianzhen', initials: 'jdz' },
  { code: '410402100207', name: '张庄村', pinyin: 'zhangzhuangcun', initials: 'zzc' },
  { code: '410402100201', name: '焦店村', pinyin: 'jiaodiancun', initials: 'jdc' },
  { code: '410411', name: '湛河区', pinyin: 'zhanhequ', initials: 'zhq' },
]);

describe('the tree of the picker', () => {
  it('knows children in code order, and the nearest known division above', () => {
    expect(tree.children('410402100').map((d) => d.code)).toEqual(['410402100201', '410402100207']);
    expect(tree.parent('410402100207')?.code).toBe('410402100');
    expect(tree.parent('410411001')?.code).toBe('410411');
    expect(tree.parent('4104')).toBeUndefined();
  });

  it('names a place by its way down, and a grid that is not on record by its number', () => {
    expect(tree.pathName('410402100207')).toBe('新华区 焦店镇 张庄村');
    expect(tree.pathName('4104')).toBe('平顶山市');
    expect(tree.name('410402100207001')).toBe('张庄村001网格');
    expect(tree.pathName('410402100207001')).toBe('新华区 焦店镇 张庄村 001网格');
  });

  it('finds only what lies in my scope', () => {
    expect(tree.search('jd', ['410402100']).map((d) => d.name)).toEqual(['焦店镇', '焦店村']);
    expect(tree.search('湛河', ['410402100'])).toEqual([]);
    expect(tree.search('焦店 张庄', ['4104']).map((d) => d.code)).toEqual(['410402100207']);
  });

  it('has no root inside another', () => {
    expect(rootCodes(['410402100207', '410402', '410411', '410402'])).toEqual(['410402', '410411']);
  });
});
