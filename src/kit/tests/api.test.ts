import { afterEach, describe, expect, it } from 'vitest';
import { ApiProblem, fileName, get, onDoor, send } from '../api.ts';

/** The network in place of the browser's: each call is answered by the next entry; 'broken' loses the connection. */
const real = globalThis.fetch;
afterEach(() => {
  globalThis.fetch = real;
});
function network(...answers: (Response | 'broken')[]): Headers[] {
  const seen: Headers[] = [];
  globalThis.fetch = async (_address, request) => {
    seen.push(new Headers(request?.headers));
    const answer = answers[Math.min(seen.length, answers.length) - 1];
    if (answer === 'broken' || !answer) throw new TypeError('Failed to fetch');
    return answer.clone();
  };
  return seen;
}
const json = (status: number, body: unknown) =>
  new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': status < 400 ? 'application/json' : 'application/problem+json' },
  });

describe('an act', () => {
  it('is sent again under the same key when the connection breaks, once', async () => {
    const seen = network('broken', json(200, { id: 'x' }));
    expect(await send('POST', '/api/fire/premises', { name: '顺河小栈旅馆' })).toEqual({ id: 'x' });
    const [first, second, ...more] = seen.map((h) => h.get('idempotency-key'));
    expect(more).toEqual([]);
    expect(second).toBe(first);
    expect(first).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/);
  });

  it('says in words that the server was not reached, and does not try for ever', async () => {
    const seen = network('broken');
    const refused = await send('POST', '/api/x', {}).catch((cause: unknown) => cause);
    expect(refused).toBeInstanceOf(ApiProblem);
    expect(refused).toMatchObject({ status: 0, title: '连不上服务器' });
    expect(seen).toHaveLength(2);
  });

  it('is not repeated after a refusal, and the problem keeps its own members', async () => {
    const seen = network(
      json(409, { type: '/problems/ledger/stale', title: '已被他人修改', status: 409, detail: '请对照后再交。', version: 4 }),
    );
    const refused = await send('PATCH', '/api/x', {}).catch((cause: unknown) => cause);
    expect(refused).toMatchObject({ type: '/problems/ledger/stale', status: 409, detail: '请对照后再交。', body: { version: 4 } });
    expect(seen).toHaveLength(1);
  });
});

describe('a read', () => {
  it('rings the door when nobody is signed in, but not for a wrong password', async () => {
    network(json(401, { type: '/problems/people/signed-out', title: '请先登录', status: 401, detail: '' }));
    let rung = 0;
    const stop = onDoor('signed-out', () => rung++);
    await expect(get('/api/fire/premises')).rejects.toMatchObject({ status: 401 });
    expect(rung).toBe(1);
    await expect(send('POST', '/api/sessions', {})).rejects.toMatchObject({ status: 401 });
    stop();
    await expect(get('/api/fire/premises')).rejects.toMatchObject({ status: 401 });
    expect(rung).toBe(1);
  });

  it('takes a page of a captive portal for no answer', async () => {
    network(new Response('<h1>请登录 WiFi</h1>', { headers: { 'content-type': 'text/html' } }));
    await expect(get('/api/session')).rejects.toMatchObject({ status: 0 });
  });

  it('finds words for an answer that is no problem document', async () => {
    network(new Response('Bad Gateway', { status: 502, headers: { 'content-type': 'text/html' } }));
    await expect(get('/api/session')).rejects.toMatchObject({ status: 502, title: '服务器没有办成' });
  });
});

describe('the name of a download', () => {
  it('prefers the extended form, decodes it, and survives a broken one', () => {
    expect(fileName(`attachment; filename="a.xlsx"; filename*=UTF-8''%E4%B9%9D%E5%B0%8F%E5%9C%BA%E6%89%80.xlsx`)).toBe('九小场所.xlsx');
    expect(fileName(`attachment; filename="a.xlsx"; filename*=UTF-8''%E4%B`)).toBe('a.xlsx');
    expect(fileName(null)).toBeNull();
  });
});
