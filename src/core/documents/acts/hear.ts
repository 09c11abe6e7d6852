/** Who hears of a bulletin: whoever may issue it, its author when it comes back, the offices below when it is out. */
import type { Tx } from '../../../platform/db.ts';
import type { Actor } from '../../ledger/index.ts';
import { tell } from '../../notices/index.ts';
import { type Edition, findIssue } from '../queries.ts';

/** Length of the codes one level below, to whose offices a bulletin of the division is addressed; null below a village. */
export const levelBelow = (division: string): number | null => ({ 4: 6, 6: 9, 9: 12 })[division.length] ?? null;

const said = { waits: '送签，等您签发', issued: '已签发', returned: '被退回，请改' } as const;

/** `to` are ids of accounts, or roles whose posts answer for the division (`waits`) or lie in it (`issued`). Nobody hears of the demo's past. */
export async function hear(
  tx: Tx,
  actor: Actor,
  edition: Edition,
  what: keyof typeof said,
  to: { accounts: readonly string[] } | { roles: readonly string[] | undefined },
): Promise<void> {
  const recipients =
    'accounts' in to
      ? to.accounts
      : to.roles && to.roles.length > 0
        ? ({
            programme: edition.programme,
            roles: to.roles,
            division: edition.division,
            reach: what === 'issued' ? 'in' : 'over',
          } as const)
        : [];
  if (Array.isArray(recipients) && recipients.length === 0) return;
  const issue = await findIssue(tx, actor.city, edition.bulletin_id);
  await tell(tx, {
    to: recipients,
    kind: `${edition.programme}.bulletin.${what}`,
    programme: edition.programme,
    division: edition.division,
    title: `${issue?.document_no ?? ''} ${said[what]}`.trim(),
    words: edition.title.join(''),
    link: `/${edition.programme}/bulletins?division=${edition.division}&key=${issue?.bulletin ?? ''}&edition=${edition.id}`,
    about: { relation: 'documents.editions', id: edition.id },
  });
}
