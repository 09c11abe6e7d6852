import { Readable } from 'node:stream';
import type { MultipartFile } from '@fastify/multipart';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { newId } from '../../platform/ids.ts';
import type { ProblemMaker } from '../../platform/problem.ts';
import {
  type Actor,
  actId,
  covers,
  forbidden,
  may,
  notFound,
  type Office,
  perform,
  type Route,
  raw,
  read,
  readAs,
} from '../ledger/index.ts';
import { eraseFile, type Kept, keepFile, Said } from './acts.ts';
import { openContent, type Received, receive } from './content.ts';
import {
  activeContent,
  brokenPicture,
  contentMissing,
  heic,
  hugePicture,
  macros,
  noFile,
  oldOffice,
  otherPicture,
  storageFull,
  tooLarge,
  unknownMedia,
  video,
  wrongFields,
  wrongMedia,
  wrongSmall,
} from './problems.ts';
import { findFile, listUses, type StoredFile } from './queries.ts';
import { attachmentRoles, fileKinds, limits, sizeWords, small as smallLimit } from './rules.ts';

const id = z.object({ id: z.uuid() });
const kept = z.object({
  id: z.string(),
  sha256: z.string(),
  media_type: z.string(),
  width: z.int().nullable(),
  height: z.int().nullable(),
  taken_at: z.string().nullable(),
});

/** Reads the parts of an upload. Fields may stand before or behind the bytes; whatever is refused leaves nothing on the disk. */
async function upload(request: FastifyRequest, actor: Actor, office: Office): Promise<Kept> {
  const key = actId(request);
  if (!actor.posts.some((post) => post.verbs.some((held) => covers(held, `${post.programme}.files.keep`))))
    throw forbidden({ title: '上传附件' });
  if (!request.isMultipart()) throw noFile();
  const fields: Record<string, string> = {};
  const received: { file?: Received; small?: Received } = {};
  let name = '';
  try {
    const most = Math.max(...Object.values(limits).map((limit) => limit.bytes));
    const parts = request.parts({
      limits: { files: 2, fields: 20, fieldSize: 4000, fileSize: most + 1 },
      throwFileSizeLimit: false,
    } as never);
    for await (const part of parts) {
      if (part.type === 'field') {
        if (part.value !== '') fields[part.fieldname] = String(part.value);
      } else if ((part.fieldname === 'file' || part.fieldname === 'small') && !received[part.fieldname]) {
        if (part.fieldname === 'file') name = baseName(part);
        const known = limits[fields.kind as keyof typeof limits];
        const limit = part.fieldname === 'small' ? smallLimit.bytes : (known?.bytes ?? most);
        received[part.fieldname] = await receive(office.files, part.file, limit, () =>
          part.fieldname === 'small' ? wrongSmall() : tooLarge({ kind: known?.title ?? '文件', limit: sizeWords(limit) }),
        );
      } else part.file.resume();
    }
    const { file, small } = received;
    if (!file) throw noFile();
    const parsed = Said.safeParse({ ...fields, file_name: name });
    if (!parsed.success)
      throw wrongFields({ errors: parsed.error.issues.map((issue) => ({ field: issue.path.join('.'), message: issue.message })) });
    const said = parsed.data;
    const limit = limits[said.kind];
    if (file.bytes > limit.bytes) throw tooLarge({ kind: limit.title, limit: sizeWords(limit.bytes) });
    if (!limit.media.includes(file.media)) throw wrongMedia({ kind: limit.title });
    if (small && (small.width === null || Math.max(small.width, small.height ?? 0) > smallLimit.side)) throw wrongSmall();
    const fromPhone = said.longitude !== null && said.latitude !== null;
    const fromPicture = !fromPhone && file.capture.longitude !== null;
    const todo = keepFile(said.programme);
    if (!may(actor, todo.verb)) throw forbidden({ title: todo.title });
    if (!may(actor, todo.verb, said.division)) throw notFound();
    // First the bytes, then the row: what a failed act leaves behind is swept, a row without bytes would be a lost proof.
    await file.settle();
    await small?.settle();
    return await perform(office, todo, actor, key, {
      id: said.id ?? newId(),
      programme: said.programme,
      division: said.division,
      kind: said.kind,
      sha256: file.sha256,
      media_type: file.media,
      bytes: file.bytes,
      width: file.width,
      height: file.height,
      small: small ? { sha256: small.sha256, media_type: small.media, bytes: small.bytes } : null,
      file_name: said.kind === 'document' ? said.file_name : null,
      taken_at: said.taken_at ?? file.capture.taken_at,
      device_at: said.device_at,
      exif_at: file.capture.taken_at,
      longitude: fromPhone ? said.longitude : file.capture.longitude,
      latitude: fromPhone ? said.latitude : file.capture.latitude,
      position_from: fromPhone ? 'phone' : fromPicture ? 'exif' : null,
      perceptual_hash: said.perceptual_hash,
      note: said.note,
    });
  } finally {
    await received.file?.drop();
    await received.small?.drop();
  }
}

/** The last part of the name, without control characters: it is only ever shown, and offered when a document is saved. */
const baseName = (part: MultipartFile): string => (part.filename ?? '').split(/[\\/]/).at(-1)?.replaceAll(/\p{C}/gu, '').slice(-200) ?? '';

const suffixes: Readonly<Record<string, string>> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
  'application/pdf': 'pdf',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'docx',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'xlsx',
};

/** Sends a content so that no browser runs anything in it: typed by its bytes, never guessed anew, without scripts, documents to be saved. */
async function serve(office: Office, request: FastifyRequest, reply: FastifyReply, file: StoredFile, which: 'file' | 'small') {
  const small = which === 'small' && file.small_sha256 !== null && file.small_media_type !== null;
  const sha256 = small ? (file.small_sha256 as string) : file.sha256;
  const media = small ? (file.small_media_type as string) : file.media_type;
  const content = await openContent(office.files, sha256);
  if (!content) throw contentMissing();
  const shown = media.startsWith('image/');
  const name = file.file_name ?? `${limits[file.kind].title}_${file.id.slice(-8)}.${suffixes[media] ?? 'bin'}`;
  reply
    .header('etag', `"${sha256}"`)
    .header('cache-control', 'private, max-age=31536000, immutable')
    .header('x-content-type-options', 'nosniff')
    .header('content-security-policy', "default-src 'none'; style-src 'none'; sandbox; frame-ancestors 'none'")
    .header('cross-origin-resource-policy', 'same-origin')
    .header('content-disposition', `${shown ? 'inline' : 'attachment'}; filename*=UTF-8''${encodeURIComponent(name)}`);
  if (request.headers['if-none-match'] === `"${sha256}"`) return reply.code(304).send();
  reply.type(media).header('content-length', content.bytes);
  // HEAD: nothing is read from the disk, and an empty stream leaves the length as it stands.
  return reply.send(request.method === 'HEAD' ? Readable.from([]) : content.stream());
}

const find = async (office: Office, actor: Actor | null, request: FastifyRequest): Promise<StoredFile> => {
  if (!actor) throw notFound();
  const { id: wanted } = request.params as { id: string };
  const file = await readAs(office, actor, (tx) => findFile(tx, actor.city, wanted));
  if (!file) throw notFound();
  return file;
};

const refusals = [
  noFile,
  wrongFields,
  tooLarge,
  heic,
  otherPicture,
  video,
  activeContent,
  macros,
  oldOffice,
  brokenPicture,
  hugePicture,
  unknownMedia,
  wrongMedia,
  wrongSmall,
  storageFull,
] as readonly ProblemMaker<never>[];

export const routes: readonly Route[] = [
  raw({
    method: 'POST',
    path: '/api/files',
    operation: 'files.files.keep',
    title: '上传附件',
    verb: null,
    answer: kept,
    problems: refusals,
    run: async (request, _reply, { actor, office }) => {
      if (!actor) throw notFound();
      return await upload(request, actor, office);
    },
  }),
  raw({
    method: 'GET',
    path: '/api/files/:id',
    operation: 'files.files.content',
    title: '查看附件',
    verb: null,
    params: id,
    problems: [contentMissing] as never,
    run: async (request, reply, { actor, office }) => await serve(office, request, reply, await find(office, actor, request), 'file'),
  }),
  raw({
    method: 'GET',
    path: '/api/files/:id/small',
    operation: 'files.files.small',
    title: '查看小图',
    verb: null,
    params: id,
    problems: [contentMissing] as never,
    run: async (request, reply, { actor, office }) => await serve(office, request, reply, await find(office, actor, request), 'small'),
  }),
  read({
    path: '/api/files/:id/facts',
    operation: 'files.files.facts',
    title: '附件的拍摄信息',
    verb: null,
    params: id,
    answer: z.object({
      id: z.string(),
      kind: z.enum(fileKinds),
      media_type: z.string(),
      bytes: z.int(),
      sha256: z.string(),
      width: z.int().nullable(),
      height: z.int().nullable(),
      file_name: z.string().nullable(),
      taken_at: z.string().nullable(),
      device_at: z.string().nullable(),
      exif_at: z.string().nullable(),
      received_at: z.string(),
      longitude: z.number().nullable(),
      latitude: z.number().nullable(),
      position_from: z.enum(['phone', 'exif']).nullable(),
      perceptual_hash: z.string().nullable(),
      note: z.string().nullable(),
      account: z.string(),
      /** Where the same bytes are attached, as far as the reader may see. */
      uses: z.array(
        z.object({
          file_id: z.string(),
          owner_relation: z.string(),
          owner_id: z.string(),
          role: z.enum(Object.keys(attachmentRoles) as [keyof typeof attachmentRoles]),
        }),
      ),
    }),
    run: async ({ tx, actor, params }) => {
      const file = await findFile(tx, actor.city, params.id);
      if (!file) throw notFound();
      const { taken_at, device_at, exif_at, received_at, longitude, latitude, ...facts } = file;
      const iso = (at: Date | null) => at?.toISOString() ?? null;
      return {
        ...facts,
        taken_at: iso(taken_at),
        device_at: iso(device_at),
        exif_at: iso(exif_at),
        received_at: received_at.toISOString(),
        longitude: longitude === null ? null : Number(longitude),
        latitude: latitude === null ? null : Number(latitude),
        uses: await listUses(tx, actor.city, file.sha256),
      };
    },
  }),
  raw({
    method: 'POST',
    path: '/api/files/:id/erase',
    operation: 'files.files.erase',
    title: '删除附件',
    verb: null,
    params: id,
    body: z.object({ reason: z.string(), basis: z.string() }),
    answer: z.object({ versions: z.int() }),
    run: async (request, _reply, { actor, office }) => {
      const key = actId(request);
      if (!actor) throw notFound();
      const { id: wanted } = request.params as { id: string };
      // A replay finds the row gone: any post that may erase then asks the ledger for the first answer.
      const file = await readAs(office, actor, (tx) => findFile(tx, actor.city, wanted));
      const programme =
        file?.programme ?? actor.posts.find((post) => post.verbs.some((held) => covers(held, `${post.programme}.files.erase`)))?.programme;
      if (!programme) throw notFound();
      return await perform(office, eraseFile(programme), actor, key, { ...(request.body as object), id: wanted });
    },
  }),
];
