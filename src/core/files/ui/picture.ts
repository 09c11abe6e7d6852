/** A photo made fit to send: turned upright, at most 1600 px, a small one of at most 480 px beside it, and what it says of itself. */
import { type Capture, readCapture, small as smallLimit, sniffMedia } from '../rules.ts';

/** The longer side of what is sent: a plate and a nameplate are readable at it, and it is some 300 KB. */
const side = 1600;

export interface ReadyPhoto {
  file: Blob;
  small: Blob;
  width: number;
  height: number;
  capture: Pick<Capture, 'taken_at' | 'longitude' | 'latitude'>;
  /** dHash of 64 bits as 16 hex digits: the same scene taken twice has nearly the same. */
  perceptual_hash: string;
}

/** Why a picture cannot be used, in words for the person. */
export class UnfitPhoto extends Error {
  override readonly name = 'UnfitPhoto';
}

const reasons: Readonly<Record<string, string>> = {
  heic: '这是 HEIC 照片，本系统打不开。请在手机相机设置里改为“兼容性最佳（JPEG）”后重拍。',
  video: '这是视频。请拍照片。',
  other_picture: '请用 JPG 或 PNG 照片。',
  broken_picture: '这张照片已损坏，请重拍。',
};

/** Width and height within a square of `most`, never enlarged. */
export function within(width: number, height: number, most: number): { width: number; height: number } {
  const by = Math.min(1, most / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * by)), height: Math.max(1, Math.round(height * by)) };
}

/** dHash: each of 8 × 8 points is one when it is brighter than the one at its right. `grey` has 9 × 8 brightnesses, row by row. */
export function differenceHash(grey: readonly number[]): string {
  let hex = '';
  for (let row = 0; row < 8; row++) {
    let bits = 0;
    for (let column = 0; column < 8; column++) {
      const at = row * 9 + column;
      bits = bits * 2 + ((grey[at] ?? 0) > (grey[at + 1] ?? 0) ? 1 : 0);
    }
    hex += bits.toString(16).padStart(2, '0');
  }
  return hex;
}

type Drawable = CanvasImageSource & { width: number; height: number };

function drawn(source: Drawable, width: number, height: number): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const pen = canvas.getContext('2d');
  if (!pen) throw new UnfitPhoto('浏览器内存不够，请关掉其他网页再试。');
  // A picture with clear parts would turn black as JPEG.
  pen.fillStyle = '#fff';
  pen.fillRect(0, 0, width, height);
  pen.imageSmoothingQuality = 'high';
  pen.drawImage(source, 0, 0, width, height);
  return canvas;
}

const jpeg = (canvas: HTMLCanvasElement, quality: number) =>
  new Promise<Blob>((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new UnfitPhoto('这张照片处理不了，请重拍。'))), 'image/jpeg', quality),
  );

/** The browser turns the picture upright as its EXIF says; that block is lost in redrawing, so time and place are read from it before. */
export async function readyPhoto(original: Blob): Promise<ReadyPhoto> {
  const sniffed = sniffMedia(new Uint8Array(await original.slice(0, 256 * 1024).arrayBuffer()));
  if (sniffed.is !== 'picture') throw new UnfitPhoto(reasons[sniffed.is === 'refused' ? sniffed.why : ''] ?? '这不是照片，请另选。');
  const { taken_at, longitude, latitude } = readCapture(sniffed.exif);
  const bitmap = await createImageBitmap(original, { imageOrientation: 'from-image' }).catch(() => {
    throw new UnfitPhoto('这张照片打不开，请重拍。');
  });
  try {
    const size = within(bitmap.width, bitmap.height, side);
    const large = drawn(bitmap, size.width, size.height);
    const little = within(size.width, size.height, smallLimit.side);
    const small = drawn(large, little.width, little.height);
    const pixels = drawn(small, 9, 8).getContext('2d')?.getImageData(0, 0, 9, 8).data ?? new Uint8ClampedArray();
    const grey = Array.from(
      { length: 72 },
      (_, i) => 0.299 * (pixels[i * 4] ?? 0) + 0.587 * (pixels[i * 4 + 1] ?? 0) + 0.114 * (pixels[i * 4 + 2] ?? 0),
    );
    return {
      file: await jpeg(large, 0.85),
      small: await jpeg(small, 0.78),
      ...size,
      capture: { taken_at, longitude, latitude },
      perceptual_hash: differenceHash(grey),
    };
  } finally {
    bitmap.close();
  }
}
