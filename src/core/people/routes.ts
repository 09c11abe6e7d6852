/** The HTTP contract of people. */
import type { Route } from '../ledger/index.ts';
import { accountRoutes } from './routes/accounts.ts';
import { delegationRoutes } from './routes/delegations.ts';
import { officeRoutes } from './routes/office.ts';
import { sessionRoutes } from './routes/sessions.ts';
import type { RouteOptions } from './routes/shapes.ts';

export const createRoutes = (options: RouteOptions): readonly Route[] => [
  ...sessionRoutes(options),
  ...accountRoutes(options),
  ...delegationRoutes(options),
  ...officeRoutes(options),
];
