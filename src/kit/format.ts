/** Numbers, dates and times as a Chinese office writes them. Times are Asia/Shanghai wherever the browser is. */

const whole = new Intl.NumberFormat('zh-CN', { maximumFractionDigits: 0 });
const grouped = (digits: number) => new Intl.NumberFormat('zh-CN', { minimumFractionDigits: digits, maximumFractionDigits: digits });
const upTo = new Intl.NumberFormat('zh-CN', { maximumFractionDigits: 4 });

/** 5456 → 5,456. `digits` fixes the places after the point; without it up to four are kept as they are. Null → —. */
export function number(value: number | null | undefined, digits?: number): string {
  if (value === null || value === undefined || Number.isNaN(value)) return '—';
  return (digits === undefined ? upTo : digits === 0 ? whole : grouped(digits)).format(value);
}

/** 0.7996 → 79.96%. A rate is shown beside its parts. */
export const percent = (rate: number | null | undefined, digits = 2): string =>
  rate === null || rate === undefined || Number.isNaN(rate) ? '—' : `${grouped(digits).format(rate * 100)}%`;

/** Yuan in the unit an office would say: 55734000000 → 557.34 亿元, 25000 → 2.5 万元, 980.5 → 980.50 元. */
export function yuan(value: number | null | undefined): string {
  if (value === null || value === undefined || Number.isNaN(value)) return '—';
  const size = Math.abs(value);
  const short = (n: number) => new Intl.NumberFormat('zh-CN', { maximumFractionDigits: 2 }).format(n);
  if (size >= 1e8) return `${short(value / 1e8)} 亿元`;
  if (size >= 1e4) return `${short(value / 1e4)} 万元`;
  return `${grouped(2).format(value)} 元`;
}

/** A bounded row count: {value: 1000, exact: false} → 1,000+. */
export const bounded = (count: { value: number; exact: boolean }): string => `${whole.format(count.value)}${count.exact ? '' : '+'}`;

const parts = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'Asia/Shanghai',
  hourCycle: 'h23',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});

/** An instant as Asia/Shanghai `YYYY-MM-DD` and `HH:MM`; a civil date `YYYY-MM-DD` stays what it is. */
function local(value: string): { day: string; time: string; second: string } | null {
  if (/^\d{4}-\d{2}-\d{2}$/.test(value)) return { day: value, time: '', second: '' };
  const at = new Date(value);
  if (Number.isNaN(at.getTime())) return null;
  const found = new Map(parts.formatToParts(at).map((p) => [p.type, p.value]));
  const of = (type: Intl.DateTimeFormatPartTypes) => found.get(type) ?? '';
  return { day: `${of('year')}-${of('month')}-${of('day')}`, time: `${of('hour')}:${of('minute')}`, second: of('second') };
}

/** The civil day in Shanghai of an instant: 2022-11-09. */
export const dayOf = (value: string): string => local(value)?.day ?? '';

/** 2022-11-09 or an instant → 2022年11月9日. Null → —. */
export function date(value: string | null | undefined): string {
  const at = value ? local(value) : null;
  if (!at) return '—';
  const [y, m, d] = at.day.split('-').map(Number);
  return `${y}年${m}月${d}日`;
}

/** 11-09, for columns. */
export const shortDate = (value: string | null | undefined): string => (value ? (local(value)?.day.slice(5) ?? '—') : '—');

/** 11月9日, where the year is plain. */
export function monthDay(value: string | null | undefined): string {
  const at = value ? local(value) : null;
  if (!at) return '—';
  const [, m, d] = at.day.split('-').map(Number);
  return `${m}月${d}日`;
}

/** 18:00 */
export const time = (value: string | null | undefined): string => (value ? (local(value)?.time ?? '—') : '—');

/** 2022年11月9日 18:00 */
export function dateTime(value: string | null | undefined): string {
  const at = value ? local(value) : null;
  return at ? `${date(value)}${at.time ? ` ${at.time}` : ''}` : '—';
}

/** 11-09 18:00, for columns. */
export const shortDateTime = (value: string | null | undefined): string => {
  const at = value ? local(value) : null;
  return at ? `${at.day.slice(5)} ${at.time}`.trim() : '—';
};

/** Words of a period: 2022年9月13日至今; 9月13日—11月9日 within one year; 全部至今 when both ends are open. */
export function period(from: string | null, to: string | null): string {
  if (!from && !to) return '全部至今';
  if (from && !to) return `${date(from)}至今`;
  if (!from && to) return `至${date(to)}`;
  if (from === to) return date(from);
  return from?.slice(0, 4) === to?.slice(0, 4) ? `${date(from)}—${monthDay(to)}` : `${date(from)}—${date(to)}`;
}

/** `days` after a civil date, by the calendar. */
export function addDays(day: string, days: number): string {
  const at = new Date(`${day}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() + days);
  return at.toISOString().slice(0, 10);
}
/** Monday of the week of a civil date. */
export const weekStart = (day: string): string => addDays(day, -((new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7));
/** First day of its month. */
export const monthStart = (day: string): string => `${day.slice(0, 7)}-01`;

/** 3_400_000 → 3.4 MB */
export function bytes(size: number): string {
  if (size < 1024) return `${size} B`;
  if (size < 1024 ** 2) return `${upTo.format(Math.round(size / 102.4) / 10)} KB`;
  return `${upTo.format(Math.round(size / 1024 ** 2 / 0.1) / 10)} MB`;
}

/** 75 → 约 1 分 15 秒; under 10 s 约 10 秒内. */
export function duration(seconds: number): string {
  if (seconds < 10) return '10 秒内';
  if (seconds < 60) return `约 ${Math.round(seconds / 5) * 5} 秒`;
  if (seconds < 3600) return `约 ${Math.floor(seconds / 60)} 分${Math.round(seconds % 60) > 0 ? ` ${Math.round(seconds % 60)} 秒` : ''}`;
  return `约 ${Math.floor(seconds / 3600)} 小时 ${Math.floor((seconds % 3600) / 60)} 分`;
}
