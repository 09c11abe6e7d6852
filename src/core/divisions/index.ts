/** Front door of divisions 区划 and units 单位 for server code. The pure rules are imported from `rules.ts`. */
export {
  currentCodes,
  type DivisionRow,
  findUnit,
  getDivisionIndex,
  getDivisionsEdition,
  insertUnit,
  listDivisions,
  listUnits,
  loadDivisions,
  type NewDivision,
  predecessors,
  saveDivisions,
  saveSuccessions,
  type Unit,
  type UnitKind,
} from './queries.ts';
