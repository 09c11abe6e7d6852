import { listParameters } from '../reference/index.ts';
import type { Unit } from '../unit.ts';
import { webhookSecret, webhooksKey } from './jobs.ts';

/** `taizhang webhooks`: where reminders are sent, and the key with which each receiver checks them. */
export const webhooksCommand: NonNullable<Unit['commands']> = (program, context) => {
  program
    .command('webhooks')
    .description('列出消息推送地址和各自的签名密钥')
    .action(async () => {
      const office = await context.office();
      const { city } = await context.actor(office);
      const parameters = await office.db.transaction('read', { city }, (tx) => listParameters(tx, city, webhooksKey));
      const value = parameters.find((one) => one.key === webhooksKey)?.value;
      const found = (Array.isArray(value) ? value : [])
        .filter((one) => typeof one === 'string')
        .map((url) => ({ url, secret: webhookSecret(office, url) }));
      context.answer(
        found,
        found.length === 0
          ? `没有设置推送地址。参数 ${webhooksKey} 是地址的列表。`
          : found.map(({ url, secret }) => `${url}\n  密钥 ${secret}`).join('\n'),
      );
    });
};
