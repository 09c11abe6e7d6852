/** Every act on a matter, made for a kind: verbs are `<kind>.<act>`. */
import type { Act } from '../ledger/index.ts';
import { edit, note, suggestPenalty, withdraw } from './acts/ending.ts';
import { accept, answer, sendBack, verify } from './acts/handling.ts';
import { stepUp } from './acts/modes.ts';
import { askExtension, askHold, decideExtension, decideHold, release } from './acts/moving.ts';
import { giveBack, supervise, transfer, urge } from './acts/passing.ts';
import { lookBack } from './acts/second-look.ts';
import type { Answer, Fields, MatterOptions } from './acts/step.ts';
import type { MatterKind } from './kind.ts';
import { type ActName, actFacts, actNames } from './rules.ts';

export { type Opened, type Opening, openMatter } from './acts/open.ts';

export type MatterActs = Readonly<Record<ActName | 'edit', Act<Fields, Answer>>>;

export const matterActs = (kind: MatterKind, options: MatterOptions): MatterActs => ({
  accept: accept(kind, options),
  answer: answer(kind, options),
  verify: verify(kind, options),
  send_back: sendBack(kind, options),
  transfer: transfer(kind, options),
  return: giveBack(kind, options),
  urge: urge(kind, options),
  supervise: supervise(kind, options),
  step_up: stepUp(kind, options),
  ask_hold: askHold(kind, options),
  decide_hold: decideHold(kind, options),
  release: release(kind, options),
  ask_extension: askExtension(kind, options),
  decide_extension: decideExtension(kind, options),
  note: note(kind, options),
  suggest_penalty: suggestPenalty(kind, options),
  withdraw: withdraw(kind, options),
  look_back: lookBack(kind, options),
  edit: edit(kind, options),
});

/** Chinese titles of every verb of a kind, for histories. */
export const matterTitles = (kind: MatterKind): [verb: string, title: string][] => [
  ...actNames.map((name): [string, string] => [`${kind.key}.${name}`, actFacts[name].title]),
  [`${kind.key}.edit`, '更正'],
  [`${kind.key}.open`, kind.opening ?? '登记'],
  [`${kind.programme}.matters.wake`, '到期提醒与升级'],
];
