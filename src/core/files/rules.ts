/** 附件: kinds, roles and limits. Pure: the phone checks a picture by the same words before it is sent. */
import type { Media } from './rules/media.ts';

export { type Capture, readCapture } from './rules/capture.ts';
export { type Media, type Sniffed, sniffMedia } from './rules/media.ts';
export { withoutMetadata } from './rules/metadata.ts';

export const fileKinds = ['photo', 'signature', 'document'] as const;
export type FileKind = (typeof fileKinds)[number];

const MB = 1024 * 1024;

/** What each kind of upload may be: media and bytes at most. */
export const limits: Readonly<Record<FileKind, { title: string; media: readonly Media[]; bytes: number }>> = {
  photo: { title: '照片', media: ['image/jpeg', 'image/png', 'image/webp'], bytes: 20 * MB },
  signature: { title: '签名', media: ['image/png', 'image/jpeg', 'image/webp'], bytes: 1 * MB },
  document: {
    title: '文件',
    media: [
      'application/pdf',
      'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
      'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      'image/jpeg',
      'image/png',
      'image/webp',
    ],
    bytes: 50 * MB,
  },
};

/** The small picture made by the browser: at most this long on its longer side, and this heavy. */
export const small = { side: 480, bytes: 300 * 1024 } as const;

/** A picture that would unpack to more than this is no photo but a trap for the browsers that show it. */
export const picture = { side: 20_000, pixels: 100_000_000 } as const;

/** What a file can be to the row it is attached to. One picture cannot be both of an opposite pair. */
export const attachmentRoles = {
  before: { title: '整改前照片', kinds: ['photo'], opposite: 'after' },
  after: { title: '整改后照片', kinds: ['photo'], opposite: 'before' },
  signature: { title: '签名', kinds: ['signature'], opposite: null },
  proof: { title: '佐证材料', kinds: ['photo', 'document', 'signature'], opposite: null },
} as const satisfies Record<string, { title: string; kinds: readonly FileKind[]; opposite: 'before' | 'after' | null }>;
export type AttachmentRole = keyof typeof attachmentRoles;

/** `1.5 MB`, `300 KB`. */
export const sizeWords = (bytes: number): string =>
  bytes >= MB ? `${Math.round((bytes / MB) * 10) / 10} MB` : `${Math.ceil(bytes / 1024)} KB`;

/** Whether a dHash as the browser sends it: 64 bits as 16 small hex digits. */
export const isPerceptualHash = (value: string): boolean => /^[0-9a-f]{16}$/.test(value);
