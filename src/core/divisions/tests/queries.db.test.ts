import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useDatabase } from '../../../../tests/support/database.ts';
import { Database, type Tx } from '../../../platform/db.ts';
import { newId } from '../../../platform/ids.ts';
import { root } from '../../../platform/root.ts';
import {
  currentCodes,
  findUnit,
  getDivisionIndex,
  getDivisionsEdition,
  insertUnit,
  listDivisions,
  listUnits,
  loadDivisions,
  predecessors,
  saveDivisions,
  saveSuccessions,
} from '../queries.ts';

const database = useDatabase();
const file = join(root, 'data', 'divisions', '4104.csv');
const zhangzhuang = '410402100207';
let app: Database;
const write = <T>(work: (tx: Tx) => Promise<T>, city = '4104') => app.transaction('write', { city }, work);
const read = <T>(work: (tx: Tx) => Promise<T>, city = '4104') => app.transaction('read', { city }, work);

beforeAll(() => {
  app = new Database(database.appUrl, { max: 2 });
});
afterAll(() => app.close());

describe('refusals', () => {
  it('a neighbour city can neither be written nor read', async () => {
    const row = { code: '4101', name: '郑州市', official_name: '郑州市', valid_from: null, valid_to: null };
    await expect(write((tx) => saveDivisions(tx, '4101', [row]))).rejects.toThrow(/row-level security/);
    await write((tx) => saveDivisions(tx, '4101', [row]), '4101');
    expect(await read((tx) => sql`select * from divisions.divisions where city = '4101'`.execute(tx))).toMatchObject({ rows: [] });
    expect(await app.transaction('read', {}, (tx) => sql`select * from divisions.divisions`.execute(tx))).toMatchObject({ rows: [] });
  });
  it('a code outside the city, of no level, or a division removed is refused', async () => {
    const division = (code: string) => ({ code, name: '某', official_name: '某', valid_from: null, valid_to: null });
    await expect(write((tx) => saveDivisions(tx, '4104', [division('410102')]))).rejects.toThrow('divisions_code_lies_in_city');
    await expect(write((tx) => saveDivisions(tx, '4104', [division('41040')]))).rejects.toThrow('divisions_code_has_a_level');
    await expect(write((tx) => sql`delete from divisions.divisions`.execute(tx))).rejects.toThrow(/permission denied/);
  });
  it('a unit outside an act, or in a division that is not on record, is refused', async () => {
    const unit = { id: newId(), code: null, name: '某办', kind: 'department' as const, division: '4104', parent_id: null };
    await expect(write((tx) => insertUnit(tx, '4104', unit))).rejects.toThrow(/outside an act/);
    const inAct = app.transaction('write', { city: '4104', act: newId() }, (tx) => insertUnit(tx, '4104', { ...unit, division: '410499' }));
    await expect(inAct).rejects.toThrow('units_division_fkey');
  });
});

describe('the real city', () => {
  it('loads once, and the same file again changes nothing', async () => {
    expect(await write((tx) => loadDivisions(tx, '4104', file))).toEqual({ written: 2989 });
    const edition = await read((tx) => getDivisionsEdition(tx, '4104'));
    expect(await write((tx) => loadDivisions(tx, '4104', file))).toEqual({ written: 0 });
    expect(await read((tx) => getDivisionsEdition(tx, '4104'))).toBe(edition);
  });
  it('carries pinyin and initials', async () => {
    const rows = await read((tx) => listDivisions(tx, '4104'));
    expect(rows.find((row) => row.code === zhangzhuang)).toEqual({
      code: zhangzhuang,
      name: '张庄村',
      official_name: '张庄村村民委员会',
      pinyin: 'zhangzhuangcun',
      initials: 'zzc',
    });
    expect(rows.every((row) => /^[a-z0-9]+$/.test(row.pinyin) && /^[a-z0-9]+$/.test(row.initials))).toBe(true);
  });
  it('lists a scope with the ancestors that lead to it', async () => {
    const rows = await read((tx) => listDivisions(tx, '4104', ['410402100']));
    expect(rows.map((row) => row.name).slice(0, 4)).toEqual(['平顶山市', '新华区', '焦店镇', '焦店村']);
    expect(rows).toHaveLength(13);
  });
  it('gives one tree until the divisions change, and never one that was rolled back', async () => {
    const first = await read((tx) => getDivisionIndex(tx, '4104'));
    expect(await read((tx) => getDivisionIndex(tx, '4104'))).toBe(first);
    const grid = { code: `${zhangzhuang}001`, name: '张庄村001网格', official_name: '张庄村001网格', valid_from: null, valid_to: null };
    await expect(
      write(async (tx) => {
        await saveDivisions(tx, '4104', [grid]);
        expect((await getDivisionIndex(tx, '4104')).has(grid.code)).toBe(true);
        throw new Error('rolled back');
      }),
    ).rejects.toThrow('rolled back');
    expect((await read((tx) => getDivisionIndex(tx, '4104'))).has(grid.code)).toBe(false);
    await write((tx) => saveDivisions(tx, '4104', [grid]));
    expect((await read((tx) => getDivisionIndex(tx, '4104'))).has(grid.code)).toBe(true);
  });
  it('a town that becomes another: names, scope and figures follow', async () => {
    await write(async (tx) => {
      await saveDivisions(tx, '4104', [
        { code: '410402299', name: '旧镇', official_name: '旧镇', valid_from: null, valid_to: '2022-12-31' },
        { code: '410402298', name: '新镇', official_name: '新镇', valid_from: '2023-01-01', valid_to: null },
      ]);
      await saveSuccessions(tx, '4104', [{ from_code: '410402299', to_code: '410402298', on_date: '2023-01-01', kind: 'rename' }]);
    });
    await read(async (tx) => {
      expect(await currentCodes(tx, '4104', ['410402299', zhangzhuang])).toEqual(
        new Map([
          ['410402299', ['410402298']],
          [zhangzhuang, [zhangzhuang]],
        ]),
      );
      expect(await predecessors(tx, '4104', '410402298')).toEqual(['410402299']);
      expect(await predecessors(tx, '4104', '410402')).toEqual([]);
      const index = await getDivisionIndex(tx, '4104');
      expect(index.resolve('旧镇', { within: ['410402'] })).toEqual({ code: '410402298' });
      expect(index.resolve('410402299', { within: ['410402'] })).toEqual({ code: '410402298' });
      expect(index.has('410402299')).toBe(false);
    });
  });
});

describe('units', () => {
  it('are written by an act, with version 1, found and listed by division', async () => {
    const office = {
      id: newId(),
      code: null,
      name: '新华区消防安全委员会办公室',
      kind: 'committee' as const,
      division: '410402',
      parent_id: null,
    };
    const town = { id: newId(), code: null, name: '焦店镇人民政府', kind: 'town' as const, division: '410402100', parent_id: office.id };
    const act = newId();
    await app.transaction('write', { city: '4104', act }, async (tx) => {
      await insertUnit(tx, '4104', office);
      await insertUnit(tx, '4104', town);
    });
    expect(await read((tx) => findUnit(tx, '4104', town.id))).toEqual({ ...town, version: 1 });
    expect((await read((tx) => listUnits(tx, '4104', '410402100'))).map((unit) => unit.name)).toEqual(['焦店镇人民政府']);
    expect(await read((tx) => findUnit(tx, '4101', town.id), '4101')).toBeUndefined();
  });
});
