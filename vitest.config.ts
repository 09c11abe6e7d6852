import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

/**
 * Four kinds of tests, told apart by where they lie and how they are named:
 *   rules     src/…/tests/*.test.ts   nothing but code
 *   database  src/…/tests/*.db.test.ts   `useDatabase()`: a clone of the migrated template for each file
 *   laws      tests/laws                  hold the house; may use a database
 *   journeys  tests/journeys              the built product in a real browser, one after the other
 */
const withServer = ['tests/support/global-setup.ts'];
export default defineConfig({
  plugins: [react()],
  test: {
    // Two cores, shared with PostgreSQL and perhaps a browser.
    maxWorkers: 2,
    // Nothing may hang for ever, and nothing passes because there was nothing to run.
    testTimeout: 20_000,
    hookTimeout: 180_000,
    teardownTimeout: 30_000,
    passWithNoTests: false,
    projects: [
      {
        extends: true,
        test: { name: 'rules', include: ['src/**/tests/**/*.test.{ts,tsx}'], exclude: ['**/*.db.test.ts'], sequence: { groupOrder: 0 } },
      },
      {
        extends: true,
        test: { name: 'database', include: ['src/**/tests/**/*.db.test.ts'], globalSetup: withServer, sequence: { groupOrder: 1 } },
      },
      {
        extends: true,
        test: {
          name: 'laws',
          include: ['tests/laws/**/*.test.ts'],
          globalSetup: withServer,
          testTimeout: 60_000,
          sequence: { groupOrder: 2 },
        },
      },
      {
        extends: true,
        test: {
          name: 'journeys',
          include: ['tests/journeys/**/*.test.ts'],
          testTimeout: 120_000,
          // One browser and one server at a time: journeys measure what a person would feel.
          fileParallelism: false,
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
});
