import type { ComponentType } from 'react';
import type { Column } from '../sheet.ts';
import type { Row } from './wire.ts';

/** What a programme adds to the pages of its register; everything is optional, the sheet alone gives a working register. */
export interface RegisterParts {
  /** Short marks beside the label, such as 三合一. */
  tags?: (row: Row) => readonly string[];
  /** A remark beside one fact, such as a threshold. */
  note?: (column: Column, row: Row) => string | null;
  /** Columns the programme draws itself in `Sections` and that are not repeated among the facts. */
  drawn?: readonly string[];
  /** Further tabs between the facts and the history; one whose verb the reader does not hold is left out. */
  tabs?: readonly { key: string; title: string; verb?: string; Content: ComponentType<{ row: Row }> }[];
  /** Buttons before the register's own. */
  Acts?: ComponentType<{ row: Row }>;
  /** What stands under the facts in the drawer and on the record's page. */
  Sections?: ComponentType<{ row: Row }>;
}
