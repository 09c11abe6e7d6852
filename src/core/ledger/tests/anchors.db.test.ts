/** What no chain can tell of itself: that its newest end was cut off, or that all of it was written anew. */
import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { anchorsBeside, readAnchors } from '../../../platform/anchors.ts';
import type { CommandContext } from '../../unit.ts';
import { compareAnchors, dropAnchors } from '../anchors.ts';
import { keepSealing, sealAll } from '../index.ts';
import { createLedger } from '../unit.ts';
import { actorAt, CITY, planted, useProbe } from './probe.ts';

const probe = useProbe();
let home = '';
let file = '';
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'taizhang-anchors-'));
  file = anchorsBeside(join(home, 'files'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

/** `taizhang verify` as the command line runs it. */
async function verify(): Promise<{ code: number; words: string; whole: boolean }> {
  let told = { code: -1, words: '', whole: true };
  const context: CommandContext = {
    actor: async () => actorAt(CITY),
    office: async () => ({ ...probe.office, files: join(home, 'files') }),
    answer: (value, words, code = 0) => {
      told = { code, words, whole: (value as { whole: boolean }).whole };
    },
    progress: () => {},
    ownerUrl: async () => probe.database.ownerUrl,
  };
  const program = new Command().exitOverride();
  createLedger({ titleOf: (verb) => verb }).commands?.(program, context);
  await program.parseAsync(['verify'], { from: 'user' });
  return told;
}

const sealed = async (many: number) => {
  for (let at = 0; at < many; at += 1) await planted(probe, '410402100207');
  await sealAll(probe.office.db);
};
const anchor = (now = true) => dropAnchors(probe.office.db, [CITY], file, now);
const newest = async () => Number((await probe.owner('select max(seal_no) as no from ledger.seals')).rows[0].no);

/** As the owner: the newest seals with their acts and rows, as if they had never been. */
const cutOff = (from: number) =>
  probe.owner(`begin;
    alter table probe.trees disable trigger user; alter table ledger.acts disable trigger user;
    create temp table cut on commit drop as select act_id from ledger.seals where seal_no >= ${from};
    delete from probe.trees where act_id in (select act_id from cut);
    delete from ledger.acts where id in (select act_id from cut);
    delete from ledger.seals where seal_no >= ${from};
    alter table probe.trees enable trigger user; alter table ledger.acts enable trigger user;
    commit`);

describe('anchors', () => {
  test('are dropped at most every ten minutes, on the disk for this user alone, and never twice for one head', async () => {
    await sealed(2);
    expect(await anchor(false)).toBe(1);
    await sealed(1);
    expect(await anchor(false)).toBe(0);
    // Eleven minutes later.
    const [line = ''] = readFileSync(file, 'utf8').split('\n');
    writeFileSync(file, `${line.split(' ').slice(0, 3).join(' ')} ${new Date(Date.now() - 11 * 60_000).toISOString()}\n`);
    expect(await anchor(false)).toBe(1);
    expect(await anchor(true)).toBe(0);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const { anchors } = (await readAnchors(file)) ?? { anchors: [] };
    expect(anchors.map((one) => one.number)).toEqual([(await newest()) - 1, await newest()]);
    expect(await verify()).toMatchObject({ code: 0, whole: true, words: expect.stringContaining('锚点：核对 2 个，全部相符') });
  });

  test('the worker drops one when it begins and one when it stops', async () => {
    await sealed(1);
    const stop = new AbortController();
    const loop = keepSealing(probe.office.db, stop.signal, file);
    await expect.poll(async () => (await readAnchors(file))?.anchors.length, { timeout: 5000 }).toBe(1);
    await planted(probe, '410402100207');
    await expect.poll(async () => (await probe.owner('select from ledger.unsealed')).rowCount, { timeout: 9000 }).toBe(0);
    stop.abort();
    await loop;
    expect((await readAnchors(file))?.anchors.at(-1)?.number).toBe(await newest());
  });

  test('say so when there are none, which is no fault', async () => {
    await sealed(1);
    expect(await verify()).toMatchObject({ code: 0, whole: true, words: expect.stringContaining('无锚点') });
  });

  test('the newest seals cut off whole are found, and named, though the chain itself closes', async () => {
    await sealed(4);
    await anchor();
    const head = await newest();
    await cutOff(head - 1);
    const told = await verify();
    expect(told).toMatchObject({ code: 1, whole: false });
    expect(told.words).toContain('发现 1 处不符');
    expect(told.words).toMatch(new RegExp(`第 ${head} 笔（.+）有锚点，流水里却没有：末尾的封存被整段截去`));
    // What is written afterwards takes the same numbers and does not hide it.
    await sealed(5);
    await anchor();
    const after = await verify();
    expect(after.code).toBe(1);
    expect(after.words).toMatch(new RegExp(`第 ${head} 笔（.+）的链值与锚点不同`));
  });

  test('a head that is shorter than its anchor is not anchored over', async () => {
    await sealed(2);
    await anchor();
    await cutOff(await newest());
    expect(await anchor()).toBe(0);
  });

  test('a line that cannot be read is a fault, one broken off by a power cut is none', async () => {
    await sealed(1);
    await anchor();
    appendFileSync(file, `${CITY} 99`);
    expect((await compareAnchors(probe.office.db, [CITY], file)).faults).toEqual([]);
    await sealed(1);
    await anchor();
    const { anchors, unreadable } = (await readAnchors(file)) ?? { anchors: [], unreadable: [] };
    expect([anchors.length, unreadable]).toEqual([2, [2]]);
    const told = await verify();
    expect(told).toMatchObject({ code: 1, words: expect.stringContaining('锚点文件第 2 行读不懂') });
  });
});
