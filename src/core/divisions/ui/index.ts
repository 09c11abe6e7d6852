/** Front door of the divisions in the browser. */

export { type Division, Divisions } from './division-index.ts';
export { DivisionInput, DivisionPicker } from './division-picker.tsx';
export { DivisionTree } from './division-tree.tsx';
export { rootsOf, useDivisionLabel, useDivisions, useRoots } from './use-divisions.ts';
