/** 人员: accounts, posts, delegation and handover, sessions and devices; builds the `Actor`. The front door of the unit. */
export { buildActor, cityOf, readerActor, systemActor } from './actors.ts';
export { type Handover, peopleTitles } from './acts.ts';
export { type DemoPerson, type DemoUnit, demoAdministrators, demoPassword, demoPeople } from './demo.ts';
export { isFirstRun, listCities, type NewAdmin, openOffice } from './office.ts';
export { createPeople, type People, type PeopleOptions } from './people.ts';
export { findAccountId } from './queries.ts';
export { adminRoles, coreRoles, createRoles, isAdminRole, type KnownRole, type Roles, selfVerbs } from './roles.ts';
