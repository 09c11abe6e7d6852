/** Backup and restore without PostgreSQL's client programs: COPY into one gzipped tar, and back into an empty database. */
export { type BackedUp, backup } from './backup.ts';
export { type Restored, restore } from './restore.ts';
