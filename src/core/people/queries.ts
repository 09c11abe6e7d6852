/** All SQL of people. Every function takes the transaction first; rows outside the actor's scope are as if absent. */
export * from './queries/accounts.ts';
export * from './queries/posts.ts';
export * from './queries/sessions.ts';
