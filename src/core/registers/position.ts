/** Positions on the map: a pair or nothing, and inside the box the office set (`office.coordinate_box`). */
import type { Tx } from '../../platform/db.ts';
import { getParameter } from '../reference/index.ts';

/** Degrees, in the datum of the point: datums differ by hundreds of metres, a box of a city does not mind. */
export interface Box {
  west: number;
  east: number;
  south: number;
  north: number;
}

export const getBox = async (tx: Tx, city: string): Promise<Box> => (await getParameter(tx, city, 'office.coordinate_box')).value as Box;

/** What is wrong with a row's position, in words; null when nothing is. */
export function positionFault(row: Readonly<Record<string, unknown>>, box: Box): string | null {
  const longitude = row.longitude ?? null;
  const latitude = row.latitude ?? null;
  if (longitude === null && latitude === null) return null;
  if (longitude === null || latitude === null) return '经度和纬度要么都填，要么都不填';
  const inside =
    Number(longitude) >= box.west && Number(longitude) <= box.east && Number(latitude) >= box.south && Number(latitude) <= box.north;
  return inside ? null : `位置不在本市范围内（经度 ${box.west}–${box.east}，纬度 ${box.south}–${box.north}），请核对是否填反`;
}
