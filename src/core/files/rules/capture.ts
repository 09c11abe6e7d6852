/**
 * Capture facts: when and where a picture says it was taken. Only time, time zone, position and turn are read (CIPA DC-008, Exif 2.32);
 * maker, model and serial number of the phone are not, and the stored picture goes without the block.
 */

export interface Capture {
  /** The moment, ISO with zone. A picture that names no zone is taken as China's (+08:00). */
  taken_at: string | null;
  longitude: number | null;
  latitude: number | null;
  /** Whether it is shown turned by a quarter, so that width and height change places. */
  turned: boolean;
}

const nothing: Capture = { taken_at: null, longitude: null, latitude: null, turned: false };

/** Reads a TIFF block. A broken one says nothing: a photo is never refused for it. */
export function readCapture(exif: Uint8Array | null): Capture {
  if (!exif || exif.byteLength < 14) return nothing;
  try {
    const { orientation: _, ...capture } = read(new DataView(exif.buffer, exif.byteOffset, exif.byteLength));
    return capture;
  } catch {
    return nothing;
  }
}

/** How the picture is turned, 1 to 8 as Exif counts; 1, upright, when it does not say. */
export function orientationOf(exif: Uint8Array | null): number {
  if (!exif || exif.byteLength < 14) return 1;
  try {
    return read(new DataView(exif.buffer, exif.byteOffset, exif.byteLength)).orientation;
  } catch {
    return 1;
  }
}

type Entry = { type: number; count: number; at: number };

function read(view: DataView): Capture & { orientation: number } {
  const little = view.getUint16(0) === 0x4949;
  if (view.getUint16(2, little) !== 42) return { ...nothing, orientation: 1 };
  const short = (at: number) => view.getUint16(at, little);
  const long = (at: number) => view.getUint32(at, little);
  const widths: Readonly<Record<number, number>> = { 1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 7: 1, 9: 4, 10: 8 };

  const directory = (start: number): Map<number, Entry> => {
    const entries = new Map<number, Entry>();
    const count = short(start);
    for (let i = 0; i < Math.min(count, 200); i += 1) {
      const at = start + 2 + i * 12;
      const type = short(at + 2);
      const length = long(at + 4);
      const bytes = (widths[type] ?? 1) * length;
      entries.set(short(at), { type, count: length, at: bytes <= 4 ? at + 8 : long(at + 8) });
    }
    return entries;
  };
  const text = (entry: Entry | undefined): string | null => {
    if (entry?.type !== 2 || entry.count > 64) return null;
    let found = '';
    for (let i = 0; i < entry.count; i += 1) found += String.fromCharCode(view.getUint8(entry.at + i));
    return found.replace(/\0.*$/s, '').trim();
  };
  const degrees = (entry: Entry | undefined, side: string | null, negative: string): number | null => {
    if (entry?.type !== 5 || entry.count !== 3) return null;
    const part = (i: number) => long(entry.at + i * 8) / long(entry.at + i * 8 + 4);
    const value = part(0) + (Number.isFinite(part(1)) ? part(1) / 60 : 0) + (Number.isFinite(part(2)) ? part(2) / 3600 : 0);
    if (!Number.isFinite(value)) return null;
    return Math.round((side === negative ? -value : value) * 1e6) / 1e6;
  };

  const main = directory(long(4));
  const said = main.get(0x0112);
  const orientation = said && short(said.at) >= 1 && short(said.at) <= 8 ? short(said.at) : 1;
  const detailsAt = main.get(0x8769);
  const details = detailsAt ? directory(long(detailsAt.at)) : new Map<number, Entry>();
  const gpsAt = main.get(0x8825);
  const gps = gpsAt ? directory(long(gpsAt.at)) : new Map<number, Entry>();

  const latitude = degrees(gps.get(2), text(gps.get(1)), 'S');
  const longitude = degrees(gps.get(4), text(gps.get(3)), 'W');
  // Cameras that have no fix write zeros.
  const placed =
    latitude !== null &&
    longitude !== null &&
    Math.abs(latitude) <= 90 &&
    Math.abs(longitude) <= 180 &&
    (latitude !== 0 || longitude !== 0);
  return {
    taken_at: moment(text(details.get(0x9003)) ?? text(main.get(0x0132)), text(details.get(0x9011)) ?? text(details.get(0x9010))),
    longitude: placed ? longitude : null,
    latitude: placed ? latitude : null,
    turned: orientation >= 5,
    orientation,
  };
}

/** `2022:11:09 17:30:00` and `+08:00` as one moment. */
function moment(written: string | null, zone: string | null): string | null {
  const parts = written?.match(/^(\d{4}):(\d{2}):(\d{2}) (\d{2}):(\d{2}):(\d{2})/);
  if (!parts) return null;
  const [, year, month, day, hour, minute, second] = parts;
  const offset = zone && /^[+-]\d{2}:\d{2}$/.test(zone) ? zone : '+08:00';
  const at = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}${offset}`);
  return Number.isNaN(at.getTime()) ? null : at.toISOString();
}
