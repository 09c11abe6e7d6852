/** All SQL of the unit. */
export * from './queries/lists.ts';
export * from './queries/many.ts';
export * from './queries/matters.ts';
export * from './queries/rows.ts';
export * from './queries/steps.ts';
