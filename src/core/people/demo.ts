/** The people of the demo city 平顶山: invented persons in the city's offices. Never created in any other office. */
import { z } from 'zod';
import { newId } from '../../platform/ids.ts';
import { insertUnit, type UnitKind } from '../divisions/index.ts';
import { act, type Office, perform } from '../ledger/index.ts';
import { systemActor } from './actors.ts';
import type { newOffice } from './office.ts';
import { hashPassword } from './passwords.ts';
import { insertAccount, insertPost, setPassword } from './queries.ts';

/** Printed on the sign-in page of the demo. */
export const demoPassword = 'Taizhang-demo-1';

export interface DemoUnit {
  /** Named by the persons below. */
  key: string;
  name: string;
  kind: UnitKind;
  division: string;
  parent?: string;
}
export interface DemoPerson {
  name: string;
  title: string;
  unit: string;
  posts: readonly { role: string; programme: string; division: string }[];
}

const admin = (name: string, title: string) => ({ name, title, password: demoPassword });

/** For `openOffice` of the demo. */
export const demoAdministrators: z.infer<typeof newOffice>['administrators'] = {
  system: admin('admin.system', '戚国栋'),
  security: admin('admin.security', '尹若兰'),
  audit: admin('admin.audit', '柯一鸣'),
};

/** Long before the demo's standing day, so that everybody is in office on any day that its figures look at. */
const since = '2022-01-01';

const load = act(
  'people.demo.load',
  '装入演示人员',
  z.object({
    hash: z.string(),
    units: z.custom<readonly DemoUnit[]>(Array.isArray),
    people: z.custom<readonly DemoPerson[]>(Array.isArray),
  }),
  async (tx, actor, input, deed) => {
    deed.about({ relation: 'people.accounts', division: actor.city });
    const units = new Map<string, { id: string; division: string }>();
    const idOf = (key: string) => {
      const unit = units.get(key);
      if (!unit) throw new Error(`the demo has no unit ${key}`);
      return unit;
    };
    for (const { key, parent, ...unit } of input.units) {
      const id = newId();
      await insertUnit(tx, actor.city, { ...unit, id, code: null, parent_id: parent ? idOf(parent).id : null });
      units.set(key, { id, division: unit.division });
    }
    for (const person of input.people) {
      const id = newId();
      const unit = idOf(person.unit);
      await insertAccount(tx, actor.city, {
        id,
        division: unit.division,
        unit_id: unit.id,
        name: person.name,
        title: person.title,
        phone: null,
        kind: 'person',
      });
      await setPassword(tx, actor.city, id, input.hash, false, null);
      for (const post of person.posts)
        await insertPost(tx, actor.city, { ...post, id: newId(), account_id: id, unit_id: unit.id, since, until: null });
    }
    deed.says({ units: input.units.length, people: input.people.length });
    return { units: input.units.length, people: input.people.length };
  },
);

/** Makes units and accounts of the demo by one act; all accounts have the printed password, hashed once. The office must be open. */
export async function demoPeople(
  office: Office,
  people: readonly DemoPerson[],
  units: readonly DemoUnit[],
): Promise<{ units: number; people: number }> {
  return await perform(office, load, await systemActor(office, 'people'), newId(), {
    hash: await hashPassword(demoPassword),
    units,
    people,
  });
}
