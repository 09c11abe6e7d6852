/** One inspection being written: the draft that the device keeps, what it still lacks, and what is sent. Pure. */
import { itemsFor } from '../../../../core/visits/checklist.ts';
import { answerRules, kindRules, type VisitKind } from '../../../../core/visits/rules.ts';
import { answersOf, faultAt, faultsIn, type Run, startRun } from '../../../../core/visits/ui/index.ts';
import type { BodyOf } from '../../../../kit/api-paths.ts';
import { clearings } from '../../checklists/clearings.ts';
import { smallPremises } from '../../checklists.ts';
import { hazard } from '../../matters.ts';

export const steps = ['start', 'ask', 'clears', 'finish'] as const;
export type StepName = (typeof steps)[number];
export const stepTitles: Readonly<Record<StepName, string>> = { start: '开始', ask: '检查表', clears: '五清', finish: '提交' };

export interface ClearDraft {
  count: number;
  where: string;
  disposal: string;
  before: readonly string[];
  after: readonly string[];
}

export interface OfficerDraft {
  /** Null for somebody without an account here. */
  account_id: string | null;
  name: string;
  unit_name: string;
  certificate: string;
}

export interface Draft {
  form: 1;
  /** Of the visit, and of the act that records it: both are made here once, so that what is sent twice is recorded once. */
  id: string;
  act_id: string;
  premises_id: string;
  kind: VisitKind;
  matter_id: string | null;
  /** The question that the re-checked matter is about. */
  matter_code: string | null;
  started_at: string;
  run: Run;
  /** By `Q2.window`. */
  clears: Readonly<Record<string, ClearDraft>>;
  officers: readonly OfficerDraft[];
  signature: string | null;
  signer: string;
  refused: boolean;
  refused_because: string;
  over_cap: { reason: string; words: string } | null;
  note: string;
  /** It was sent and nobody answered: it waits on this device. */
  unsent: boolean;
}

export interface Premises {
  id: string;
  category: string;
}

export const questionsOf = (place: Premises) => itemsFor(smallPremises, place.category);

export const rulesOf = (draft: Pick<Draft, 'kind' | 'matter_id'>, place: Premises) =>
  answerRules(draft.kind, hazard, { category: place.category, recheck: draft.matter_id !== null });

export function newDraft(
  place: Premises,
  given: Pick<Draft, 'id' | 'act_id' | 'kind' | 'matter_id' | 'matter_code' | 'started_at' | 'officers' | 'over_cap'>,
): Draft {
  const run = startRun(questionsOf(place));
  return {
    form: 1,
    ...given,
    premises_id: place.id,
    run: given.matter_code !== null ? { ...run, at: given.matter_code } : run,
    clears: {},
    signature: null,
    signer: '',
    refused: false,
    refused_because: '',
    note: '',
    unsent: false,
  };
}

/** Whether what the device kept is a draft of this form. */
export const isDraft = (value: unknown): value is Draft =>
  typeof value === 'object' && value !== null && 'form' in value && value.form === 1 && 'run' in value && 'act_id' in value;

export const noClear: ClearDraft = { count: 0, where: '', disposal: '', before: [], after: [] };

/** Every kind of clearing that can be counted, in order. */
export const clearKinds = clearings.flatMap((clearing) =>
  clearing.subtypes.map((subtype) => ({ key: `${clearing.code}.${subtype.code}`, clearing, subtype })),
);

const cleared = (draft: Draft) =>
  clearKinds.flatMap((kind) => {
    const said = draft.clears[kind.key];
    return said && said.count > 0 ? [{ ...kind, said }] : [];
  });

type Body = BodyOf<'/api/fire/inspections', 'POST'>;

/** What is sent. Empty fields are left out. */
export function bodyOf(draft: Draft, place: Premises): Body {
  const orders = kindRules[draft.kind].orders;
  const text = <K extends string>(key: K, value: string) => (value.trim() === '' ? {} : ({ [key]: value.trim() } as Record<K, string>));
  return {
    id: draft.id,
    premises_id: draft.premises_id,
    kind: draft.kind,
    started_at: draft.started_at,
    officers: draft.officers.map((one) => ({
      ...(one.account_id ? { account_id: one.account_id } : {}),
      name: one.name.trim(),
      ...text('unit_name', one.unit_name),
      ...(kindRules[draft.kind].certified > 0 ? text('certificate', one.certificate) : {}),
    })),
    answers: answersOf(questionsOf(place), draft.run) as Body['answers'],
    clears: cleared(draft).map(({ clearing, subtype, said }) => ({
      code: clearing.code,
      subtype: subtype.code,
      count: said.count,
      unit: subtype.unit,
      ...(clearing.photos ? { before: [...said.before], after: [...said.after] } : {}),
      ...text('where', said.where),
      ...text('disposal', said.disposal),
    })),
    ...(orders && draft.signature !== null && !draft.refused ? { signature: draft.signature } : {}),
    ...(orders && draft.refused ? text('refused_because', draft.refused_because) : {}),
    ...(orders ? text('signer', draft.signer) : {}),
    ...(draft.over_cap && orders && draft.matter_id === null
      ? { over_cap: { reason: draft.over_cap.reason, words: draft.over_cap.words.trim() } as NonNullable<Body['over_cap']> }
      : {}),
    ...(draft.matter_id !== null ? { matter_id: draft.matter_id } : {}),
    ...text('note', draft.note),
  };
}

/** Something missing or refused: the step where it is put right, and there the question or the field. */
export interface Lack {
  step: StepName;
  code: string | null;
  field: string;
  message: string;
}

/** What the draft lacks before it can be sent, by the same rules as the server's. */
export function lacksOf(draft: Draft, place: Premises, facts: { overCap: boolean }): Lack[] {
  const rules = kindRules[draft.kind];
  const lacks: Lack[] = [];
  const lack = (step: StepName, field: string, message: string, code: string | null = null) => lacks.push({ step, code, field, message });
  if (rules.orders && draft.matter_id === null && facts.overCap && (draft.over_cap === null || draft.over_cap.words.trim().length < 2))
    lack('start', 'over_cap', '已到年度检查上限，请选定缘由并写明来文或线索');
  for (const fault of faultsIn(smallPremises, questionsOf(place), draft.run, rulesOf(draft, place)))
    lack('ask', fault.field, fault.message, fault.code);
  if (draft.matter_code !== null && !draft.run.said[draft.matter_code])
    lack('ask', '', `要复查的 ${draft.matter_code} 还没有回答`, draft.matter_code);
  for (const { key, clearing, subtype, said } of cleared(draft)) {
    if (!Number.isSafeInteger(said.count) || said.count > 10_000)
      lack('clears', 'count', `${subtype.title}：数量须是 1 到 10000 的整数`, key);
    if (clearing.photos && said.before.length === 0) lack('clears', 'before', `${subtype.title}：须附清理前照片`, key);
    if (clearing.photos && said.after.length === 0) lack('clears', 'after', `${subtype.title}：须附清理后照片`, key);
  }
  for (const [at, officer] of draft.officers.entries()) {
    if (officer.name.trim() === '') lack('finish', `officers.${at}.name`, `请选第 ${at + 1} 名检查人，或写他的姓名`);
    if (rules.certified > 0 && officer.certificate.trim() === '')
      lack('finish', `officers.${at}.certificate`, `请填${officer.name || '检查人'}的执法证件号`);
  }
  if (draft.officers.length < rules.certified) lack('finish', 'officers', `监督检查须有 ${rules.certified} 名持证人员`);
  const certificates = draft.officers.map((one) => one.certificate.trim()).filter((one) => one !== '');
  if (rules.certified > 0 && new Set(certificates).size < certificates.length)
    lack('finish', 'officers.1.certificate', '两名检查人的证件号相同，请核对');
  if (rules.orders && draft.refused && draft.refused_because.trim().length < 2) lack('finish', 'refused_because', '请写明拒签的情况');
  if (rules.orders && !draft.refused && draft.signature === null) lack('finish', 'signature', '请被检查单位签字；拒绝签字的，记拒签');
  return lacks;
}

/** Where an error of the server belongs; the body is the one that was refused. */
export function lackAt(body: Body, error: { field: string; message: string }): Lack {
  const fault = faultAt((body.answers ?? []) as Parameters<typeof faultAt>[0], error);
  if (fault) return { step: 'ask', ...fault };
  const [root, at, field] = error.field.split('.');
  if (root === 'clears') {
    const clear = body.clears?.[Number(at)];
    return { step: 'clears', code: clear ? `${clear.code}.${clear.subtype ?? ''}` : null, field: field ?? '', message: error.message };
  }
  return { step: root === 'over_cap' ? 'start' : 'finish', code: null, field: error.field, message: error.message };
}
