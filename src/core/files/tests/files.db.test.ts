import { createHash, randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { useDatabase } from '../../../../tests/support/database.ts';
import { newId } from '../../../platform/ids.ts';
import { type Actor, act, mount, perform, readAs, sealAll, verifyLedger } from '../../ledger/index.ts';
import { openWorld, type World } from '../../people/tests/factory.ts';
import { pathOf } from '../content.ts';
import { attachFiles, createFiles, listAttached, recordFiles, storeContent } from '../index.ts';
import { sweepContents } from '../jobs.ts';
import { withoutMetadata } from '../rules.ts';
import { jpeg, multipart, png, webp, zip } from './pictures.ts';

const database = useDatabase();
let world: World;
let folder: string;
const cookies = new Map<string, string>();
beforeAll(async () => {
  world = await openWorld(database);
  folder = mkdtempSync(join(tmpdir(), 'taizhang-files-'));
  world.office.files = folder;
  mount(world.app, world.office, createFiles().routes ?? [], world.people.authenticate(world.office));
  for (const name of ['city.keeper', 'county.keeper', 'county.unit', 'town.keeper', 'other.keeper'])
    cookies.set(name, (await world.signIn(name)).cookie);
});
afterAll(async () => {
  await world.close();
  rmSync(folder, { recursive: true });
});

type Part = [string, string] | [string, Buffer, string];
const town = '410402100207';
const fields = (more: Record<string, string> = {}): Part[] =>
  Object.entries({ programme: 'orchard', division: town, kind: 'photo', ...more });

async function send(parts: Part[], as = 'town.keeper', key: string = randomUUID()) {
  const { payload, type } = multipart(parts);
  const answer = await world.app.inject({
    method: 'POST',
    url: '/api/files',
    headers: { cookie: cookies.get(as) ?? '', 'content-type': type, 'idempotency-key': key },
    payload,
  });
  return { status: answer.statusCode, body: answer.json() as Record<string, string> };
}

const photo = (seed: string, more: Record<string, string> = {}, as = 'town.keeper') =>
  send([...fields(more), ['file', jpeg(800, 600, { seed }), 'IMG_1.jpg']], as);
const get = (url: string, as = 'town.keeper', headers: Record<string, string> = {}, method: 'GET' | 'HEAD' = 'GET') =>
  world.app.inject({ method, url, headers: { cookie: cookies.get(as) ?? '', ...headers } });

const contents = () => {
  const found: string[] = [];
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) if (entry.isFile()) found.push(entry.name);
  return found;
};

/** An act that attaches, as matters and visits do. */
const attach = act(
  'orchard.trees.plant',
  '种树',
  z.object({
    owner_id: z.string(),
    role: z.enum(['before', 'after', 'signature', 'proof']),
    file_ids: z.array(z.string()),
    division: z.string().optional(),
  }),
  async (tx, actor, input, deed) => {
    deed.about({ division: input.division ?? town });
    await attachFiles(tx, actor, {
      owner_relation: 'orchard.trees',
      owner_id: input.owner_id,
      role: input.role,
      file_ids: input.file_ids,
      ...(input.division ? { programme: 'orchard', division: input.division } : {}),
    });
    return { done: true };
  },
);
const attached = (actor: Actor, owner: string) =>
  readAs(world.office, actor, (tx) => listAttached(tx, actor.city, 'orchard.trees', [owner])).then((found) => found.get(owner) ?? []);

describe('an upload is refused', () => {
  test('without sign-in, without a post of that programme, outside the division, without a request id', async () => {
    const nobody = multipart([...fields(), ['file', jpeg(8, 8), 'a.jpg']]);
    expect(
      (await world.app.inject({ method: 'POST', url: '/api/files', headers: { 'content-type': nobody.type }, payload: nobody.payload }))
        .statusCode,
    ).toBe(401);
    expect((await photo('a', {}, 'county.unit')).status).toBe(403);
    expect((await photo('a', { programme: 'court' })).status).toBe(403);
    expect((await photo('a', { division: '410403001001' })).status).toBe(404);
    const { payload, type } = nobody;
    const headers = { cookie: cookies.get('town.keeper') ?? '', 'content-type': type };
    expect((await world.app.inject({ method: 'POST', url: '/api/files', headers, payload })).json()).toMatchObject({
      type: '/problems/ledger/act-id-missing',
    });
    const { rows } = await world.owner.query('select from files.files');
    expect(rows.length).toBe(0);
  });

  test.each<[string, Buffer, string, Record<string, string>?]>([
    ['active-content', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'photo.jpg'],
    ['active-content', Buffer.from('<!doctype html><script>1</script>'), 'photo.jpg', { kind: 'document' }],
    ['heic', Buffer.from('\0\0\0\x18ftypheic\0\0\0\0', 'latin1'), 'IMG.HEIC'],
    ['video', Buffer.from('\0\0\0\x18ftypmp42\0\0\0\0', 'latin1'), 'a.mp4'],
    ['broken-picture', jpeg(800, 600).subarray(0, 9), 'a.jpg'],
    ['huge-picture', jpeg(30_000, 10), 'a.jpg'],
    ['old-office', Buffer.from('\xd0\xcf\x11\xe0old', 'latin1'), 'a.doc', { kind: 'document' }],
    ['macros', zip(['[Content_Types].xml', 'word/document.xml', 'word/vbaProject.bin']), 'a.docx', { kind: 'document' }],
    ['unknown-media', zip(['evil.exe']), 'a.docx', { kind: 'document' }],
    ['unknown-media', Buffer.from('PK\x03\x04 not really', 'latin1'), 'a.docx', { kind: 'document' }],
    ['wrong-media', Buffer.from('%PDF-1.4\n'), 'a.jpg'],
    ['too-large', jpeg(800, 600, { bytes: 1024 * 1024 }), 'a.png', { kind: 'signature' }],
    ['wrong-fields', jpeg(8, 8), 'a.jpg', { perceptual_hash: 'nonsense' }],
    ['wrong-fields', jpeg(8, 8), 'a.jpg', { taken_at: 'yesterday' }],
    ['wrong-fields', jpeg(8, 8), 'a.jpg', { longitude: '113.3' }],
    ['wrong-fields', jpeg(8, 8), 'a.jpg', { kind: 'film' }],
  ])('as %s', async (name, bytes, fileName, more = {}) => {
    const { status, body } = await send([...fields(more), ['file', bytes, fileName]]);
    expect(body.type).toBe(`/problems/files/${name}`);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(body.detail).toMatch(/请|再/);
    expect(contents()).toEqual([]);
  });

  test('when the small picture is none, is too large, or the file is missing', async () => {
    const file: Part = ['file', jpeg(800, 600), 'a.jpg'];
    expect((await send([...fields(), file, ['small', jpeg(481, 300), 's.jpg']])).body.type).toBe('/problems/files/wrong-small');
    expect((await send([...fields(), file, ['small', Buffer.from('<svg/>'), 's.svg']])).body.type).toBe('/problems/files/active-content');
    expect((await send([...fields(), file, ['small', jpeg(300, 300, { bytes: 400_000 }), 's.jpg']])).body.type).toBe(
      '/problems/files/wrong-small',
    );
    expect((await send(fields())).body.type).toBe('/problems/files/no-file');
    expect(contents()).toEqual([]);
  });
});

describe('an upload', () => {
  test('is kept under the digest of what is stored: what the picture says is read, and then no longer in it', async () => {
    const bytes = jpeg(4000, 3000, {
      facts: { taken: '2022:11:09 17:30:00', orientation: 6, latitude: [33, 44, 24, 'N'], longitude: [113, 18, 0, 'E'] },
      comment: '王某的手机 SN-998877',
    });
    const left = jpeg(4000, 3000, { facts: { orientation: 6 } });
    const expected = Buffer.from(withoutMetadata(left, 'image/jpeg'));
    const sha256 = createHash('sha256').update(expected).digest('hex');
    // The bytes first: fields may follow.
    const { status, body } = await send([
      ['file', bytes, '../../etc/passwd'],
      ...fields({ note: '灶台', perceptual_hash: '0123456789abcdef' }),
    ]);
    expect([status, body.sha256, body.media_type]).toEqual([200, sha256, 'image/jpeg']);
    const stored = readFileSync(pathOf(folder, sha256));
    expect(stored.equals(expected)).toBe(true);
    for (const trace of ['2022:11:09', 'SN-998877']) expect([bytes.includes(trace), stored.includes(trace)]).toEqual([true, false]);
    expect(statSync(pathOf(folder, sha256)).mode & 0o077).toBe(0);
    const facts = (await get(`/api/files/${body.id}/facts`)).json();
    expect(facts).toMatchObject({
      width: 3000,
      height: 4000,
      taken_at: '2022-11-09T09:30:00.000Z',
      exif_at: '2022-11-09T09:30:00.000Z',
      longitude: 113.3,
      latitude: 33.74,
      position_from: 'exif',
      note: '灶台',
      file_name: null,
      account: '童小满',
      uses: [],
    });
  });

  test('keeps what the phone says and what the picture says apart', async () => {
    const { body } = await send([
      ...fields({ taken_at: '2022-11-09T18:00:00+08:00', longitude: '113.25', latitude: '33.75', device_at: '2022-11-09T18:00:30+08:00' }),
      ['file', jpeg(80, 60, { facts: { taken: '2021:01:01 08:00:00', latitude: [30, 0, 0, 'N'], longitude: [110, 0, 0, 'E'] } }), 'a.jpg'],
    ]);
    expect((await get(`/api/files/${body.id}/facts`)).json()).toMatchObject({
      taken_at: '2022-11-09T10:00:00.000Z',
      exif_at: '2021-01-01T00:00:00.000Z',
      longitude: 113.25,
      position_from: 'phone',
    });
  });

  test('replayed is one file; sent again it is two rows and one content', async () => {
    const key = randomUUID();
    const parts: Part[] = [...fields(), ['file', jpeg(10, 10, { seed: 'twice' }), 'a.jpg']];
    const first = await send(parts, 'town.keeper', key);
    const again = await send(parts, 'town.keeper', key);
    const other = await send(parts);
    expect(again.body).toEqual(first.body);
    expect(other.body.id).not.toBe(first.body.id);
    expect(other.body.sha256).toBe(first.body.sha256);
    expect(contents().filter((name) => name === first.body.sha256).length).toBe(1);
    expect((await world.owner.query('select from files.files where sha256 = $1', [first.body.sha256])).rowCount).toBe(2);
  });

  test('takes the id that a phone made, once', async () => {
    const id = newId();
    expect((await photo('own', { id })).body.id).toBe(id);
    expect((await photo('own2', { id })).status).toBeGreaterThanOrEqual(400);
  });

  test('of a document is told by its contents and offered for saving', async () => {
    for (const [bytes, media] of [
      [Buffer.from('%PDF-1.7\n%%EOF'), 'application/pdf'],
      [zip(['[Content_Types].xml', 'word/document.xml']), 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
      [zip(['[Content_Types].xml', 'xl/workbook.xml']), 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
    ] as const) {
      const { body } = await send([...fields({ kind: 'document' }), ['file', bytes, '整改\u202e通知.bin']]);
      const answer = await get(`/api/files/${body.id}`);
      expect(answer.headers).toMatchObject({ 'content-type': media, 'x-content-type-options': 'nosniff' });
      expect(answer.headers['content-disposition']).toBe(`attachment; filename*=UTF-8''${encodeURIComponent('整改通知.bin')}`);
      expect(answer.headers['content-security-policy']).toContain('sandbox');
      expect(answer.rawPayload.equals(bytes)).toBe(true);
    }
  });
});

describe('reading', () => {
  test('is for those whose posts lie over it; others find nothing', async () => {
    const { body } = await photo('scoped');
    expect((await get(`/api/files/${body.id}`, 'other.keeper')).statusCode).toBe(404);
    expect((await get(`/api/files/${body.id}/small`, 'other.keeper')).statusCode).toBe(404);
    expect((await get(`/api/files/${body.id}/facts`, 'other.keeper')).statusCode).toBe(404);
    expect((await get(`/api/files/${body.id}`, 'county.unit')).statusCode).toBe(404);
    expect((await world.app.inject({ url: `/api/files/${body.id}` })).statusCode).toBe(401);
    expect((await get('/api/files/..%2f..%2fkeys')).statusCode).toBe(400);
    for (const name of ['town.keeper', 'county.keeper', 'city.keeper'])
      expect((await get(`/api/files/${body.id}`, name)).statusCode).toBe(200);
  });

  test('is cached, answers 304 and HEAD, and gives the small picture where there is one', async () => {
    const bytes = jpeg(900, 600, { seed: 'with small' });
    const small = webp('VP8X', 480, 320);
    const { body } = await send([...fields(), ['file', bytes, 'a.jpg'], ['small', small, 's.webp']]);
    const head = await get(`/api/files/${body.id}`, 'town.keeper', {}, 'HEAD');
    expect([head.statusCode, head.headers['content-length'], head.rawPayload.length]).toEqual([200, String(bytes.length), 0]);
    expect(head.headers['cache-control']).toBe('private, max-age=31536000, immutable');
    expect((await get(`/api/files/${body.id}`, 'town.keeper', { 'if-none-match': String(head.headers.etag) })).statusCode).toBe(304);
    const little = await get(`/api/files/${body.id}/small`);
    expect(little.headers['content-type']).toBe('image/webp');
    expect(little.rawPayload.equals(small)).toBe(true);
    const without = await photo('no small');
    expect((await get(`/api/files/${without.body.id}/small`)).headers['content-type']).toBe('image/jpeg');
  });

  test('of a row whose content was lost says so', async () => {
    const { body } = await photo('lost');
    rmSync(pathOf(folder, body.sha256 ?? ''));
    expect((await get(`/api/files/${body.id}`)).json()).toMatchObject({ type: '/problems/files/content-missing' });
  });
});

describe('attaching', () => {
  test('is refused for files one may not see, for the wrong kind, and for one picture on both sides', async () => {
    const other = await world.actor('other.keeper');
    const keeper = await world.actor('town.keeper');
    const { body } = await photo('mine');
    const owner = newId();
    const todo = (actor: Actor, input: Record<string, unknown>) =>
      perform(world.office, attach, actor, newId(), { owner_id: owner, ...input });
    await expect(todo(other, { role: 'before', file_ids: [body.id], division: '410403001001' })).rejects.toMatchObject({
      type: '/problems/files/not-attachable',
    });
    await expect(todo(keeper, { role: 'before', file_ids: [body.id, newId()] })).rejects.toMatchObject({
      extra: { file_ids: [expect.any(String)] },
    });
    await expect(todo(keeper, { role: 'signature', file_ids: [body.id] })).rejects.toMatchObject({ type: '/problems/files/wrong-kind' });
    await todo(keeper, { role: 'before', file_ids: [body.id] });
    await expect(todo(keeper, { role: 'after', file_ids: [body.id] })).rejects.toMatchObject({ type: '/problems/files/same-picture' });
    const again = await photo('mine');
    await expect(todo(keeper, { role: 'after', file_ids: [again.body.id] })).rejects.toMatchObject({
      type: '/problems/files/same-picture',
    });
    expect((await attached(keeper, owner)).map((file) => [file.id, file.role])).toEqual([[body.id, 'before']]);
    expect((await get(`/api/files/${again.body.id}/facts`)).json().uses).toEqual([
      { file_id: body.id, owner_relation: 'orchard.trees', owner_id: owner, role: 'before' },
    ]);
  });

  test('keeps the order, takes a replay, and lists many owners at once', async () => {
    const keeper = await world.actor('town.keeper');
    const [a, b, c] = await Promise.all(['o1', 'o2', 'o3'].map(async (seed) => (await photo(seed)).body.id ?? ''));
    const owner = newId();
    const id = newId();
    await perform(world.office, attach, keeper, id, { owner_id: owner, role: 'after', file_ids: [b, a] });
    await perform(world.office, attach, keeper, id, { owner_id: owner, role: 'after', file_ids: [b, a] });
    await perform(world.office, attach, keeper, newId(), { owner_id: owner, role: 'after', file_ids: [a, c] });
    expect((await attached(keeper, owner)).map((file) => file.id)).toEqual([b, a, c]);
    expect(await readAs(world.office, keeper, (tx) => listAttached(tx, '4104', 'orchard.trees', [newId()]))).toEqual(new Map());
  });

  test('opens the file to those who may see the row it proves, and to nobody else', async () => {
    const city = await world.actor('city.keeper');
    const { body } = await photo('crossing', { division: '4104' }, 'city.keeper');
    expect((await get(`/api/files/${body.id}`, 'other.keeper')).statusCode).toBe(404);
    const owner = newId();
    await perform(world.office, attach, city, newId(), { owner_id: owner, role: 'proof', file_ids: [body.id], division: '410403001001' });
    expect((await get(`/api/files/${body.id}`, 'other.keeper')).statusCode).toBe(200);
    expect((await attached(await world.actor('other.keeper'), owner)).length).toBe(1);
    expect((await get(`/api/files/${body.id}`, 'town.keeper')).statusCode).toBe(404);
    expect(await attached(await world.actor('town.keeper'), owner)).toEqual([]);
  });
});

describe('files that the software makes', () => {
  test('are stored by the same rules and recorded inside an act, many rows on one content', async () => {
    await expect(storeContent(folder, Buffer.from('<svg/>'))).rejects.toMatchObject({ type: '/problems/files/active-content' });
    const bytes = png(320, 240);
    const content = await storeContent(folder, bytes);
    expect(content).toMatchObject({ media_type: 'image/png', width: 320, height: 240, bytes: bytes.length });
    const record = act(
      'orchard.trees.plant',
      '种树',
      z.object({ division: z.string(), ids: z.array(z.string()) }),
      async (tx, actor, input, deed) => {
        deed.about({ division: input.division });
        await recordFiles(
          tx,
          actor,
          input.ids.map((id) => ({
            id,
            programme: 'orchard',
            division: input.division,
            kind: 'photo',
            content,
            taken_at: '2022-11-01T08:00:00Z',
          })),
        );
        return {};
      },
    );
    const keeper = await world.actor('town.keeper');
    const ids = Array.from({ length: 50 }, () => newId());
    await expect(perform(world.office, record, keeper, newId(), { division: '410403001', ids })).rejects.toMatchObject({ status: 404 });
    await perform(world.office, record, keeper, newId(), { division: town, ids });
    const answer = await get(`/api/files/${ids[49]}`);
    expect(answer.rawPayload.equals(bytes)).toBe(true);
    expect((await get(`/api/files/${ids[0]}`, 'other.keeper')).statusCode).toBe(404);
  });
});

describe('erasing', () => {
  const erase = (
    id: string,
    as: string,
    body = { reason: '当事人要求删除', basis: '个人信息保护法 第四十七条' },
    key: string = randomUUID(),
  ) => world.call('POST', `/api/files/${id}/erase`, { cookie: cookies.get(as) ?? '', body, key });

  test('is refused without verb, scope or reason; takes row, attachments and bytes; the chain still closes', async () => {
    const keeper = await world.actor('town.keeper');
    const first = (await photo('to erase')).body;
    const twin = (await photo('to erase')).body;
    await perform(world.office, attach, keeper, newId(), { owner_id: newId(), role: 'before', file_ids: [first.id] });
    expect((await erase(first.id ?? '', 'other.keeper')).status).toBe(404);
    expect((await erase(first.id ?? '', 'county.unit')).status).toBe(404);
    expect((await erase(first.id ?? '', 'town.keeper', { reason: '', basis: '' })).status).toBe(422);

    const key = randomUUID();
    expect((await erase(first.id ?? '', 'town.keeper', undefined, key)).body).toEqual({ versions: 2 });
    expect((await erase(first.id ?? '', 'town.keeper', undefined, key)).body).toEqual({ versions: 2 });
    expect((await get(`/api/files/${first.id}`)).statusCode).toBe(404);
    const { rows } = await world.owner.query<{ payload: { contents: string[] } }>(
      "select payload from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id where t.identifier = 'files.sweep'",
    );
    expect(rows.at(-1)?.payload.contents).toEqual([first.sha256]);
    // The twin still holds the bytes.
    expect(await sweepContents(world.office, rows.at(-1)?.payload)).toBe(0);
    expect((await get(`/api/files/${twin.id}`)).statusCode).toBe(200);
    await erase(twin.id ?? '', 'county.keeper');
    expect(await sweepContents(world.office, rows.at(-1)?.payload)).toBe(1);
    expect(contents()).not.toContain(first.sha256);
    await sealAll(world.office.db);
    const { faults } = await world.office.db.transaction('read', { city: '4104' }, (tx) => verifyLedger(tx, '4104'));
    expect(faults).toEqual([]);
  });

  test('the sweep leaves what a row names and what is young, and takes what nothing names', async () => {
    const { body } = await photo('named');
    // A refused act leaves its bytes behind.
    expect((await photo('left behind', { id: body.id ?? '' })).status).toBe(422);
    const left = createHash('sha256')
      .update(jpeg(800, 600, { seed: 'left behind' }))
      .digest('hex');
    expect(contents()).toContain(left);
    expect(await sweepContents(world.office, {})).toBe(0);
    const old = new Date(Date.now() - 2 * 24 * 60 * 60 * 1000);
    for (const sha256 of [left, body.sha256 ?? '']) utimesSync(pathOf(folder, sha256), old, old);
    expect(await sweepContents(world.office, {})).toBe(1);
    expect(contents()).not.toContain(left);
    expect(contents()).toContain(body.sha256);
  });

  test('no application code changes a file or its attachments', async () => {
    const keeper = await world.actor('town.keeper');
    const settings = { city: '4104', scopes: ['orchard:4104'], account: keeper.account_id, act: newId() };
    for (const text of ["update files.files set note = 'x'", 'delete from files.files', 'delete from files.attachments'])
      await expect(
        world.office.db.transaction('write', settings, async (tx) => (await import('kysely')).sql.raw(text).execute(tx)),
      ).rejects.toThrow(/permission denied/);
  });
});

test('a path is made of a digest and of nothing else', () => {
  expect(() => pathOf(folder, '../../keys/data-keys.json')).toThrow();
  expect(() => pathOf(folder, `${'a'.repeat(63)}/`)).toThrow();
  expect(png(4, 4).length).toBeGreaterThan(40);
});
