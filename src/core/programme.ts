import type { Command } from 'commander';
import type { ProblemMaker } from '../platform/problem.ts';
import type { Bulletin } from './documents/index.ts';
import type { Figure } from './indicators/index.ts';
import type { Actor, Office, Route } from './ledger/index.ts';
import type { MatterKind } from './matters/kind.ts';
import type { Warnings } from './registers/index.ts';
import type { Sheet } from './registers/sheet.ts';

/** A role 角色: a named set of verbs that a post gives in one programme. `fire.*` holds every verb of fire. */
export interface Role {
  key: string;
  title: string;
  verbs: readonly string[];
  /** Levels of division (code lengths) at which the role makes sense; empty means any. */
  levels: readonly number[];
}

/** Work that the clock or another act starts; runs as the system account named after its unit. */
export interface Job {
  name: string;
  /** Cron of graphile-worker (UTC), absent when only asked for. */
  cron?: string;
  title: string;
  run: (office: Office, payload: unknown, signal: AbortSignal) => Promise<void>;
}

/** What the command line hands to a command. */
export interface CommandContext {
  /** The actor of `--as`, or the named reader that sees everything but court rows and sealed values. */
  actor: (office: Office) => Promise<Actor>;
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

/** A programme 工作: what it declares in the core's nouns, plus the few things only it does. */
export interface Programme extends Unit {
  title: string;
  /** One character for the rail. */
  mark: string;
  registers: readonly Sheet[];
  /** By register key: what to say beside a row. */
  warnings?: Readonly<Record<string, Warnings>>;
  figures: readonly Figure[];
  bulletins?: readonly Bulletin[];
  /** Kinds of things to be closed 事项. */
  matters?: readonly MatterKind[];
  /** Its part of the demo city, loaded by bulk acts; says what it did. `actorOf` gives the demo's accounts, who act in its history. */
  demo?: (office: Office, say: (words: string) => void, actorOf: (account: string) => Promise<Actor>) => Promise<void>;
}
