/** Sends files: what the browser makes of a photo, a drawn signature, a document as it is. Each send is an act of its own. */
import { newKey, upload } from '../../../kit/api.ts';
import { type FileKind, limits, sizeWords } from '../rules.ts';
import { readyPhoto, UnfitPhoto } from './picture.ts';

export interface KeptFile {
  id: string;
  sha256: string;
  media_type: string;
  taken_at: string | null;
}

/** Where the file belongs: who may see that place in that programme may see the file. */
export interface Place {
  programme: string;
  division: string;
}

/** A call that is made again after a lost connection carries the same key: the server keeps one file. */
export interface Sending {
  key?: string;
  onProgress?: (share: number) => void;
}

function send(
  file: Blob,
  kind: FileKind,
  place: Place,
  said: Readonly<Record<string, string | null>>,
  { key = newKey(), onProgress }: Sending,
  parts: Readonly<Record<string, Blob>> = {},
  name?: string,
): Promise<KeptFile> {
  if (file.size > limits[kind].bytes)
    throw new UnfitPhoto(`${limits[kind].title}不能超过 ${sizeWords(limits[kind].bytes)}，这个有 ${sizeWords(file.size)}。`);
  const fields = Object.entries({ ...place, kind, device_at: new Date().toISOString(), ...said }).filter(
    (field): field is [string, string] => field[1] !== null,
  );
  return upload<KeptFile>('/api/files', file, ({ done, total }) => onProgress?.(total ? done / total : 0), {
    key,
    fields: Object.fromEntries(fields),
    parts,
    ...(name ? { name } : {}),
  });
}

export async function keepPhoto(original: Blob, place: Place, sending: Sending = {}): Promise<KeptFile> {
  const photo = await readyPhoto(original);
  const { taken_at, longitude, latitude } = photo.capture;
  const at = longitude !== null && latitude !== null;
  return await send(
    photo.file,
    'photo',
    place,
    {
      taken_at,
      longitude: at ? String(longitude) : null,
      latitude: at ? String(latitude) : null,
      perceptual_hash: photo.perceptual_hash,
    },
    sending,
    { small: photo.small },
    'photo.jpg',
  );
}

export const keepSignature = (drawn: Blob, place: Place, sending: Sending = {}): Promise<KeptFile> =>
  send(drawn, 'signature', place, {}, sending, {}, 'signature.png');

export const keepDocument = (file: File, place: Place, sending: Sending = {}): Promise<KeptFile> =>
  send(file, 'document', place, {}, sending, {}, file.name);
