/**
 * Civil dates, the working-day calendar (工作日), deadlines, and which version of a legal rule holds on a day. Pure: calendars and rules come in
 * as values. A civil date is text, `2022-11-09`, in Asia/Shanghai; no function here reads a clock.
 */

const dayMs = 86_400_000;
const hourMs = 3_600_000;
/** China keeps one offset all year since 1991. */
const shanghaiOffsetMs = 8 * hourMs;

/** A civil date such as `2022-11-09`. */
export type CivilDate = string;

/** Days since 1970-01-01. Throws a RangeError when the text is no real date: a deadline is never computed from a guess. */
function dayNumber(date: CivilDate): number {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(date);
  const ms = match ? Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3])) : Number.NaN;
  if (Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 10) !== date) throw new RangeError(`no such date: ${date}`);
  return ms / dayMs;
}

function dateOf(day: number): CivilDate {
  return new Date(day * dayMs).toISOString().slice(0, 10);
}

/** The date `days` later (earlier when negative). */
export function addDays(date: CivilDate, days: number): CivilDate {
  return dateOf(dayNumber(date) + wholeNumber(days));
}

/** Days from `from` to `to`, half-open: the first day is not counted. Negative when `to` is earlier. */
export function daysBetween(from: CivilDate, to: CivilDate): number {
  return dayNumber(to) - dayNumber(from);
}

/** 1 Monday to 7 Sunday. */
export function weekdayOf(date: CivilDate): number {
  return weekday(dayNumber(date));
}

function weekday(day: number): number {
  return ((((day + 3) % 7) + 7) % 7) + 1;
}

/** The civil date in Asia/Shanghai at an instant. */
export function civilDateAt(instant: Date): CivilDate {
  return new Date(instant.getTime() + shanghaiOffsetMs).toISOString().slice(0, 10);
}

/** The first instant of the day after `date` in Asia/Shanghai: a deadline named by a date runs out then. */
export function endOfDay(date: CivilDate): Date {
  return new Date((dayNumber(date) + 1) * dayMs - shanghaiOffsetMs);
}

/** 小时期限: clock hours, nights and holidays included. */
export function addHours(instant: Date, hours: number): Date {
  if (!Number.isFinite(hours)) throw new RangeError(`no number of hours: ${hours}`);
  return new Date(instant.getTime() + hours * hourMs);
}

/** The published arrangements of days off and days worked in exchange. */
export interface WorkCalendar {
  /** 休: days off, weekends inside a holiday included. */
  holidays: ReadonlySet<CivilDate>;
  /** 班: weekend days worked in exchange. */
  makeups: ReadonlySet<CivilDate>;
  /** Years whose arrangement is published. */
  years: ReadonlySet<number>;
}

/** Shown beside every deadline that was computed without a published calendar. */
export const unpublishedWords = '日历未发布';

/** A computed date. `published` is false when a day that was counted lies in a year without a calendar; `note` then says so for the reader. */
export interface Deadline {
  date: CivilDate;
  published: boolean;
  note: string | null;
}

/**
 * Whether people work on a day. In a year without a published calendar: Monday to Friday except the holidays whose date in the solar year is
 * fixed; Spring Festival, 清明, 端午 and 中秋 are unknown there.
 */
export function isWorkday(date: CivilDate, calendar: WorkCalendar): boolean {
  return isWorkdayNumber(dayNumber(date), calendar);
}

function isWorkdayNumber(day: number, calendar: WorkCalendar): boolean {
  const date = dateOf(day);
  if (calendar.years.has(Number(date.slice(0, 4)))) {
    return calendar.makeups.has(date) || (weekday(day) <= 5 && !calendar.holidays.has(date));
  }
  return weekday(day) <= 5 && !isFixedHoliday(date);
}

/** 全国年节及纪念日放假办法: 1 January and 1–3 October; Labour Day three days to 2007 (国务院令第270号), one from 2008 (第513号), two from 2025 (第795号). */
function isFixedHoliday(date: CivilDate): boolean {
  const day = date.slice(5);
  if (day === '01-01' || day === '10-01' || day === '10-02' || day === '10-03' || day === '05-01') return true;
  if (day === '05-02') return date < '2008' || date >= '2025';
  return day === '05-03' && date < '2008';
}

/** Years between two days (both included) that have no calendar. */
function unpublishedYears(from: number, to: number, calendar: WorkCalendar): number[] {
  const missing: number[] = [];
  const last = Number(dateOf(Math.max(from, to)).slice(0, 4));
  for (let year = Number(dateOf(Math.min(from, to)).slice(0, 4)); year <= last; year += 1)
    if (!calendar.years.has(year)) missing.push(year);
  return missing;
}

function unpublishedNote(years: readonly number[]): string | null {
  return years.length === 0 ? null : `${unpublishedWords}：${years.join('、')}年按周末和固定节日推算`;
}

/** `counted` is the first day that was looked at: the day a period starts is itself never counted. */
function deadline(counted: number, day: number, calendar: WorkCalendar): Deadline {
  const missing = unpublishedYears(counted, day, calendar);
  return { date: dateOf(day), published: missing.length === 0, note: unpublishedNote(missing) };
}

/**
 * The n-th working day after `date`, which itself is not counted; n = 0 gives `date` unchanged, a negative n counts back.
 * 2022-11-03 + 3 工作日 = 2022-11-08.
 */
export function addWorkdays(date: CivilDate, n: number, calendar: WorkCalendar): Deadline {
  const start = dayNumber(date);
  const step = wholeNumber(n) < 0 ? -1 : 1;
  let day = start;
  for (let left = Math.abs(n); left > 0; ) {
    day += step;
    if (isWorkdayNumber(day, calendar)) left -= 1;
  }
  return deadline(n === 0 ? day : start + step, day, calendar);
}

/**
 * 期间 in days: the day the period starts is not counted; when the last day is a day off, the first working day after it is the last
 * (民事诉讼法 on 期间: 第八十五条 of the texts from 2022 on, 第八十二条 before; 待核实). 2026-09-18 + 15 日 = 2026-10-08.
 */
export function addDaysRollingForward(date: CivilDate, n: number, calendar: WorkCalendar): Deadline {
  if (wholeNumber(n) < 0) throw new RangeError(`a period cannot have ${n} days`);
  const nominal = dayNumber(date) + n;
  let day = nominal;
  while (!isWorkdayNumber(day, calendar)) day += 1;
  return deadline(nominal, day, calendar);
}

/** Working days in the half-open span (from, to]; negative when `to` is earlier, so that it is the reverse of {@link addWorkdays}. */
export function workdaysBetween(
  from: CivilDate,
  to: CivilDate,
  calendar: WorkCalendar,
): { days: number; published: boolean; note: string | null } {
  const start = dayNumber(from);
  const end = dayNumber(to);
  let days = 0;
  for (let day = start + 1; day <= end; day += 1) if (isWorkdayNumber(day, calendar)) days += 1;
  for (let day = start - 1; day >= end; day -= 1) if (isWorkdayNumber(day, calendar)) days -= 1;
  const missing = start === end ? [] : unpublishedYears(start + Math.sign(end - start), end, calendar);
  return { days, published: missing.length === 0, note: unpublishedNote(missing) };
}

/** Beyond a century and more nothing is a deadline: such a number is a mistake, and would only keep the loop running. */
function wholeNumber(value: number): number {
  if (!Number.isSafeInteger(value) || Math.abs(value) > 50_000) throw new RangeError(`not a number of days: ${value}`);
  return value;
}

/** One version of a legal rule. */
export interface LegalBasis {
  key: string;
  title: string;
  /** 文号; empty for a standard that is its own number. */
  document_no: string;
  /** 第六十条第一款; empty when the whole document is meant. */
  article: string;
  /** What it says, in our own words; may be empty. */
  summary: string;
  effective_from: CivilDate | null;
  /** Last day on which this version held; null while it holds. */
  effective_to: CivilDate | null;
  source: string;
  /** 待核实: shown as such wherever the basis is printed. */
  unverified: boolean;
}

/** The version of a rule that held on the day of the event, never today's; undefined when none did. With several, the latest to take effect. */
export function pickBasis(bases: readonly LegalBasis[], key: string, eventDate: CivilDate): LegalBasis | undefined {
  dayNumber(eventDate);
  let best: LegalBasis | undefined;
  for (const basis of bases) {
    if (basis.key !== key) continue;
    if (basis.effective_from !== null && basis.effective_from > eventDate) continue;
    if (basis.effective_to !== null && basis.effective_to < eventDate) continue;
    if (best === undefined || (basis.effective_from ?? '') > (best.effective_from ?? '')) best = basis;
  }
  return best;
}

/** 《中华人民共和国消防法》第六十条第一款, with （待核实） where it is so. */
export function citeBasis(basis: LegalBasis): string {
  const title = /^[《]|^(?:GB|XF|GA)/.test(basis.title) ? basis.title : `《${basis.title}》`;
  return `${title}${basis.article}${basis.unverified ? '（待核实）' : ''}`;
}
