/** A load generator over keep-alive connections: how long answers take one by one, and how many come in a second. */
import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import { demoPassword } from '../src/core/people/index.ts';

export interface Answer {
  status: number;
  body: string;
  ms: number;
}

/** A signed-in person with connections of his own. */
export class Client {
  readonly #agent: Agent;
  #cookie = '';

  constructor(
    readonly port: number,
    connections: number,
  ) {
    this.#agent = new Agent({ keepAlive: true, maxSockets: connections, scheduling: 'fifo' });
  }

  async signIn(account: string): Promise<this> {
    const answer = await this.#send('POST', '/api/sessions', JSON.stringify({ name: account, password: demoPassword }));
    if (answer.status !== 200) throw new Error(`${account} could not sign in: ${answer.body}`);
    return this;
  }

  get(path: string): Promise<Answer> {
    return this.#send('GET', path);
  }

  post(path: string, body: unknown): Promise<Answer> {
    return this.#send('POST', path, JSON.stringify(body));
  }

  patch(path: string, body: unknown): Promise<Answer> {
    return this.#send('PATCH', path, JSON.stringify(body));
  }

  close(): void {
    this.#agent.destroy();
  }

  #send(method: string, path: string, body?: string): Promise<Answer> {
    const began = performance.now();
    return new Promise((resolve, reject) => {
      const sent = request(
        {
          agent: this.#agent,
          host: '127.0.0.1',
          port: this.port,
          method,
          path,
          headers: {
            'accept-encoding': 'gzip',
            ...(this.#cookie ? { cookie: this.#cookie } : {}),
            ...(body === undefined
              ? {}
              : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), 'idempotency-key': randomUUID() }),
          },
        },
        (answer) => {
          const chunks: Buffer[] = [];
          answer.on('data', (chunk: Buffer) => chunks.push(chunk));
          answer.on('end', () => {
            const cookies = answer.headers['set-cookie'];
            if (cookies) this.#cookie = cookies.map((one) => one.split(';')[0]).join('; ');
            const bytes = Buffer.concat(chunks);
            const plain = answer.headers['content-encoding'] === 'gzip' ? '' : bytes.toString('utf8');
            resolve({ status: answer.statusCode ?? 0, body: plain, ms: performance.now() - began });
          });
          answer.on('error', reject);
        },
      );
      sent.on('error', reject);
      sent.end(body);
    });
  }
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

/** Sends each path `times` times, one after the other; the first round warms and is not counted. Throws when one is refused. */
export async function alone(client: Client, paths: readonly string[], times: number): Promise<number[]> {
  const taken: number[] = [];
  for (let round = 0; round <= times; round++) {
    for (const path of paths) {
      const answer = await client.get(path);
      if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}: ${answer.body}`);
      if (round > 0) taken.push(answer.ms);
    }
  }
  return taken;
}

/** Runs `work` on that many connections for that long and counts what was done in a second; a refusal ends it. */
export async function together(
  connections: number,
  seconds: number,
  work: (connection: number) => Promise<Answer>,
): Promise<{ rate: number; p95: number }> {
  const end = performance.now() + seconds * 1000;
  const taken: number[] = [];
  const began = performance.now();
  await Promise.all(
    Array.from({ length: connections }, async (_one, connection) => {
      while (performance.now() < end) {
        const answer = await work(connection);
        if (answer.status !== 200) throw new Error(`answered ${answer.status}: ${answer.body}`);
        taken.push(answer.ms);
      }
    }),
  );
  return { rate: taken.length / ((performance.now() - began) / 1000), p95: percentile(taken, 0.95) };
}
