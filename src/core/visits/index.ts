/** 走访检查: somebody at a place at a time with a checklist; a failure opens a matter. The front door of the unit. */
import type { Unit } from '../unit.ts';
import { declaredVisit } from './acts/declared.ts';
import type { DeclaredChecklist } from './checklist.ts';
import { constraints } from './problems.ts';
import { declaredRoutes } from './routes/declared.ts';

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
export { badCursor, notToRecheck, visitIdTaken } from './problems.ts';
export {
  countInspections,
  findVisit,
  insertAnswers,
  insertOfficers,
  insertVisits,
  isToRecheck,
  listAnswers,
  listMattersOf,
  listOfficers,
  type MatterOfVisit,
  type NewAnswer,
  type NewOfficer,
  type NewVisit,
} from './queries.ts';
export { checklistRoute } from './routes.ts';

/** Everything the declared checklists bring. Throws when one looks at a register that is no face of a place: matters name the place. */
export function createVisits(checklists: readonly DeclaredChecklist[]): Unit {
  for (const { list, at, opens, category } of checklists) {
    if (at.face_of !== 'subjects.places') throw new Error(`${list.key}: ${at.key} is no face of subjects.places`);
    if (category !== undefined && !at.columns.some((one) => one.name === category)) throw new Error(`${list.key}: no column ${category}`);
    const strange = list.items.find((item) => !opens.grades.some(({ code }) => code === item.grade));
    if (strange) throw new Error(`${list.key} ${strange.code}: ${opens.key} has no grade ${strange.grade}`);
  }
  return {
    key: 'visits',
    constraints,
    routes: checklists.flatMap(declaredRoutes),
    acts: checklists.map((one) => declaredVisit(one)).map(({ verb, title }) => ({ verb, title })),
  };
}
