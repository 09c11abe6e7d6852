import { randomFillSync } from 'node:crypto';

// Asking the system for a few bytes at a time costs more than what they are used for: an import of 114,000 rows asks half a million times.
let pool = randomFillSync(Buffer.alloc(16 * 1024));
let used = 0;

/** Fresh random bytes, at most a few hundred; none is ever given twice. */
export function freshBytes(length: number): Buffer {
  if (used + length > pool.length) {
    pool = randomFillSync(Buffer.alloc(16 * 1024));
    used = 0;
  }
  used += length;
  return pool.subarray(used - length, used);
}
