/** What all acts on a matter have in common: found, held fast, judged by the rules, written, noted as a step, told. */
import { z } from 'zod';
import type { Tx } from '../../../platform/db.ts';
import { newId } from '../../../platform/ids.ts';
import { attachFiles } from '../../files/index.ts';
import { type Act, type Actor, act, type Deed, notFound, postFor, staleVersion } from '../../ledger/index.ts';
import { getCalendar } from '../../reference/index.ts';
import type { WorkCalendar } from '../../reference/rules.ts';
import type { MatterKind, Stage } from '../kind.ts';
import { fieldMissing, refusals } from '../problems.ts';
import {
  currentClock,
  findMatter,
  listRequests,
  type Matter,
  type Request,
  requestsOf,
  standingOf,
  updateClock,
  updateMatter,
} from '../queries/matters.ts';
import { insertSteps, type NewMatter } from '../queries/rows.ts';
import { type ActName, type Asker, actFacts, nearAt, nextWake, refusalOf } from '../rules.ts';

/** Something that people should hear of; `notices` may take it up. */
export interface Telling {
  city: string;
  programme: string;
  division: string;
  matter: { id: string; number: string; title: string; kind: string };
  why:
    | 'assigned'
    | 'near'
    | 'overdue'
    | 'escalated'
    | 'urged'
    | 'supervised'
    | 'sent_back'
    | 'returned'
    | 'held'
    | 'released'
    | 'extension_asked'
    | 'extension_decided'
    | 'hold_asked'
    | 'hold_decided'
    | 'stepped_up'
    | 'look_back'
    | 'to_verify'
    | 'ended';
  accounts: readonly string[];
  /** Everybody with a post of the programme in these units. */
  units: readonly string[];
  /** One line in Chinese, without personal data. */
  words: string;
  at: Date;
}

/** Called inside the act's transaction: what it writes is written with the act or not at all. */
export type Tell = (tx: Tx, telling: Telling) => Promise<void>;

/** What became of a matter in an act that changed its stage. */
export interface Changed {
  id: string;
  kind: string;
  division: string;
  place_id: string | null;
  stage: Stage;
}

/** Called in the act that moved a matter to another stage or opened it anew, after it is written: what follows from it is written with it. */
export type OnChange = (tx: Tx, actor: Actor, deed: Deed, changed: Changed) => Promise<void>;

export interface MatterOptions {
  tell: Tell;
  changed?: OnChange | undefined;
  /** Verbs that a role gives. */
  verbsOf: (role: string) => readonly string[];
}

const files = z.array(z.uuid()).max(20, '一次最多 20 张').default([]);

/** What any act on a matter may bring; each takes what it needs. */
export const fields = z.object({
  id: z.uuid(),
  version: z.int(),
  reason: z.string().trim().max(2000, '最多 2000 字').optional(),
  photos: files,
  before: files,
  proof: files,
  signature: z.uuid().optional(),
  until: z.iso.date('请写成 2022-11-09 这样的日期').optional(),
  person: z.uuid().optional(),
  unit: z.uuid().optional(),
  result: z.enum(['yes', 'part', 'no'], '请选结果').optional(),
  consent: z.string().trim().max(200, '最多 200 字').optional(),
  title: z.string().trim().min(1).max(200).optional(),
  detail: z.string().trim().max(2000).optional(),
  requirement: z.string().trim().max(2000).optional(),
  measures: z.string().trim().max(2000).optional(),
});
export type Fields = z.output<typeof fields>;

export interface Answer {
  id: string;
  version: number;
  stage: Stage;
}

/** What an act does to its matter. */
export interface Change {
  patch?: Partial<NewMatter>;
  words?: string;
  clock_words?: string;
  /** What the step is called when it is not the act's own title. */
  title?: string;
  /** Another matter was opened at the same place. */
  opened?: boolean;
  tell?: readonly Pick<Telling, 'why' | 'accounts' | 'units' | 'words'>[];
}

/** A matter in hand, inside its act. */
export interface Hand {
  tx: Tx;
  actor: Actor;
  deed: Deed;
  kind: MatterKind;
  options: MatterOptions;
  calendar: WorkCalendar;
  matter: Matter;
  /** The extension that was asked for, decided or not. */
  request: Request | undefined;
  /** The hold that waits for a decision. */
  holdRequest: Request | undefined;
  /** Unit from which the actor acts. */
  unit: { id: string; name: string };
  /** The post sees only what its unit holds. */
  inside: boolean;
  now: Date;
  today: string;
}

/** Units in which an actor holds a post of the programme. */
export function askerOf(actor: Actor, programme: string): Asker {
  const posts = actor.posts.filter((post) => post.programme === programme);
  return {
    account_id: actor.account_id,
    unit_ids: posts.map((post) => post.unit_id),
    held_only: posts.every((post) => post.held_only === true),
  };
}

export function needed(value: string | undefined, field: string, words: string): string {
  if (value === undefined || value === '') throw fieldMissing({ field, words });
  return value;
}

/** Which role the `photos` of an act have on the matter. */
const photoRoles: Partial<Readonly<Record<ActName | 'edit', 'before' | 'after' | 'proof'>>> = { answer: 'after' };

/** Declares the act `<kind>.<name>`. `work` judges what the rules cannot know and says what changes. */
export function matterAct(
  kind: MatterKind,
  name: ActName | 'edit',
  title: string,
  options: MatterOptions,
  work: (hand: Hand, input: Fields) => Promise<Change>,
): Act<Fields, Answer> {
  const verb = `${kind.key}.${name}`;
  return act(verb, title, fields as unknown as z.ZodType<Fields>, async (tx, actor, input, deed) => {
    const matter = await findMatter(tx, actor.city, input.id, true);
    if (matter?.kind !== kind.key) throw notFound();
    deed.about({ relation: 'matters.matters', id: matter.id, division: matter.division });
    deed.because(input.reason);
    if (matter.version !== input.version) throw staleVersion({ version: matter.version, conflicts: [] });
    const requests = await listRequests(tx, actor.city, matter.id);
    const now = deed.at;
    if (name === 'edit') {
      if (matter.outcome !== null) throw refusals.ended();
    } else {
      const refusal = refusalOf(name, standingOf(matter, requests, kind), askerOf(actor, kind.programme), now);
      if (refusal) throw refusals[refusal]();
      if (actFacts[name].needs.includes('reason')) needed(input.reason, 'reason', '请写明原因或情况');
    }
    const post = postFor(actor, verb, matter.division);
    if (!post) throw notFound();

    const role = photoRoles[name as ActName] ?? 'proof';
    const brought = [
      { role: 'before' as const, ids: input.before },
      { role: 'after' as const, ids: role === 'after' ? input.photos : [] },
      { role: 'proof' as const, ids: [...input.proof, ...(role === 'proof' ? input.photos : [])] },
      { role: 'signature' as const, ids: input.signature ? [input.signature] : [] },
    ].filter(({ ids }) => ids.length > 0);
    for (const { role: as, ids } of brought)
      await attachFiles(tx, actor, {
        owner_relation: 'matters.matters',
        owner_id: matter.id,
        role: as,
        file_ids: ids,
        programme: matter.programme,
        division: matter.division,
      });
    const added = (as: string) => new Set(brought.flatMap((one) => (one.role === as ? one.ids : []))).size;
    const photos = {
      ...(added('before') > 0 ? { photos_before: matter.photos_before + added('before') } : {}),
      ...(added('after') > 0 ? { photos_after: matter.photos_after + added('after') } : {}),
    };
    const hand: Hand = {
      tx,
      actor,
      deed,
      kind,
      options,
      calendar: await getCalendar(tx),
      matter: { ...matter, ...photos },
      request: requestsOf(requests).extension,
      holdRequest: requestsOf(requests).hold,
      unit: { id: post.unit_id, name: post.unit_name },
      inside: post.held_only === true,
      now,
      today: deed.office.clock.today(),
    };
    const change = await work(hand, input);
    const patch = { ...photos, ...change.patch };
    let version = matter.version;
    if (Object.keys(patch).length > 0) {
      const written = await updateMatter(tx, actor.city, matter.id, matter.version, patch);
      // The row is locked and was just read: only who sees it without holding it in scope ends here.
      if (written === undefined) throw notFound();
      version = written;
    }
    const stage = patch.stage ?? matter.stage;
    await insertSteps(tx, actor.city, [
      {
        id: newId(),
        division: matter.division,
        programme: matter.programme,
        matter_id: matter.id,
        at: now,
        verb,
        title: change.title ?? title,
        account_id: actor.account_id,
        account: actor.title,
        unit_name: post.unit_name,
        words: change.words ?? input.reason ?? '',
        clock_words: change.clock_words ?? '',
        stage,
        files: brought.flatMap((one) => one.ids.map((id) => ({ id, role: one.role }))),
      },
    ]);
    for (const telling of change.tell ?? [])
      if (telling.accounts.length > 0 || telling.units.length > 0) await options.tell(tx, { ...telling, ...about(hand), at: now });
    if (stage !== matter.stage || change.opened === true)
      await options.changed?.(tx, actor, deed, {
        id: matter.id,
        kind: matter.kind,
        division: matter.division,
        place_id: matter.place_id,
        stage,
      });
    // What follows may have said of itself what it is about.
    deed.about({ relation: 'matters.matters', id: matter.id, division: matter.division });
    deed.says({ number: matter.number, title: matter.title, stage });
    return { id: matter.id, version, stage };
  });
}

export const about = ({ actor, matter }: Pick<Hand, 'actor' | 'matter'>) => ({
  city: actor.city,
  programme: matter.programme,
  division: matter.division,
  matter: { id: matter.id, number: matter.number, title: matter.title, kind: matter.kind },
});

/** Who hears of something that waits for the holder. */
export const toHolder = (m: Pick<NewMatter, 'holder_account_id' | 'holder_unit_id'>) =>
  m.holder_account_id !== null
    ? { accounts: [m.holder_account_id], units: [] }
    : { accounts: [], units: m.holder_unit_id === null ? [] : [m.holder_unit_id] };

export const toHandler = (m: Pick<NewMatter, 'handler_account_id' | 'handler_unit_id'>) =>
  m.handler_account_id !== null
    ? { accounts: [m.handler_account_id], units: [] }
    : { accounts: [], units: m.handler_unit_id === null ? [] : [m.handler_unit_id] };

/** What the matter repeats of the clock that runs now, with its next wake-up. */
export function showClock(
  clock: { measure: NewMatter['measure'] & string; amount: number; due_at: Date },
  now: Date,
  calendar: WorkCalendar,
): Pick<NewMatter, 'measure' | 'due_at' | 'near_at' | 'wake_at' | 'wake_why'> {
  const near_at = nearAt({ measure: clock.measure, amount: clock.amount }, clock.due_at, calendar);
  const wake = nextWake({ measure: clock.measure, due_at: clock.due_at, near_at, held_until: null }, now, calendar);
  return { measure: clock.measure, due_at: clock.due_at, near_at, wake_at: wake.at, wake_why: wake.why };
}

/** Nobody holds it and nothing wakes it: the end. */
export const ended = (now: Date, today: string) => ({
  stage: 'closed' as const,
  closed_at: now,
  closed_on: today,
  holder_account_id: null,
  holder_title: null,
  holder_unit_id: null,
  due_at: null,
  near_at: null,
  held_until: null,
  held_reason: null,
  wake_at: null,
  wake_why: null,
});

/** Stops the clock of a stage where it stands; a clock that stands already stays. */
export async function stopClock(tx: Tx, city: string, matter: Matter, stage: 'accept' | 'handle' | 'verify', now: Date): Promise<void> {
  const clock = await currentClock(tx, city, matter.id, stage);
  if (clock && clock.stopped_at === null)
    await updateClock(tx, city, clock.id, { stopped_at: now < clock.started_at ? clock.started_at : now });
}
