/** 古树名木台账: a face of a place. Pure. The classes are the office's words for LY/T 2737-2016, 待核实. */
import { code, date, division, number, person, phone, register, text } from '../../../src/core/registers/sheet.ts';

const ageClass = {
  key: 'heritage.age_class',
  title: '保护级别',
  items: [
    { code: '1', title: '一级', also: ['1级', '一级古树'], note: '树龄500年以上（待核实）' },
    { code: '2', title: '二级', also: ['2级', '二级古树'], note: '树龄300—499年（待核实）' },
    { code: '3', title: '三级', also: ['3级', '三级古树'], note: '树龄100—299年（待核实）' },
  ],
};

export const trees = register('heritage.trees', {
  title: '古树名木',
  counted_in: '株',
  label: 'name',
  face_of: 'subjects.places',
  identity: [['plate_no'], ['name', 'address']],
  searched: ['name', 'address', 'species', 'plate_no'],
  sorted_by: 'name',
  columns: [
    text('plate_no', '编号', { required: true, shared: true, listed: true, also: ['古树编号', '牌号'], example: '41040200001' }),
    text('name', '名称', { required: true, shared: true, listed: true, sort: true, also: ['树名'], example: '张庄村口国槐' }),
    text('species', '树种', { required: true, listed: true, max_length: 50, example: '国槐' }),
    code('age_class', '保护级别', ageClass, { required: true, listed: true, sort: true, also: ['级别', '等级'], example: '一级' }),
    number('girth', '胸围', { unit: 'cm', min: 1, max: 3000, listed: true, example: '320' }),
    number('height', '树高', { unit: 'm', min: 1, max: 100, example: '14.5' }),
    division('division', '所在村（社区）', { shared: true, listed: true, example: '焦店镇张庄村' }),
    text('address', '位置', { required: true, shared: true, also: ['地址', '具体位置'], example: '张庄村口路南' }),
    person('protector', '养护人', { also: ['管护人', '养护责任人'], example: '郭小梅' }),
    phone('phone', '联系电话', { listed: true, also: ['电话'], example: '13800000000' }),
    date('registered_on', '登记日期', { fallback: 'today' }),
  ],
});
