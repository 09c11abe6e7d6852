import { describe, expect, test } from 'vitest';
import { newId } from '../../../platform/ids.ts';
import { faultWords, verificationWords } from '../commands.ts';
import { eraseRows } from '../erase.ts';
import { keepSealing, perform, sealAll, verifyLedger } from '../index.ts';
import { actorAt, CITY, done, fell, type Probe, plant, planted, rename, useProbe } from './probe.ts';

const probe = useProbe();
const city = actorAt('4104');
const found = async () => await probe.office.db.transaction('read', { city: CITY }, (tx) => verifyLedger(tx, CITY));
const faults = async () => (await found()).faults.map((fault) => `${fault.fault}${fault.relation ? ` ${fault.relation}` : ''}`);
const eraser = actorAt('4104', { programme: 'people', verbs: ['ledger.rows.erase'], name: 'security' });

/** As the owner with the triggers off: what an intruder with the owner's password would do. */
async function untriggered(text: string): Promise<void> {
  const switched = (how: string) => ['probe.trees', 'ledger.acts'].map((table) => `alter table ${table} ${how} trigger user`).join(';');
  try {
    await probe.owner(`begin; ${switched('disable')}; ${text}; ${switched('enable')}; commit`);
  } catch (error) {
    await probe.owner('rollback');
    throw error;
  }
}

/** Changes something as nobody may, looks what verify says, and puts it back. */
async function behindTheBack(change: string, back: string): Promise<string[]> {
  await untriggered(change);
  const seen = await faults();
  await untriggered(back);
  expect(await faults()).toEqual([]);
  return seen;
}

async function story(p: Probe) {
  const kept = await planted(p, '410402100207');
  const changed = await planted(p, '410402100207');
  const felled = await planted(p, '410402100206');
  await done(p, rename, city, { id: changed, name: '改了名' });
  await done(p, fell, city, { id: felled });
  await sealAll(p.office.db);
  return { kept, changed, felled };
}

describe('sealing', () => {
  test('seals are gapless, each act once, and verify finds nothing wrong', async () => {
    await story(probe);
    const { rows } = await probe.owner('select seal_no, act_id from ledger.seals order by seal_no');
    expect(rows.map((row) => Number(row.seal_no))).toEqual(rows.map((_, at) => at + 1));
    expect(new Set(rows.map((row) => row.act_id)).size).toBe(rows.length);
    expect(await found()).toMatchObject({ waiting: 0, faults: [], seals: rows.length, head: { seal_no: rows.length } });
  });

  test('two sealers at once leave one gapless chain', async () => {
    for (let n = 0; n < 30; n += 1) await planted(probe, '410402100207');
    const sealed = await Promise.all([sealAll(probe.office.db), sealAll(probe.office.db), sealAll(probe.office.db)]);
    expect(sealed.reduce((sum, one) => sum + one, 0)).toBe(30);
    expect(await faults()).toEqual([]);
  });

  test('a committed act is sealed within ten seconds by the loop, one that was rolled back never', async () => {
    const stop = new AbortController();
    const loop = keepSealing(probe.office.db, stop.signal);
    try {
      const id = await done(probe, plant, city, { trees: [{ id: newId(), division: '410402100207', name: '树' }] });
      const lost = newId();
      await expect(perform(probe.office, rename, city, lost, { id: newId(), name: '没有' })).rejects.toMatchObject({ status: 404 });
      await expect
        .poll(async () => (await probe.owner('select from ledger.seals where act_id = $1', [id])).rowCount, {
          timeout: 9000,
          interval: 200,
        })
        .toBe(1);
      expect((await probe.owner('select from ledger.acts where id = $1', [lost])).rowCount).toBe(0);
    } finally {
      stop.abort();
      await loop;
    }
  });

  test('a seal set while verify runs is never taken for a fault', async () => {
    const stop = new AbortController();
    const writing = (async () => {
      while (!stop.signal.aborted) {
        await planted(probe, '410402100207');
        await sealAll(probe.office.db);
      }
    })();
    for (let n = 0; n < 15; n += 1) expect(await faults()).toEqual([]);
    stop.abort();
    await writing;
  });
});

describe('verify finds what was done behind its back', () => {
  test('a changed row', async () => {
    const { kept } = await story(probe);
    const seen = await behindTheBack(
      `update probe.trees set fee = 7 where id = '${kept}'`,
      `update probe.trees set fee = 0 where id = '${kept}'`,
    );
    expect(seen).toEqual(['rows_changed probe.trees']);
  });

  test('a changed sealed value, and a changed salt', async () => {
    const { kept } = await story(probe);
    await probe.owner('create table if not exists probe.aside as select * from probe.trees limit 0; truncate probe.aside');
    await probe.owner(`insert into probe.aside select * from probe.trees where id = '${kept}'`);
    const back = `update probe.trees t set keeper = a.keeper, salt = a.salt from probe.aside a where a.id = t.id`;
    expect(await behindTheBack(`update probe.trees set keeper = '\\x00' where id = '${kept}'`, back)).toEqual(['rows_changed probe.trees']);
    expect(await behindTheBack(`update probe.trees set salt = gen_random_uuid() where id = '${kept}'`, back)).toEqual([
      'rows_changed probe.trees',
    ]);
  });

  test('a deleted row and an inserted row', async () => {
    const { kept } = await story(probe);
    await probe.owner('create table if not exists probe.aside as select * from probe.trees limit 0; truncate probe.aside');
    await probe.owner(`insert into probe.aside select * from probe.trees where id = '${kept}'`);
    expect(
      await behindTheBack(`delete from probe.trees where id = '${kept}'`, 'insert into probe.trees select * from probe.aside'),
    ).toEqual(['rows_changed probe.trees']);
    const extra = newId();
    const copy = (act: string) =>
      `insert into probe.trees (city, id, division, name, planted_on, version, act_id) select city, '${extra}', division, name, planted_on, 1, ${act} from probe.aside`;
    expect(await behindTheBack(copy('act_id'), `delete from probe.trees where id = '${extra}'`)).toEqual(['rows_changed probe.trees']);
    expect(await behindTheBack(copy('gen_random_uuid()'), `delete from probe.trees where id = '${extra}'`)).toEqual([
      'act_unknown probe.trees',
    ]);
  });

  test('a row moved among the superseded ones, and a removed row brought back', async () => {
    const { kept, felled } = await story(probe);
    const { rows } = await probe.owner('select act_id from probe.trees where id = $1', [kept]);
    const move = `insert into ledger.versions select city, 'probe.trees', id, version, act_id, '${rows[0].act_id}', 'probe', division, to_jsonb(t) from probe.trees t where id = '${kept}';
      delete from probe.trees where id = '${kept}'`;
    const restore = (
      id: string,
    ) => `insert into probe.trees select (jsonb_populate_record(null::probe.trees, content)).* from ledger.versions where row_id = '${id}';
      delete from ledger.versions where row_id = '${id}'`;
    expect(await behindTheBack(move, restore(kept))).toContain('rows_changed probe.trees');
    const { rows: removed } = await probe.owner('select superseded_by from ledger.versions where row_id = $1', [felled]);
    const again = `insert into ledger.versions select city, 'probe.trees', id, version, act_id, '${removed[0].superseded_by}', 'probe', division, to_jsonb(t) from probe.trees t where id = '${felled}';
      delete from probe.trees where id = '${felled}'`;
    expect(await behindTheBack(restore(felled), again)).toEqual(['rows_changed probe.trees']);
  });

  test('a superseded version that was changed, hidden in another division, or removed', async () => {
    const { changed } = await story(probe);
    const where = `where row_id = '${changed}' and version = 1`;
    await probe.owner(
      'create table if not exists probe.versions_aside as select * from ledger.versions limit 0; truncate probe.versions_aside',
    );
    await probe.owner(`insert into probe.versions_aside select * from ledger.versions ${where}`);
    const back = `delete from ledger.versions ${where}; insert into ledger.versions select * from probe.versions_aside`;
    expect(await behindTheBack(`update ledger.versions set content = content || '{"name":"别的"}' ${where}`, back)).toEqual([
      'rows_changed probe.trees',
    ]);
    expect(await behindTheBack(`update ledger.versions set division = '410403' ${where}`, back)).toEqual(['rows_changed probe.trees']);
    expect(await behindTheBack(`delete from ledger.versions ${where}`, back)).toEqual([
      'rows_changed probe.trees',
      'rows_changed probe.trees',
    ]);
  });

  test('a made-up erasure in place of a row', async () => {
    const { kept } = await story(probe);
    await probe.owner('create table if not exists probe.aside as select * from probe.trees limit 0; truncate probe.aside');
    await probe.owner(`insert into probe.aside select * from probe.trees where id = '${kept}'`);
    const fake = `insert into ledger.erasures select city, 'probe.trees', id, version, act_id, act_id, act_id, ledger.row_digest(to_jsonb(t)) from probe.trees t where id = '${kept}';
      delete from probe.trees where id = '${kept}'`;
    const back = `delete from ledger.erasures where row_id = '${kept}'; insert into probe.trees select * from probe.aside`;
    expect(await behindTheBack(fake, back)).toEqual(['rows_changed probe.trees']);
  });

  test('an act that was changed, one that vanished, one that slipped past the queue', async () => {
    await story(probe);
    await probe.owner('create table if not exists probe.acts_aside as select * from ledger.acts limit 0; truncate probe.acts_aside');
    await probe.owner(`insert into probe.acts_aside select * from ledger.acts order by recorded_at desc limit 1`);
    const one = '(select id from probe.acts_aside)';
    const back = `delete from ledger.acts where id = ${one}; insert into ledger.acts select * from probe.acts_aside`;
    expect(await behindTheBack(`update ledger.acts set account = '别人' where id = ${one}`, back)).toEqual(['act_changed']);
    expect(await behindTheBack(`update ledger.acts set at = at + interval '1 hour' where id = ${one}`, back)).toEqual(['act_changed']);
    expect(await behindTheBack(`delete from ledger.acts where id = ${one}`, back)).toEqual(['act_missing']);
    const extra = newId();
    const slipped = `insert into ledger.acts select (jsonb_populate_record(a, jsonb_build_object('id', '${extra}'))).* from probe.acts_aside a`;
    expect(await behindTheBack(slipped, `delete from ledger.acts where id = '${extra}'`)).toEqual(['never_queued']);
  });

  test('a seal that was changed, and one that was cut out', async () => {
    await story(probe);
    await probe.owner('create table if not exists probe.seals_aside as select * from ledger.seals limit 0; truncate probe.seals_aside');
    await probe.owner('insert into probe.seals_aside select * from ledger.seals where seal_no = 3');
    const back = 'delete from ledger.seals where seal_no = 3; insert into ledger.seals select * from probe.seals_aside';
    expect(await behindTheBack(`update ledger.seals set chain = sha256('x') where seal_no = 3`, back)).toEqual([
      'chain_broken',
      'chain_broken',
    ]);
    const forged = await behindTheBack(
      `update ledger.seals set parts = '{"probe.trees": {"rows": 0, "gone": 0, "digest": ""}}' where seal_no = 3`,
      back,
    );
    expect(forged).toEqual(['chain_broken', 'rows_changed probe.trees']);
    expect(await behindTheBack('delete from ledger.seals where seal_no = 3', back)).toEqual(['chain_broken', 'gap', 'never_queued']);
  });

  test('what is wrong is said with act, time, who and table', async () => {
    const { kept } = await story(probe);
    await untriggered(`update probe.trees set fee = 9 where id = '${kept}'`);
    const result = await found();
    await untriggered(`update probe.trees set fee = 0 where id = '${kept}'`);
    const [fault] = result.faults;
    if (!fault) throw new Error('no fault found');
    const words = faultWords(
      fault,
      () => '栽树',
      () => '树木',
    );
    expect(words).toMatch(
      new RegExp(
        `^第 ${fault.seal_no} 笔　树木（probe.trees）中这一笔写入的行被改动；办理人 actor-4104 20\\d\\d-.* “栽树”；办理编号 ${fault.act_id}$`,
      ),
    );
    expect(
      verificationWords(
        result,
        { present: false, compared: 0, last: null, faults: [] },
        (verb) => verb,
        (name) => name,
        1,
      ),
    ).toMatch(/^发现 1 处不符[\s\S]*无锚点/);
  });
});

describe('erasing', () => {
  test('is refused without the verb, without a reason, and outside the division', async () => {
    const { kept } = await story(probe);
    const input = { rows: [{ relation: 'probe.trees', id: kept }], reason: '本人要求删除', basis: '个人信息保护法第四十七条' };
    await expect(perform(probe.office, eraseRows, city, newId(), input)).rejects.toMatchObject({ status: 403 });
    await expect(perform(probe.office, eraseRows, eraser, newId(), { ...input, reason: '' })).rejects.toMatchObject({ status: 422 });
    const elsewhere = actorAt('410403', { programme: 'people', verbs: ['ledger.rows.erase'], name: 'elsewhere' });
    await expect(perform(probe.office, eraseRows, elsewhere, newId(), input)).rejects.toMatchObject({ status: 404 });
    const otherProgramme = actorAt('4104', { programme: 'court', verbs: ['ledger.rows.erase'], name: 'court' });
    await expect(perform(probe.office, eraseRows, otherProgramme, newId(), input)).rejects.toMatchObject({ status: 404 });
    await expect(
      perform(probe.office, eraseRows, eraser, newId(), { ...input, rows: [{ relation: 'ledger.acts', id: kept }] }),
    ).rejects.toMatchObject({ status: 404 });
    expect((await probe.owner('select from probe.trees where id = $1', [kept])).rowCount).toBe(1);
  });

  test('removes row, versions and words, and verify stays clean and counts it', async () => {
    const { changed, felled } = await story(probe);
    await probe.owner(
      `insert into registers.terms (city, term, programme, register, division, row_id) values ('4104', '改了', 'probe', 'probe.trees', '410402100207', $1)`,
      [changed],
    );
    const before = (await found()).erased;
    const id = await done(probe, eraseRows, eraser, {
      rows: [changed, felled].map((row) => ({ relation: 'probe.trees', id: row })),
      reason: '本人要求删除',
      basis: '个人信息保护法第四十七条',
    });
    await sealAll(probe.office.db);
    for (const table of ['probe.trees where id', 'ledger.versions where row_id', 'registers.terms where row_id']) {
      expect((await probe.owner(`select from ${table} = any ($1)`, [[changed, felled]])).rowCount).toBe(0);
    }
    expect(await found()).toMatchObject({ faults: [], erased: before + 2 });
    const { rows } = await probe.owner('select reason, summary from ledger.acts where id = $1', [id]);
    expect(rows[0]).toMatchObject({ reason: '本人要求删除', summary: { basis: '个人信息保护法第四十七条', rows: 2, versions: 3 } });
  });
});
