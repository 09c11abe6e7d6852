import pino from 'pino';

/** One log for every door, on standard error: standard output belongs to the answers of the command line. */
export const log = pino(
  {
    // The operator's terminal shows what needs him; LOG_LEVEL=info tells every job.
    level: process.env.LOG_LEVEL ?? 'warn',
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: ['password', '*.password', 'headers.cookie', 'headers.authorization'], remove: true },
  },
  pino.destination({ dest: 2, sync: true }),
);
