/** Clockwork of the inbox: reminders at their hours, and the same to other systems by webhook. */
import { createHmac } from 'node:crypto';
import { z } from 'zod';
import { newId } from '../../platform/ids.ts';
import { remind } from '../../platform/live.ts';
import { log } from '../../platform/log.ts';
import { addJob } from '../../platform/queue.ts';
import type { Office } from '../ledger/index.ts';
import { listParameters } from '../reference/index.ts';
import type { Job } from '../unit.ts';
import { type Due, listCities, takeDue, tidy } from './queries.ts';
import { inQuietHours, reminderHours } from './rules.ts';

/** Parameter of the office: a list of addresses, such as `["https://oa.example.gov.cn/hooks/taizhang"]`. */
export const webhooksKey = 'notices.webhooks';

const address = z.url({ protocol: /^https?$/ }).refine((url) => {
  const { username, password } = new URL(url);
  return username === '' && password === '';
});

/** The key with which deliveries to an address are signed: follows from the office's keys, and stands in no table. */
export const webhookSecret = (office: Office, url: string): string => office.vault.blind(url, 'notices.webhook').toString('hex');

/** `t=<unix seconds>,v1=<hex>`: HMAC-SHA256 over `<t>.<body>`. The receiver compares it, and refuses a `t` that is minutes old. */
export const sign = (secret: string, seconds: number, body: string): string =>
  `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`;

/** Addresses of a city's webhooks; lines that are no http address are passed over with a warning. */
async function addresses(office: Office, city: string): Promise<string[]> {
  return await office.db.transaction('read', { city }, async (tx) => {
    const found = (await listParameters(tx, city, webhooksKey)).find((one) => one.key === webhooksKey)?.value;
    const list: unknown[] = Array.isArray(found) ? found : [];
    return list.flatMap((one) => {
      const parsed = address.safeParse(one);
      if (!parsed.success) log.warn({ city }, 'a webhook address is no http address and is passed over');
      return parsed.success ? [parsed.data] : [];
    });
  });
}

const atOnce = 200;

/** Reminds of everything that is due. Returns how many notices. */
export async function remindDue(office: Office, withheld: readonly string[]): Promise<number> {
  let reminded = 0;
  for (const city of await office.db.anonymous(listCities)) {
    const urls = await addresses(office, city);
    const now = office.clock.now();
    await office.db.transaction('write', { city }, async (tx) => {
      const due = await takeDue(tx, city, now, inQuietHours(now));
      reminded += due.length;
      for (const [account_id, own] of byAccount(due))
        await remind(tx, { account_id, unread: own[0]?.unread ?? own.length, fresh: own.length, urgent: own.some((one) => one.urgent) });
      const outward = due.filter((one) => !withheld.includes(one.programme));
      for (let from = 0; from < outward.length; from += atOnce) {
        const notices = outward.slice(from, from + atOnce).map(told);
        for (const url of urls) {
          const body = { delivery: newId(), city, sent_at: now.toISOString(), notices };
          await addJob(tx, 'notices.post', { url, body }, { queue: `notices.post:${url}`.slice(0, 120), attempts: 12 });
        }
      }
    });
  }
  return reminded;
}

function byAccount(due: readonly Due[]): Map<string, Due[]> {
  const found = new Map<string, Due[]>();
  for (const one of due) found.set(one.account_id, [...(found.get(one.account_id) ?? []), one]);
  return found;
}

/** What leaves the house: who is to look at what, and where. Neither the words nor anything of the row. */
const told = ({ id, account, kind, title, link, programme, division, urgent, urgent_by_title, created_at }: Due) => ({
  id,
  account,
  kind,
  title,
  link,
  programme,
  division,
  urgent,
  urgent_by: urgent_by_title,
  created_at: created_at.toISOString(),
});

const Delivery = z.object({ url: address, body: z.object({ delivery: z.string() }).loose() });

/**
 * Sends one delivery. Anything but a 2xx within 10 s throws, and the queue tries again with growing pauses, over about two days. The
 * delivery keeps its number, so that the receiver can tell a second try. Redirects are not followed: the address is the one that was set.
 */
export async function post(office: Office, payload: unknown, signal?: AbortSignal): Promise<void> {
  const { url, body } = Delivery.parse(payload);
  const text = JSON.stringify(body);
  const limit = AbortSignal.timeout(10_000);
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'user-agent': 'taizhang',
      'x-taizhang-delivery': body.delivery,
      'x-taizhang-signature': sign(webhookSecret(office, url), Math.floor(Date.now() / 1000), text),
    },
    body: text,
    redirect: 'error',
    signal: signal ? AbortSignal.any([signal, limit]) : limit,
  });
  await response.body?.cancel();
  if (!response.ok) throw new Error(`the webhook answered ${response.status}`);
}

export const jobs = (withheld: readonly string[]): readonly Job[] => [
  {
    name: 'notices.remind',
    // An order that goes out at once asks for it beside these hours.
    at: reminderHours,
    title: '集中提醒',
    run: async (office) => {
      const reminded = await remindDue(office, withheld);
      return reminded > 0 ? `提醒 ${reminded} 条消息` : undefined;
    },
  },
  { name: 'notices.post', title: '推送消息到外部系统', run: post },
  {
    name: 'notices.tidy',
    at: '03:40',
    title: '清理旧消息',
    run: async (office) => {
      for (const city of await office.db.anonymous(listCities))
        await office.db.transaction('write', { city }, (tx) => tidy(tx, city, office.clock.now()));
    },
  },
];
