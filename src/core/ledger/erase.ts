/**
 * 依法删除: on a person's lawful demand (个人信息保护法 第四十七条) or at the end of a period of keeping, a row goes with its superseded
 * versions, its salts and its search terms. Digests stay, so the chain still closes and `verify` counts the row as erased.
 */
import { sql } from 'kysely';
import { z } from 'zod';
import { act } from './act.ts';
import { type Actor, covers, within } from './actor.ts';
import { notFound, stillReferred } from './problems.ts';
import { eraseRow, findPlace } from './queries.ts';

const words = (what: string) => z.string().trim().min(4, `请写明${what}（至少四个字）`).max(500);

export const Erasure = z.object({
  /** A face and its subject are two rows and go together: name both. */
  rows: z
    .array(z.object({ relation: z.string().regex(/^[a-z]+\.[a-z_]+$/, '写成 fire.premises 这样'), id: z.uuid('编号不对') }))
    .min(1, '请指明要抹除的记录')
    .max(20, '一次最多抹除 20 行'),
  reason: words('事由'),
  /** The rule that demands it: 文号 and article. */
  basis: words('依据'),
});

const verb = 'ledger.rows.erase';

export const eraseRows = act(verb, '依法删除', Erasure, async (tx, actor, input, deed) => {
  const first = input.rows[0];
  if (!first) throw notFound();
  let versions = 0;
  for (const row of input.rows) {
    const place = await findPlace(tx, actor.city, row.relation, row.id);
    if (!place || !mayErase(actor, place)) throw notFound();
    if (row === first) deed.about({ relation: row.relation, id: row.id, division: place.division });
    versions += await eraseRow(tx, actor.city, row.relation, row.id);
    // Words of the row stand in the search terms and in imports under way.
    await sql`select registers.forget(${actor.city}, ${row.id}::uuid)`.execute(tx);
  }
  deed.because(input.reason);
  deed.says({ basis: input.basis, rows: input.rows.length, versions });
  try {
    await sql`set constraints all immediate`.execute(tx);
  } catch (error) {
    if (typeof error === 'object' && error !== null && 'code' in error && error.code === '23503')
      throw stillReferred({ relation: first.relation });
    throw error;
  }
  return { rows: input.rows.length, versions };
});

/** A post of the row's own programme, or of the administration, which serves all of them. */
const mayErase = (actor: Actor, place: { division: string; programme: string }): boolean =>
  actor.posts.some(
    (post) =>
      post.verbs.some((held) => covers(held, verb)) &&
      (post.programme === place.programme || post.programme === 'people') &&
      [post.division, ...post.also].some((code) => within(place.division, code)),
  );
