import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useDatabase } from '../../../../tests/support/database.ts';
import { Database, type Tx } from '../../../platform/db.ts';
import { newId } from '../../../platform/ids.ts';
import {
  getCalendar,
  getParameter,
  listCodes,
  listLegalBases,
  listParameters,
  loadParameters,
  loadReference,
  updateParameter,
} from '../queries.ts';
import { addWorkdays, pickBasis } from '../rules.ts';

const database = useDatabase();
let owner: Database;
let app: Database;
const read = <T>(work: (tx: Tx) => Promise<T>) => app.transaction('read', { city: '4104' }, work);

beforeAll(() => {
  owner = new Database(database.ownerUrl, { max: 1 });
  app = new Database(database.appUrl, { max: 2 });
});
afterAll(async () => {
  await owner.close();
  await app.close();
});

describe('national facts', () => {
  it('the server cannot write them', async () => {
    await expect(app.transaction('write', { city: '4104' }, (tx) => sql`delete from reference.codes`.execute(tx))).rejects.toThrow(
      /permission denied/,
    );
    await expect(
      app.transaction('write', { city: '4104' }, (tx) => sql`insert into reference.calendar_years (year) values (2030)`.execute(tx)),
    ).rejects.toThrow(/permission denied/);
  });
  it('without data every deadline says so', async () => {
    await owner.transaction('write', {}, (tx) =>
      sql`truncate reference.editions, reference.calendar_days, reference.calendar_years`.execute(tx),
    );
    const calendar = await read(getCalendar);
    expect(addWorkdays('2022-11-03', 3, calendar)).toMatchObject({ date: '2022-11-08', published: false });
  });
  it('load once from the files; unchanged files load nothing', async () => {
    expect(await owner.transaction('write', {}, loadReference)).toBe(true);
    expect(await owner.transaction('write', {}, loadReference)).toBe(false);
  });
  it('give the calendar, once for an edition', async () => {
    const calendar = await read(getCalendar);
    expect(addWorkdays('2022-09-30', 3, calendar)).toEqual({ date: '2022-10-10', published: true, note: null });
    expect(await read(getCalendar)).toBe(calendar);
    expect(calendar.years.size).toBe(23);
  });
  it('give code lists in the order of the standard, and bases by date', async () => {
    expect((await read((tx) => listCodes(tx, 'gender'))).map(({ code, title }) => [code, title])).toEqual([
      ['0', '未知的性别'],
      ['1', '男'],
      ['2', '女'],
      ['9', '未说明的性别'],
    ]);
    const education = await read((tx) => listCodes(tx, 'education'));
    expect(education.find(({ code }) => code === '11')).toMatchObject({ also: ['博士', '博士研究生'], unverified: true });
    expect(education[0]?.basis).toContain('GB/T 4658');
    expect(await read((tx) => listCodes(tx, 'ethnic'))).toHaveLength(58);
    const bases = await read(listLegalBases);
    expect(pickBasis(bases, 'fire.penalty_unit', '2022-11-09')).toMatchObject({
      article: '第六十条第一款',
      effective_from: '2021-04-29',
      effective_to: null,
      unverified: false,
    });
  });
});

describe('parameters of an office', () => {
  const act = <T>(work: (tx: Tx) => Promise<T>) => app.transaction('write', { city: '4104', act: newId() }, work);
  it('are written only by an act of that city', async () => {
    await expect(app.transaction('write', { city: '4104' }, (tx) => loadParameters(tx, '4104'))).rejects.toThrow(/outside an act/);
    await expect(act((tx) => loadParameters(tx, '4101'))).rejects.toThrow(/row-level security/);
  });
  it('begin with the values of the file, keep what the office changed, and guard against lost updates', async () => {
    expect(await act((tx) => loadParameters(tx, '4104'))).toBeGreaterThan(10);
    const load = await read((tx) => getParameter(tx, '4104', 'fire.responsibility_load'));
    expect(load).toMatchObject({ value: 80, unit: '家', sample: true, version: 1 });
    expect(await act((tx) => updateParameter(tx, '4104', load.key, 1, 60))).toBe(true);
    expect(await act((tx) => updateParameter(tx, '4104', load.key, 1, 70))).toBe(false);
    expect(await act((tx) => loadParameters(tx, '4104'))).toBe(0);
    expect(await read((tx) => getParameter(tx, '4104', load.key))).toMatchObject({ value: 60, version: 2 });
    const { rows } = await owner.transaction('read', {}, (tx) =>
      sql<{ content: { value: number } }>`select content from ledger.versions where relation = 'reference.parameters'`.execute(tx),
    );
    expect(rows.map(({ content }) => content.value)).toEqual([80]);
  });
  it('list the thresholds of the twelve categories', async () => {
    const thresholds = await read((tx) => listParameters(tx, '4104', 'fire.threshold.'));
    expect(thresholds.map(({ key }) => key.split('.')[2]).sort()).toEqual([
      'J1',
      'J2',
      'J3',
      'J4',
      'J5',
      'J6',
      'J7',
      'J8',
      'J9',
      'S1',
      'S2',
      'S3',
    ]);
    expect(thresholds[0]?.value).toEqual([{ column: 'area', max: 100 }]);
  });
  it('an unknown key is an error, never an invented value', async () => {
    await expect(read((tx) => getParameter(tx, '4104', 'no.such'))).rejects.toThrow('no.such');
  });
});
