/** 转办, 退回, 催办, 督办: the matter changes hands, or its holder is reminded. Clocks do not move. */
import { covers } from '../../ledger/index.ts';
import { type MatterKind, tierAbove } from '../kind.ts';
import { fieldMissing, noDesk, receiverUnfit, sameHolder } from '../problems.ts';
import { actFacts, mayNotVerify } from '../rules.ts';
import { findDesk, listReceivers, type Receiver } from './desks.ts';
import { type Hand, type MatterOptions, matterAct, toHandler, toHolder } from './step.ts';

/** The verb that whoever receives a matter in a stage must hold. */
export const verbOfStage = { accept: 'accept', handle: 'answer', verify: 'verify' } as const;

/**
 * Somebody who holds `verb` for the matter's division: the named person, or anybody of the named unit.
 * @throws receiverUnfit with the reason
 */
export async function receiver(
  hand: Hand,
  verb: string,
  to: { person?: string | undefined; unit?: string | undefined },
): Promise<Receiver> {
  const all = await listReceivers(hand.tx, hand.actor.city, hand.kind.programme, hand.matter.division, hand.today);
  let named = all.filter(
    (one) => (to.person ? one.account_id === to.person : one.unit_id === to.unit) && (!to.unit || one.unit_id === to.unit),
  );
  // Whoever sees only what his unit holds does not choose among the others: he passes it on inside, or gives it back.
  if (hand.inside && named.length > 0) {
    named = named.filter((one) => one.unit_id === hand.unit.id);
    if (named.length === 0) throw receiverUnfit({ why: '只能在本单位内转办，不属本单位的请退回' });
  }
  const fit = named.filter((one) => hand.options.verbsOf(one.role).some((held) => covers(held, verb)));
  const found = verb.endsWith('.verify') ? fit.find((one) => mayNotVerify(hand.matter, one.account_id) === null) : fit[0];
  if (found) return found;
  throw receiverUnfit({
    why:
      fit.length > 0
        ? '核查人不能是现在或以前承办、反馈过的人，也不能是唯一的检查人'
        : named.length > 0
          ? '所选的人或单位没有办理这一环节的权限'
          : '所选的人或单位不管这个区划，或已不在岗',
  });
}

/** 转办: to a person or a unit that may do what the stage asks. In handling, the handler changes too. */
export const transfer = (kind: MatterKind, options: MatterOptions) =>
  matterAct(kind, 'transfer', actFacts.transfer.title, options, async (hand, input) => {
    const { matter } = hand;
    if (!input.person && !input.unit) throw fieldMissing({ field: 'person', words: '请选择转给哪个人或哪个单位' });
    const stage = matter.stage === 'closed' ? 'accept' : matter.stage;
    const to = await receiver(hand, `${kind.key}.${verbOfStage[stage]}`, input);
    const account = input.person ? to.account_id : null;
    if (matter.holder_unit_id === to.unit_id && matter.holder_account_id === account) throw sameHolder();
    const title = account ? to.title : null;
    return {
      patch: {
        holder_account_id: account,
        holder_title: title,
        holder_unit_id: to.unit_id,
        ...(stage === 'handle' ? { handler_account_id: account, handler_title: title, handler_unit_id: to.unit_id } : {}),
      },
      words: `转给${account ? `${to.title}（${to.unit_name}）` : to.unit_name}；${input.reason}`,
      tell: [
        {
          why: 'assigned',
          accounts: account ? [account] : [],
          units: account ? [] : [to.unit_id],
          words: `${matter.title}：转给您办理`,
        },
      ],
    };
  });

/** 退回: not ours; once, to the desk above, which passes it on. */
export const giveBack = (kind: MatterKind, options: MatterOptions) =>
  matterAct(kind, 'return', actFacts.return.title, options, async (hand, input) => {
    const { tx, actor, matter } = hand;
    const above = tierAbove(kind, matter.tier);
    const desk = above ? await findDesk(tx, actor.city, kind, 'handle', above, matter.division, [], hand.today) : null;
    if (!desk) throw noDesk({ title: kind.title });
    return {
      patch: { holder_account_id: null, holder_title: null, holder_unit_id: desk.unit_id, tier: desk.tier, returned: matter.returned + 1 },
      words: `退回${desk.unit_name}；${input.reason}`,
      tell: [{ why: 'returned', accounts: [], units: [desk.unit_id], words: `${matter.title}：下级退回，请另行交办` }],
    };
  });

/** 催办: the holder is reminded, and the handler when he still owes the answer. */
export const urge = (kind: MatterKind, options: MatterOptions) =>
  matterAct(kind, 'urge', actFacts.urge.title, options, async ({ matter }, input) => {
    const [holder, handler] = [toHolder(matter), matter.stage === 'handle' ? toHandler(matter) : { accounts: [], units: [] }];
    return {
      tell: [
        {
          why: 'urged',
          accounts: [...new Set([...holder.accounts, ...handler.accounts])],
          units: [...new Set([...holder.units, ...handler.units])],
          words: `${matter.title}：催办（${input.reason}）`,
        },
      ],
    };
  });

/** 督办: on the list of supervised matters from now on. */
export const supervise = (kind: MatterKind, options: MatterOptions) =>
  matterAct(kind, 'supervise', actFacts.supervise.title, options, async ({ matter }, input) => {
    const [holder, handler] = [toHolder(matter), toHandler(matter)];
    return {
      patch: { supervised: true },
      tell: [
        {
          why: 'supervised',
          accounts: [...new Set([...holder.accounts, ...handler.accounts])],
          units: [...new Set([...holder.units, ...handler.units])],
          words: `${matter.title}：列入督办（${input.reason}）`,
        },
      ],
    };
  });
