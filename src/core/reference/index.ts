/** Front door of reference 基础 for server code. The pure rules are imported from `rules.ts` and `identifiers.ts`. */
export {
  type Code,
  getCalendar,
  getParameter,
  listCodes,
  listLegalBases,
  listParameters,
  loadParameters,
  loadReference,
  type Parameter,
  updateParameter,
} from './queries.ts';
