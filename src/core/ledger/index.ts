/** 流水: acts, superseded versions, seals. The front door of the unit. */
export { type Act, act, type Deed, isConstraint, type Office, perform, read as readAs, settingsOf } from './act.ts';
export { type Actor, covers, divisionsFor, may, type Post, postFor, scopesOf, within } from './actor.ts';
export { type Asked, type Authenticate, actId, mount, type RawRoute, type Route, raw, read, write } from './door.ts';
export { keepSealing, sealAll } from './jobs.ts';
export { actIdMissing, forbidden, invalidInput, notFound, staleVersion } from './problems.ts';
export { type Fault, type Verification, verifyLedger } from './queries.ts';
