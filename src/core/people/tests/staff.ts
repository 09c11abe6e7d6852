/** The administrators at work in a test world, and new people for them to look after. */
import { afterAll, beforeAll, expect } from 'vitest';
import { useDatabase } from '../../../../tests/support/database.ts';
import { openWorld, password, type World } from './factory.ts';

/** Business today of the world's standing clock. */
export const today = '2022-11-09';

/** A world with its administrators signed in. Readable inside hooks and tests. */
export class Staff {
  world: World = undefined as never;
  system = '';
  security = '';
  audit = '';
  unitAdmin = '';
  #made = 0;

  idOf = async (name: string): Promise<string> =>
    (await this.world.owner.query('select id from people.accounts where name = $1', [name])).rows[0].id;

  unitOf = async (name: string): Promise<string> =>
    (await this.world.owner.query('select id from divisions.units where name = $1', [name])).rows[0].id;

  /** A new person with a known password and a post of keeper in the county. */
  newPerson = async (
    title = '柳长青',
    options: { post?: boolean; unit?: string; division?: string } = {},
  ): Promise<{ id: string; name: string }> => {
    this.#made += 1;
    const name = `person.no${this.#made}`;
    const answer = await this.world.call('POST', '/api/accounts', { cookie: this.system, body: { name, title, password } });
    expect(answer.status).toBe(200);
    const id = String(answer.body.id);
    if (options.post !== false) {
      const post = await this.world.call('POST', `/api/accounts/${id}/posts`, {
        cookie: this.security,
        body: {
          role: 'orchard.keeper',
          programme: 'orchard',
          unit_id: await this.unitOf(options.unit ?? '新华区果园办'),
          division: options.division ?? '410402',
        },
      });
      expect(post.status).toBe(200);
    }
    await this.world.owner.query('update people.credentials set must_change = false where account_id = $1', [id]);
    return { id, name };
  };
}

/** Call once at the top of a file. */
export function useStaff(): Staff {
  const database = useDatabase();
  const staff = new Staff();
  beforeAll(async () => {
    staff.world = await openWorld(database);
    staff.system = (await staff.world.signIn('admin.system')).cookie;
    staff.security = (await staff.world.signIn('admin.security')).cookie;
    staff.audit = (await staff.world.signIn('admin.audit')).cookie;
    staff.unitAdmin = (await staff.world.signIn('county.unit')).cookie;
  }, 60_000);
  afterAll(async () => {
    await staff.world?.close();
  });
  return staff;
}
