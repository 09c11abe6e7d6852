/** What the doors take from a unit of the core or a programme. It knows the ledger and nothing above, so that every unit can say it. */
import type { Command } from 'commander';
import type { ProblemMaker } from '../platform/problem.ts';
import type { Actor, Office, Route } from './ledger/index.ts';

/** A role 角色: a named set of verbs that a post gives in one programme. `fire.*` holds every verb of fire. */
export interface Role {
  key: string;
  title: string;
  verbs: readonly string[];
  /** Levels of division (code lengths) at which the role makes sense; empty means any. */
  levels: readonly number[];
  /** `held`: the post opens only what its unit holds or held, not the rows of its division. */
  sees?: 'held';
}

/** Work that the clock or another act starts; runs as the system account named after its unit. */
export interface Job {
  name: string;
  /** Shown where somebody steps the demo's clock, so said as people say it: 冻结当日数字，起草通报. */
  title: string;
  /**
   * Hours of the business day `HH:MM` (Shanghai): once on each day of the business clock, at that time or, when no worker ran then, later
   * the same day. What belongs to the office's day stands here; the demo runs it when its clock is stepped past the hour.
   */
  at?: string | readonly string[];
  /** Five fields, UTC, of real time: housekeeping. Without `at` and `cron` it runs only when asked for. */
  cron?: string;
  /** What it does depends on the business clock at any minute: stepping the demo's clock runs it at each stop. */
  followsClock?: boolean;
  /** What it returns is said to whoever steps the clock: 冻结 2 份. Nothing when there was nothing to do. */
  run: (office: Office, payload: unknown, signal: AbortSignal) => Promise<void> | Promise<string | undefined>;
}

/** What the command line hands to a command. */
export interface CommandContext {
  /** The actor of `--as`; without it `unnamed`, or the named reader that sees everything but court rows and sealed values. */
  actor: (office: Office, unnamed?: () => Promise<Actor>) => Promise<Actor>;
  office: () => Promise<Office>;
  /** Prints the answer: one JSON value with `--json`, else the words. Exit code 1 says: done, but something is wrong or was refused. */
  answer: (value: unknown, words: string, exitCode?: 0 | 1) => void;
  /** Tells a person at the terminal how far long work is; silent with `--json`. */
  progress: (words: string) => void;
  /** Owner's connection address, for verify, backup and restore. */
  ownerUrl: () => Promise<string>;
}

/** What a core unit gives to the doors. */
export interface Unit {
  key: string;
  routes?: readonly Route[];
  jobs?: readonly Job[];
  roles?: readonly Role[];
  /** Named constraints of its tables and the problems they mean. */
  constraints?: Readonly<Record<string, ProblemMaker<void>>>;
  /** Acts that no route names, such as loading the demo: the ledger says their titles. */
  acts?: readonly { readonly verb: string; readonly title: string }[];
  commands?: (program: Command, context: CommandContext) => void;
}
