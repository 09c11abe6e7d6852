/** Routes of the office's own facts, of roles, units and the sign-in log. */
import { z } from 'zod';
import { listUnits } from '../../divisions/index.ts';
import { notFound, type Route, read, write } from '../../ledger/index.ts';
import { createUnit, editOffice } from '../acts.ts';
import { listSignIns } from '../queries.ts';
import { iso, officeAnswer, type RouteOptions, versioned } from './shapes.ts';

export function officeRoutes({ roles }: RouteOptions): readonly Route[] {
  return [
    write({
      method: 'PATCH',
      path: '/api/office',
      operation: 'people.office.edit',
      title: '修改投诉建议和备案号',
      act: editOffice,
      body: z.object({ complaints: z.object({ text: z.string(), phone: z.string() }), record_no: z.string() }),
      answer: officeAnswer.pick({ complaints: true, record_no: true }),
      input: (_params, body) => body,
    }),
    read({
      path: '/api/roles',
      operation: 'people.roles.list',
      title: '角色',
      verb: null,
      answer: z.object({
        items: z.array(
          z.object({
            key: z.string(),
            title: z.string(),
            programmes: z.array(z.string()),
            levels: z.array(z.int()),
            verbs: z.array(z.string()),
          }),
        ),
      }),
      run: async () => ({
        items: roles.list.map((role) => ({
          key: role.key,
          title: role.title,
          programmes: [...role.programmes],
          levels: [...role.levels],
          verbs: roles.expand(role.verbs),
        })),
      }),
    }),
    read({
      path: '/api/units',
      operation: 'people.units.list',
      title: '单位',
      verb: null,
      query: z.object({
        division: z
          .string()
          .regex(/^\d{4,15}$/)
          .optional(),
      }),
      answer: z.object({
        items: z.array(
          z.object({
            id: z.uuid(),
            code: z.string().nullable(),
            name: z.string(),
            kind: z.string(),
            division: z.string(),
            parent_id: z.string().nullable(),
            version: z.int(),
          }),
        ),
      }),
      run: async ({ tx, actor, query }) => ({ items: await listUnits(tx, actor.city, query.division) }),
    }),
    write({
      path: '/api/units',
      operation: 'people.units.create',
      title: '建单位',
      act: createUnit,
      body: z.object({
        name: z.string(),
        kind: z.string(),
        division: z.string(),
        parent_id: z.uuid().nullish(),
        code: z.string().nullish(),
      }),
      answer: versioned,
      problems: [notFound],
      input: (_params, body) => body,
    }),
    read({
      path: '/api/sign-ins',
      operation: 'people.sign_ins.list',
      title: '登录记录',
      verb: 'people.sign_ins.read',
      query: z.object({
        name: z.string().max(40).optional(),
        day: z.iso.date().optional(),
        after: z.uuid().optional(),
        limit: z.coerce.number().int().min(1).max(200).default(100),
      }),
      answer: z.object({
        items: z.array(
          z.object({
            id: z.uuid(),
            at: z.string(),
            what: z.string(),
            name: z.string().nullable(),
            title: z.string().nullable(),
            ip: z.string().nullable(),
            words: z.string().nullable(),
          }),
        ),
        next: z.string().nullable(),
      }),
      run: async ({ tx, actor, query }) => {
        const rows = await listSignIns(tx, actor.city, { ...query, limit: query.limit + 1 });
        const page = rows.slice(0, query.limit);
        return {
          items: page.map((row) => ({ ...row, at: iso(row.at) })),
          next: rows.length > query.limit ? (page.at(-1)?.id ?? null) : null,
        };
      },
    }),
  ];
}
