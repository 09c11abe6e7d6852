/** The HTTP door. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { mount } from './core/ledger/index.ts';
import { enterOffice } from './core/office.ts';
import { readConfig } from './platform/config.ts';
import { createHttp } from './platform/http.ts';
import { closeLive, tellClock } from './platform/live.ts';
import { log } from './platform/log.ts';
import { openDatabase } from './platform/postgres/index.ts';
import { root } from './platform/root.ts';
import { assemble } from './units.ts';

// What a form or a request gets wrong is said in Chinese.
z.config(z.locales.zhCN());

const config = readConfig();
const database = await openDatabase(config);
const office = await enterOffice(config, database.urls.app, 'taizhang server', 16);
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
const all = assemble({ publicUrl: config.publicUrl });

const app = await createHttp(
  {
    web: join(root, 'dist', 'web'),
    publicUrl: config.publicUrl,
    trustProxy: config.trustProxy,
    tls: config.tls,
    constraints: all.constraints,
    checkAnswers: false,
    version,
  },
  async () => {
    await office.db.anonymous(async () => {});
    return office.db.load;
  },
);
mount(app, office, all.routes, all.people.authenticate(office));
const deaf = [all.people.listen(office), office.clock.follow(office.db, () => tellClock(office.db, office.clock.now()))];

await app.listen({ host: config.host, port: config.port });
log.info({ host: config.host, port: config.port }, 'server listens');

let stopping = false;
for (const order of ['SIGTERM', 'SIGINT'] as const) {
  process.on(order, async () => {
    if (stopping) return;
    stopping = true;
    await closeLive(office.db);
    await app.close();
    await Promise.all(deaf.map((stop) => stop()));
    await office.db.close();
    await database.stop();
    process.exit(0);
  });
}
