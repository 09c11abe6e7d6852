/** The rules on which the questions rest, each with the name under which its versions stand in the legal bases. Pure. */
import type { Basis } from '../../../core/visits/checklist.ts';

export const national = '中华人民共和国消防法';
export const henan = '河南省消防条例';
export const basis = (key: string, title: string, article: string, unverified = false): Basis => ({
  key,
  title,
  article,
  ...(unverified ? { unverified } : {}),
});

export const duties = basis('fire.unit_duties', national, '第十六条');
export const system = basis('fire.unit_system', national, '第十六条第一款第一项');
export const drill = basis('fire.unit_drill', national, '第十六条第一款第六项');
export const together = basis('fire.dwelling_with_goods', national, '第十九条');
export const hotWork = basis('fire.hot_work', national, '第二十一条');
export const goods = basis('fire.dangerous_goods', national, '第二十三条');
export const materials = basis('fire.materials', national, '第二十六条');
export const passages = basis('fire.passages', national, '第二十八条');
export const unit = (point: string) => basis('fire.penalty_unit', national, `第六十条第一款${point}`);
export const mixedUse = basis('fire.mixed_use_stop', national, '第六十一条');
export const wiring = basis('fire.wiring', national, '第六十六条');
export const standard = basis('fire.mixed_use_standard', 'XF 703-2007《住宿与生产储存经营合用场所消防安全技术要求》', '', true);
export const alarm = basis('fire.henan_alarm', henan, '第三十五条', true);
export const ebike = basis('fire.henan_ebike', henan, '第七十一条', true);
export const outerWall = basis('fire.henan_outer_wall', henan, '第七十二条', true);
