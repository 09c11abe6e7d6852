/**
 * 依法删除: on a person's lawful demand (个人信息保护法 第四十七条) or at the end of a period of keeping, a row goes with its superseded
 * versions, its salts and its search terms, and its words go from what repeats them: acts, steps and titles of its matters, notices,
 * imports. The fact, the verb and the time of each act stay. Digests stay, so the chain still closes and `verify` counts the row as erased.
 */
import { sql } from 'kysely';
import { z } from 'zod';
import { act, type Deed } from './act.ts';
import { type Actor, covers, within } from './actor.ts';
import { namesErased, notFound, stillReferred } from './problems.ts';
import { eraseRowsAndCopies, findPlace } from './queries.ts';

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
  for (const row of input.rows) {
    const place = await findPlace(tx, actor.city, row.relation, row.id);
    if (!place || !mayErase(actor, place)) throw notFound();
    if (row === first) deed.about({ relation: row.relation, id: row.id, division: place.division });
  }
  const { versions, copies, names } = await eraseRowsAndCopies(tx, actor.city, input.rows, (sealed, place) => opened(deed, sealed, place), [
    input.reason,
    input.basis,
  ]);
  if (names) throw namesErased();
  deed.because(input.reason);
  deed.says({ basis: input.basis, rows: input.rows.length, versions, copies });
  try {
    await sql`set constraints all immediate`.execute(tx);
  } catch (error) {
    if (typeof error === 'object' && error !== null && 'code' in error && error.code === '23503')
      throw stillReferred({ relation: first.relation });
    throw error;
  }
  return { rows: input.rows.length, versions, copies };
});

/** The words under a seal; null when the key is not here, and then nobody can have read them from it. */
function opened(deed: Deed, sealed: Buffer, place: string): string | null {
  try {
    return deed.office.vault.open(sealed, place);
  } catch {
    return null;
  }
}

/** A post of the row's own programme, or of the administration, which serves all of them. */
const mayErase = (actor: Actor, place: { division: string; programme: string }): boolean =>
  actor.posts.some(
    (post) =>
      post.verbs.some((held) => covers(held, verb)) &&
      (post.programme === place.programme || post.programme === 'people') &&
      [post.division, ...post.also].some((code) => within(place.division, code)),
  );
