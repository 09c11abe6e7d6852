import { afterEach, describe, expect, expectTypeOf, it } from 'vitest';
import { ApiProblem, addressOf, fileName, filled, get, onDoor, openPath, send, useGet, useSend } from '../api.ts';

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
    expect(await send('POST', openPath('/api/orchard/trees'), { body: { name: '顺河老槐' } })).toEqual({ id: 'x' });
    const [first, second, ...more] = seen.map((h) => h.get('idempotency-key'));
    expect(more).toEqual([]);
    expect(second).toBe(first);
    expect(first).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/);
  });

  it('says in words that the server was not reached, and does not try for ever', async () => {
    const seen = network('broken');
    const refused = await send('POST', openPath('/api/x')).catch((cause: unknown) => cause);
    expect(refused).toBeInstanceOf(ApiProblem);
    expect(refused).toMatchObject({ status: 0, title: '连不上服务器' });
    expect(seen).toHaveLength(2);
  });

  it('is not repeated after a refusal, and the problem keeps its own members', async () => {
    const seen = network(
      json(409, { type: '/problems/ledger/stale', title: '已被他人修改', status: 409, detail: '请对照后再交。', version: 4 }),
    );
    const refused = await send('PATCH', openPath('/api/x')).catch((cause: unknown) => cause);
    expect(refused).toMatchObject({ type: '/problems/ledger/stale', status: 409, detail: '请对照后再交。', body: { version: 4 } });
    expect(seen).toHaveLength(1);
  });
});

describe('a read', () => {
  it('rings the door when nobody is signed in, but not for a wrong password', async () => {
    network(json(401, { type: '/problems/people/signed-out', title: '请先登录', status: 401, detail: '' }));
    let rung = 0;
    const stop = onDoor('signed-out', () => rung++);
    await expect(get('/api/accounts')).rejects.toMatchObject({ status: 401 });
    expect(rung).toBe(1);
    await expect(send('POST', '/api/sessions', { body: { name: 'x', password: 'x' } })).rejects.toMatchObject({ status: 401 });
    stop();
    await expect(get('/api/accounts')).rejects.toMatchObject({ status: 401 });
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

describe('an address of the description', () => {
  it('is filled in, each part escaped, and its question comes in a fixed order without what is empty', async () => {
    expect(filled('/api/accounts/{id}/posts/{post_id}', { id: 'a/b', post_id: '甲' })).toBe('/api/accounts/a%2Fb/posts/%E7%94%B2');
    expect(addressOf('/api/accounts', { q: '方', after: null, division: '', limit: 20 })).toBe('/api/accounts?limit=20&q=%E6%96%B9');
    const asked: string[] = [];
    globalThis.fetch = async (address) => {
      asked.push(String(address));
      return json(200, {});
    };
    await get('/api/indicators/{key}/by', { params: { key: 'x.y' }, query: { by: 'division', as: null } });
    await send('DELETE', '/api/delegations/{id}', { params: { id: '1' } });
    expect(asked).toEqual(['/api/indicators/x.y/by?by=division', '/api/delegations/1']);
  });

  it('brings the types of what is asked, sent and answered; what it does not know is refused by the compiler', () => {
    // Never called: the compiler reads it.
    const typed = () => {
      expectTypeOf(get('/api/ledger/acts', { query: { day: '2022-11-09' } }))
        .resolves.toHaveProperty('next')
        .toEqualTypeOf<string | null>();
      expectTypeOf(useGet('/api/divisions').data?.items[0]?.code).toEqualTypeOf<string | undefined>();
      expectTypeOf(useSend('POST', '/api/units').mutate).parameter(0).toHaveProperty('kind').toEqualTypeOf<string>();
      const end = useSend('DELETE', '/api/delegations/{id}', { params: ({ line }: { line: string }) => ({ id: line }) });
      expectTypeOf(end.mutate).parameter(0).toEqualTypeOf<{ line: string }>();
      expectTypeOf(useGet<{ own: true }>(openPath('/api/any')).data).toEqualTypeOf<{ own: true } | undefined>();
      // @ts-expect-error no such address
      void get('/api/nothing');
      // @ts-expect-error no such filter
      void get('/api/ledger/acts', { query: { dya: '2022-11-09' } });
      // @ts-expect-error no such value
      void get('/api/accounts', { query: { state: 'gone' } });
      // @ts-expect-error the braces are not filled in
      void get('/api/accounts/{id}');
      // @ts-expect-error the body is missing
      void send('POST', '/api/units');
      // @ts-expect-error not an address that is changed
      void send('PATCH', '/api/units', { body: {} });
      // @ts-expect-error the description has the answer, nobody says another one
      useGet<{ own: true }>('/api/divisions');
    };
    expect(typed).toBeTypeOf('function');
  });
});

describe('the name of a download', () => {
  it('prefers the extended form, decodes it, and survives a broken one', () => {
    expect(fileName(`attachment; filename="a.xlsx"; filename*=UTF-8''%E4%B9%9D%E5%B0%8F%E5%9C%BA%E6%89%80.xlsx`)).toBe('九小场所.xlsx');
    expect(fileName(`attachment; filename="a.xlsx"; filename*=UTF-8''%E4%B`)).toBe('a.xlsx');
    expect(fileName(null)).toBeNull();
  });
});
