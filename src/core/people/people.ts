/** The unit as the doors take it: roles, routes, jobs, and who stands behind a request. */
import { sql } from 'kysely';
import type { Authenticate, Office } from '../ledger/index.ts';
import type { Unit } from '../unit.ts';
import type { Handover } from './acts.ts';
import { constraints } from './problems.ts';
import { coreRoles, type Roles } from './roles.ts';
import { createRoutes } from './routes.ts';
import { Sessions } from './sessions.ts';

export interface PeopleOptions {
  /** Of every unit and programme the door lists: `createRoles(units)`. */
  roles: Roles;
  /** Address people use; cookies are `Secure` when it is https, and always when the request itself came by https. */
  publicUrl: string | null;
  /** What other units hand over when a person leaves. */
  handovers?: readonly Handover[];
  /** Programmes whose desk sessions rest 15 minutes instead of 30, as administrators' do. */
  briefProgrammes?: readonly string[];
}

export interface People extends Unit {
  authenticate: (office: Office) => Authenticate;
  /** Hears what other processes changed about accounts, posts and sessions. Returns the function that stops it. */
  listen: (office: Office) => () => Promise<void>;
}

export function createPeople(options: PeopleOptions): People {
  const sessions = new Sessions({ roles: options.roles, publicUrl: options.publicUrl, briefProgrammes: options.briefProgrammes ?? [] });
  return {
    key: 'people',
    roles: coreRoles,
    routes: createRoutes({ roles: options.roles, sessions, handovers: options.handovers ?? [] }),
    constraints,
    jobs: [
      {
        name: 'people.sweep',
        cron: '17 18 * * *',
        title: '清理过期的登录计数与会话',
        run: async (office) => {
          await office.db.anonymous((tx) => sql`select people.sweep()`.execute(tx));
        },
      },
    ],
    authenticate: (office) => sessions.authenticate(office),
    listen: (office) => sessions.listen(office),
  };
}
