/** What the bulletins of fire safety share: their office, whom they address, how they say days and clauses. */
import type { BulletinData } from '../../../core/documents/index.ts';
import { civilDate } from '../../../platform/clock.ts';

/** First day of the campaign. */
export const campaignFrom = '2022-09-13';

/** 新华区 → 新消安办, 平顶山市 → 平消安办. */
export const office = (place: { name: string }) => `${place.name.slice(0, 1)}消安办`;
export const officeName = (place: { name: string }) => `${place.name}消防安全委员会办公室`;
export const below = (place: { code: string }) =>
  place.code.length === 4 ? '各县（市、区）消安委，市消安委各成员单位' : '各镇（街道）消安委，区消安委各成员单位';
export const whole = (place: { code: string }) => (place.code.length === 4 ? '全市' : '全区');
export const day = (on: string) => `${Number(on.slice(5, 7))}月${Number(on.slice(8))}日`;

const clock = new Intl.DateTimeFormat('en-GB', { timeZone: 'Asia/Shanghai', hour: 'numeric', minute: '2-digit', hourCycle: 'h23' });
export const sentence = (...clauses: string[]) => clauses.filter(Boolean).join('，');

/** 截至11月9日18时; without the hour when the numbers were read on a later day. */
export const asOf = ({ on, cutoff }: Pick<BulletinData, 'on' | 'cutoff'>) => {
  const [hours, minutes] = clock.format(cutoff).split(':').map(Number);
  return `截至${day(on)}${civilDate(cutoff) === on ? `${hours}时${minutes ? `${minutes}分` : ''}` : ''}`;
};

export const paragraph = (text: string) => ({ kind: 'paragraph' as const, text });
export const heading = (text: string) => ({ kind: 'heading' as const, level: 1 as const, text });
/** What the units below are called together. */
export const unitsBelow = (place: { code: string }) => (place.code.length === 4 ? '各县（市、区）' : '各镇（街道）');
