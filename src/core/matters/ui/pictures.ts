import type { Picture } from '../../files/ui/index.ts';
import type { MatterFile } from './calls.ts';

const titles: Readonly<Record<string, string>> = { before: '整改前', after: '整改后', proof: '佐证', signature: '签名' };
export const roleTitle = (role: string): string => titles[role] ?? '附件';

/** The photos of one role, the latest first: the last one taken after is the one that proves. */
export const picturesOf = (matter: MatterFile['matter'], role: 'before' | 'after'): Picture[] =>
  matter.photos
    .filter((photo) => photo.role === role)
    .map(({ id, taken_at, note }) => ({ id, title: roleTitle(role), taken_at, note }))
    .sort((a, b) => (a.taken_at ?? '').localeCompare(b.taken_at ?? '') * (role === 'after' ? -1 : 1));
