/** What a person does with files. Verbs belong to the programme of the file: `fire.files.keep`, `fire.files.erase`. */
import { z } from 'zod';
import { addJob } from '../../platform/queue.ts';
import { type Act, act, notFound } from '../ledger/index.ts';
import { eraseStored, findFile, insertFiles, type NewFile } from './queries.ts';
import { fileKinds, isPerceptualHash } from './rules.ts';

const programme = z.string().regex(/^[a-z]{2,20}$/, '请指明所属工作');
const optionalText = (max: number, words: string) =>
  z
    .string()
    .trim()
    .max(max, words)
    .transform((text) => text || null)
    .nullable()
    .default(null);
const moment = z.iso.datetime({ offset: true, error: '时间写成 2022-11-09T17:30:00+08:00 这样' }).nullable().default(null);
const degree = (most: number, words: string) => z.coerce.number(words).min(-most, words).max(most, words).nullable().default(null);

/** What a sender may say about a file, beside its bytes. */
export const Said = z
  .object({
    id: z.uuid('附件编号不对').optional(),
    programme,
    division: z.string().regex(/^\d{4,15}$/, '请选择区划'),
    kind: z.enum(fileKinds, '种类须是 photo、signature 或 document'),
    taken_at: moment,
    device_at: moment,
    longitude: degree(180, '经度须在 -180 到 180 之间'),
    latitude: degree(90, '纬度须在 -90 到 90 之间'),
    perceptual_hash: z.string().refine(isPerceptualHash, '图像指纹须是 16 位小写十六进制').nullable().default(null),
    note: optionalText(500, '说明不能超过 500 个字'),
    file_name: optionalText(200, '文件名不能超过 200 个字'),
  })
  .refine((said) => (said.longitude === null) === (said.latitude === null), { path: ['latitude'], error: '经度和纬度须一起填' });
export type Said = z.output<typeof Said>;

export interface Kept {
  id: string;
  sha256: string;
  media_type: string;
  width: number | null;
  height: number | null;
  taken_at: string | null;
}

const stored = z.custom<NewFile>((value) => typeof value === 'object' && value !== null);

/** Keeps an upload whose bytes already lie at their address. */
export const keepFile = (of: string): Act<NewFile, Kept> =>
  act(`${of}.files.keep`, '上传附件', stored, async (tx, actor, file, deed) => {
    deed.about({ relation: 'files.files', id: file.id, division: file.division });
    deed.says({ kind: file.kind, media_type: file.media_type, bytes: file.bytes });
    await insertFiles(tx, actor.city, actor.account_id, [file]);
    const { id, sha256, media_type, width, height, taken_at } = file;
    return { id, sha256, media_type, width, height, taken_at };
  });

const words = (what: string) => z.string().trim().min(4, `请写明${what}（至少四个字）`).max(500);

/** 依法删除 of one file: its row, its attachments, and its bytes unless another upload holds the same ones. */
export const eraseFile = (of: string): Act<{ id: string; reason: string; basis: string }, { versions: number }> =>
  act(
    `${of}.files.erase`,
    '删除附件',
    z.object({ id: z.uuid('附件编号不对'), reason: words('事由'), basis: words('依据') }),
    async (tx, actor, input, deed) => {
      const file = await findFile(tx, actor.city, input.id);
      if (file?.programme !== of) throw notFound();
      deed.about({ relation: 'files.files', id: file.id, division: file.division });
      deed.because(input.reason);
      const versions = await eraseStored(tx, actor.city, file.id);
      deed.says({ basis: input.basis, versions });
      // The bytes go once this is committed: a failed act must not leave a row without content.
      await addJob(tx, 'files.sweep', { contents: [file.sha256, ...(file.small_sha256 ? [file.small_sha256] : [])] });
      return { versions };
    },
  );

/** What the acts of a programme's files are called. */
export const fileTitles = (of: string): (readonly [verb: string, title: string])[] =>
  [keepFile(of), eraseFile(of)].map((one) => [one.verb, one.title] as const);
