import { v7 } from 'uuid';
import { freshBytes } from './random.ts';

/** A new row or act id: uuid v7, ordered by time, so that indexes grow at one end. */
export const newId = (): string => v7({ random: freshBytes(16) });
