import type { Bulletin } from './documents/index.ts';
import type { Figure } from './indicators/index.ts';
import type { Actor, Office } from './ledger/index.ts';
import type { OnChange } from './matters/index.ts';
import type { MatterKind } from './matters/kind.ts';
import type { Warnings } from './registers/index.ts';
import type { Sheet } from './registers/sheet.ts';
import type { Unit } from './unit.ts';
import type { DeclaredChecklist } from './visits/checklist.ts';

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
  /** What follows when a matter of its kinds comes to another stage, written in the same act. */
  matterChanged?: OnChange;
  /** Checklists 检查表 that need no act of the programme's own. */
  checklists?: readonly DeclaredChecklist[];
  /** Its part of the demo city, loaded by bulk acts; says what it did. `actorOf` gives the demo's accounts, who act in its history. */
  demo?: (office: Office, say: (words: string) => void, actorOf: (account: string) => Promise<Actor>) => Promise<void>;
}
