/** 走访检查: recording what was seen. Called by a programme's act, inside its transaction: the programme says who may and what follows. */
import { z } from 'zod';
import type { Tx } from '../../platform/db.ts';
import { newId } from '../../platform/ids.ts';
import { attachFiles } from '../files/index.ts';
import type { Actor, Deed } from '../ledger/index.ts';
import { noteLookedAgain, openMatter, refuseNight } from '../matters/index.ts';
import type { MatterKind } from '../matters/kind.ts';
import { listLegalBases } from '../reference/index.ts';
import { addDays, civilDateAt, type LegalBasis, pickBasis } from '../reference/rules.ts';
import { type Answer, answerKinds, type Checklist, type ChecklistItem, faultsOf, scoreOf } from './checklist.ts';
import { notYetBegun, officersNeeded, wrongAnswers } from './problems.ts';
import { insertAnswers, insertOfficers, insertVisits, listEarlier, type NewAnswer, type NewOfficer, titlesOf } from './queries.ts';
import { answerRules, kindRules, type VisitKind, visitKinds } from './rules.ts';

const files = z.array(z.uuid()).max(20);

/** One answer of a request. */
export const answerShape = z.object({
  code: z.string().max(20),
  answer: z.enum(answerKinds),
  words: z.string().trim().max(1000, '说明最多 1000 字').optional(),
  photos: files.optional(),
  fixed: z.boolean().optional(),
  after_photos: files.optional(),
  measures: z.string().trim().max(500, '临时措施最多 500 字').optional(),
});

/** An officer: an account of the office, with the certificate when the visit needs one, or somebody by name. */
export const officerShape = z.union([
  z.uuid(),
  z.object({
    account_id: z.uuid().optional(),
    name: z.string().trim().max(50).optional(),
    certificate: z.string().trim().max(40).optional(),
    unit_name: z.string().trim().max(100).optional(),
  }),
]);

export const visitKindShape = z.enum(visitKinds);

export interface Visiting {
  id: string;
  kind: VisitKind;
  division: string;
  place_id: string;
  /** Category of the place: picks the questions. */
  category: string | null;
  /** Begins the title of each matter, such as the name of the place. */
  place_name: string;
  started_at: Date;
  officers: readonly z.infer<typeof officerShape>[];
  answers: readonly Answer[];
  /** Weights by code where the office set its own. */
  weights?: Readonly<Record<string, number>>;
  signature?: string | undefined;
  note?: string | undefined;
  /** The matter whose re-check 复查 this is. */
  matter_id?: string | undefined;
}

export interface OpenedHazard {
  id: string;
  number: string;
  item_code: string;
  title: string;
  grade: string;
  due_at: string;
  /** The same failure was open before: no second matter was made. */
  already_open: boolean;
  fixed: boolean;
}

export interface Recorded {
  id: string;
  on_date: string;
  score: number | null;
  /** One for each failure. */
  matters: OpenedHazard[];
}

/**
 * Records a visit; each failure opens a matter of `kind`, of the failed question's grade, with its legal basis as it stood that day.
 * A failure that is open already opens no second one; one that was closed within the look-back days is a relapse 反弹.
 * @throws wrongAnswers, officersNeeded, notYetBegun, and what `openMatter` and `attachFiles` throw
 */
export async function recordVisit(tx: Tx, actor: Actor, deed: Deed, list: Checklist, kind: MatterKind, visit: Visiting): Promise<Recorded> {
  if (visit.started_at > deed.at) throw notYetBegun();
  const rules = kindRules[visit.kind];
  const faults = faultsOf(
    list,
    visit.answers,
    answerRules(visit.kind, kind, { category: visit.category, recheck: visit.matter_id !== undefined }),
  );
  if (faults.length > 0) throw wrongAnswers({ errors: faults });
  refuseNight(
    kind,
    visit.answers.map((one) => one.code),
    visit.started_at,
    visit.note,
  );
  const officers = await officersOf(tx, actor, visit, list.programme);
  const on = civilDateAt(visit.started_at);
  const byAnswer = (answer: Answer['answer']) => visit.answers.filter((one) => one.answer === answer).map((one) => one.code);
  const { score } = scoreOf(list, visit.answers, visit.weights);
  const owner = { programme: list.programme, division: visit.division };
  await insertVisits(tx, actor.city, [
    {
      ...owner,
      id: visit.id,
      kind: visit.kind,
      checklist: list.key,
      place_id: visit.place_id,
      on_date: on,
      started_at: visit.started_at,
      recorded_at: deed.at,
      account_id: actor.account_id,
      unit_name: actor.posts.find((post) => post.programme === list.programme)?.unit_name ?? '',
      passed: byAnswer('pass'),
      failed: byAnswer('fail'),
      not_applicable: byAnswer('na'),
      score,
      matter_id: visit.matter_id ?? null,
      note: visit.note ?? null,
    },
  ]);
  await insertOfficers(tx, actor.city, officers);
  if (visit.signature)
    await attachFiles(tx, actor, {
      ...owner,
      owner_relation: 'visits.visits',
      owner_id: visit.id,
      role: 'signature',
      file_ids: [visit.signature],
    });

  const inspectors = [...new Set([actor.account_id, ...officers.flatMap((one) => (one.account_id ? [one.account_id] : []))])];
  const failures = visit.answers.filter((one) => one.answer === 'fail');
  const bases = failures.length > 0 ? await listLegalBases(tx) : [];
  const earlier =
    failures.length > 0
      ? await listEarlier(tx, actor.city, kind.key, visit.place_id, addDays(on, -(kind.look_back?.within_days ?? 0)))
      : [];
  const matters: OpenedHazard[] = [];
  const rows: NewAnswer[] = [];
  for (const answer of visit.answers) {
    const words = answer.words ?? '';
    const row = { ...owner, id: newId(), visit_id: visit.id, item_code: answer.code, answer: answer.answer, words };
    if (answer.answer !== 'fail') {
      if (words !== '' || (answer.photos ?? []).length > 0) {
        rows.push({ ...row, fixed: false, measures: null, matter_id: null });
        await attachFiles(tx, actor, {
          ...owner,
          owner_relation: 'visits.answers',
          owner_id: row.id,
          role: 'proof',
          file_ids: answer.photos ?? [],
        });
      }
      continue;
    }
    const item = itemOf(list, answer.code);
    const fixed = answer.fixed === true;
    const measures = answer.measures?.trim() ? answer.measures : null;
    const same = earlier.filter((one) => one.item_code === answer.code);
    const open = same.find((one) => one.open);
    if (open) {
      rows.push({ ...row, fixed, measures, matter_id: open.id });
      await attachFiles(tx, actor, {
        ...owner,
        owner_relation: 'visits.answers',
        owner_id: row.id,
        role: 'proof',
        file_ids: [...(answer.photos ?? []), ...(answer.after_photos ?? [])],
      });
      matters.push({
        id: open.id,
        number: open.number,
        item_code: answer.code,
        title: open.title,
        grade: open.grade,
        due_at: (open.due_at ?? deed.at).toISOString(),
        already_open: true,
        fixed,
      });
      continue;
    }
    const relapse = same.find((one) => one.relapsing);
    const title = `${visit.place_name}：${shortOf(words)}`;
    const opened = await openMatter(tx, actor, deed, kind, {
      title,
      detail: words,
      grade: item.grade,
      division: visit.division,
      place_id: visit.place_id,
      visit_id: visit.id,
      item_code: item.code,
      found_on: on,
      found_at: visit.started_at,
      inspectors,
      basis: citations(item, bases, on),
      requirement: `${rules.orders ? '' : '建议：'}${item.requirement}`,
      measures,
      fixed_on_spot: fixed,
      photos: { before: answer.photos ?? [], after: answer.after_photos ?? [] },
      ...(relapse ? { relapse_of: relapse.id } : {}),
    });
    rows.push({ ...row, fixed, measures, matter_id: opened.id });
    matters.push({
      id: opened.id,
      number: opened.number,
      item_code: answer.code,
      title,
      grade: opened.grade,
      due_at: opened.due_at.toISOString(),
      already_open: false,
      fixed,
    });
  }
  await insertAnswers(tx, actor.city, rows);
  await noteLookedAgain(tx, actor, deed, kind, {
    place_id: visit.place_id,
    on,
    passed: byAnswer('pass'),
    failed: byAnswer('fail'),
    unit_name: actor.posts.find((post) => post.programme === list.programme)?.unit_name ?? '',
  });
  return { id: visit.id, on_date: on, score, matters };
}

function itemOf(list: Checklist, code: string): ChecklistItem {
  const item = list.items.find((one) => one.code === code);
  if (!item) throw new Error(`${list.key} has no ${code}`);
  return item;
}

/** The legal bases of a question as they stood on a day; the declared words where the tables know no version for it. */
export function citations(item: ChecklistItem, bases: readonly LegalBasis[], on: string): { title: string; article: string }[] {
  return item.basis.map(({ key, title, article, unverified }) => {
    const then = pickBasis(bases, key, on);
    const doubtful = unverified === true || then?.unverified === true;
    // A question may name a finer place in the article than the table does; another version has other numbers.
    const words = then && !article.startsWith(then.article) ? then.article : article;
    return { title: then?.title ?? title, article: `${words}${doubtful ? '（待核实）' : ''}` };
  });
}

const shortOf = (words: string): string => {
  const first = words.trim().split(/[。；;\n]/)[0] ?? words;
  return first.length > 40 ? `${first.slice(0, 39)}…` : first;
};

async function officersOf(tx: Tx, actor: Actor, visit: Visiting, programme: string): Promise<NewOfficer[]> {
  const given = (visit.officers.length > 0 ? visit.officers : [actor.account_id]).map((one) =>
    typeof one === 'string' ? { account_id: one } : one,
  ) as { account_id?: string; name?: string; certificate?: string; unit_name?: string }[];
  const ids = given.flatMap((one) => (one.account_id ? [one.account_id] : []));
  const titles = await titlesOf(tx, actor.city, ids);
  const officers = given.map((one, position): NewOfficer => {
    const name = (one.account_id === undefined ? undefined : titles.get(one.account_id)) ?? one.name ?? '';
    if (name === '') throw officersNeeded({ why: `第 ${position + 1} 名检查人没有姓名，或账号不存在` });
    return {
      id: newId(),
      division: visit.division,
      programme,
      visit_id: visit.id,
      position,
      account_id: one.account_id !== undefined && titles.has(one.account_id) ? one.account_id : null,
      name,
      certificate: one.certificate?.trim() ? one.certificate.trim() : null,
      unit_name: one.unit_name ?? '',
    };
  });
  const needed = kindRules[visit.kind].certified;
  const certificates = new Set(officers.flatMap((one) => (one.certificate ? [one.certificate] : [])));
  const people = new Set(officers.map((one) => one.account_id ?? one.name));
  if (needed > 0 && officers.some((one) => one.certificate === null))
    throw officersNeeded({ why: `${officers.find((one) => one.certificate === null)?.name ?? ''}没有填执法证件号` });
  if (certificates.size < needed || people.size < needed)
    throw officersNeeded({ why: `只有 ${Math.min(certificates.size, people.size)} 名持证人员` });
  return officers;
}
