/** `--explain`: the plans of the main queries as the application role runs them, under row security. */
import type { KyselyPlugin, RootOperationNode } from 'kysely';
import { getWindow, readByDivision } from '../src/core/indicators/index.ts';
import { type Office, readAs } from '../src/core/ledger/index.ts';
import { buildActor, createRoles } from '../src/core/people/index.ts';
import { divisionsOf } from '../src/core/registers/filters.ts';
import { countRows, listRows } from '../src/core/registers/queries.ts';
import type { Tx } from '../src/platform/db.ts';
import { premisesRegistered } from '../src/programmes/fire/indicators.ts';
import { fire } from '../src/programmes/fire/programme.ts';
import { premises } from '../src/programmes/fire/registers.ts';

/** Puts `explain` in front of every statement that looks at premises and says what came; the caller gets no rows of those. */
function explaining(say: (words: string) => void): KyselyPlugin {
  const asked = new WeakSet<object>();
  return {
    transformQuery: ({ node, queryId }) => {
      if (node.kind !== 'RawNode' || !JSON.stringify(node).includes('"premises"')) return node;
      asked.add(queryId);
      const [first = '', ...rest] = node.sqlFragments;
      return { ...node, sqlFragments: [`explain (analyze, buffers) ${first}`, ...rest] } as RootOperationNode;
    },
    transformResult: async ({ result, queryId }) => {
      if (!asked.has(queryId)) return result;
      say(result.rows.map((row) => String(Object.values(row)[0])).join('\n'));
      return { ...result, rows: [] };
    },
  };
}

export async function explain(
  office: Office,
  queries: readonly { account: string; filters: Record<string, string>; sort?: string }[],
  say: (words: string) => void,
): Promise<void> {
  const roles = createRoles([fire]);
  for (const { account, filters, sort } of queries) {
    const actor = await buildActor(office, roles, account);
    await readAs(office, actor, async (tx) => {
      const quiet = tx.withPlugin(explaining(say)) as unknown as Tx;
      const query = { city: actor.city, divisions: divisionsOf(actor, 'fire.premises.read', filters.division), filters };
      say(`\n── ${account} 列表 ${JSON.stringify(filters)} ${sort ?? ''}`);
      await listRows(quiet, premises, office.vault, { ...query, sort, limit: 50 });
      say(`\n── ${account} 条数 ${JSON.stringify(filters)}`);
      await countRows(quiet, premises, office.vault, query);
    });
  }
  const leader = await buildActor(office, roles, 'city.leader');
  await readAs(office, leader, async (tx) => {
    say('\n── city.leader 各镇街登记场所');
    const window = await getWindow(tx, office, leader, premisesRegistered, { division: '4104' });
    await readByDivision(tx.withPlugin(explaining(say)) as unknown as Tx, premisesRegistered, window, 'town');
  });
}
