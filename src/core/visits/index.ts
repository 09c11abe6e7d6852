/** 走访检查: somebody at a place at a time with a checklist; a failure opens a matter. The front door of the unit. */
export {
  answerShape,
  citations,
  type OpenedHazard,
  officerShape,
  type Recorded,
  recordVisit,
  type Visiting,
  visitKindShape,
} from './acts.ts';
export { badCursor, constraints as visitConstraints, visitIdTaken } from './problems.ts';
export {
  countInspections,
  findVisit,
  insertAnswers,
  insertOfficers,
  insertVisits,
  listAnswers,
  listOfficers,
  type NewAnswer,
  type NewOfficer,
  type NewVisit,
} from './queries.ts';
export { checklistRoute } from './routes.ts';
