/** 检查: one premises from the first look to the result, on a phone and on a desk. */
import { useCallback, useMemo, useState } from 'react';
import { useParams } from 'wouter';
import { type Asking, type KnownMatter, type Run, type Step, step } from '../../../../core/visits/ui/index.ts';
import { useQueryState } from '../../../../kit/address.ts';
import { ApiProblem, newKey, send, useGet, useInvalidate } from '../../../../kit/api.ts';
import { monthDay } from '../../../../kit/format.ts';
import { Failure, Skeleton } from '../../../../kit/parts/states.tsx';
import { useSession } from '../../../../kit/session.tsx';
import { phoneWidth, useWidth } from '../../../../kit/width.ts';
import { smallPremises } from '../../checklists.ts';
import { hazard } from '../../matters.ts';
import { AskStep } from './ask.tsx';
import { ClearsStep } from './clears.tsx';
import { FinishStep } from './finish.tsx';
import { toTop } from './frame.tsx';
import type { Inspecting, Visiting } from './given.ts';
import { bodyOf, type Draft, type Lack, lackAt, lacksOf, questionsOf, rulesOf, type StepName, steps } from './inspection.ts';
import { keepCertificates, slotOf, useKeeping } from './keeping.ts';
import { Result } from './result.tsx';
import { StartStep } from './start.tsx';
import './inspect.css';

export function InspectPage() {
  const { premises } = useParams<{ premises: string }>();
  const address = useQueryState();
  const done = address.get('done');
  const matter = address.get('matter');
  const answer = useGet(done ? null : '/api/fire/visiting', { query: { premises: premises ?? '', matter } });
  if (done) return <Result id={done} />;
  if (answer.error) return <Failure problem={answer.error} onRetry={() => void answer.refetch()} />;
  if (!answer.data) return <Skeleton />;
  return <Visit key={`${premises} ${matter ?? ''}`} visiting={answer.data} matter={matter} onAgain={() => void answer.refetch()} />;
}

function Visit({ visiting, matter, onAgain }: { visiting: Visiting; matter: string | null; onAgain: () => void }) {
  const session = useSession();
  const address = useQueryState();
  const phone = useWidth(phoneWidth);
  const invalidate = useInvalidate();
  const place = visiting.premises;
  const keeping = useKeeping(slotOf(session.account.id, place.id, matter));
  const { draft, change } = keeping;
  const [uploads, setUploads] = useState(0);
  const [tried, setTried] = useState(false);
  const [refused, setRefused] = useState<readonly Lack[]>([]);
  const [problem, setProblem] = useState<ApiProblem | null>(null);
  const [sending, setSending] = useState(false);
  const onBusy = useCallback((busy: boolean) => setUploads((n) => Math.max(0, n + (busy ? 1 : -1))), []);
  const where = useMemo(() => ({ programme: 'fire', division: place.division }), [place.division]);
  const overCap = visiting.inspections_this_year >= visiting.yearly_cap;
  const lacks = useMemo(
    () => (draft ? [...lacksOf(draft, place, { overCap }), ...refused.filter((one) => one.code === null)] : []),
    [draft, place, overCap, refused],
  );
  const asked = address.get('step');
  const at: StepName = draft ? (steps.find((one) => one === asked) ?? 'start') : 'start';
  const go = (to: StepName) => {
    address.patch({ step: to === 'start' ? null : to });
    toTop();
  };
  const open = (lack: Lack) => {
    if (lack.step === 'ask') change((now) => ({ ...now, run: { ...now.run, at: lack.code } }));
    go(lack.step);
  };
  const submit = async () => {
    if (!draft) return;
    setTried(true);
    setProblem(null);
    setRefused([]);
    if (lacksOf(draft, place, { overCap }).length > 0) {
      // The list of what is missing stands on top.
      toTop();
      return;
    }
    const body = bodyOf(draft, place);
    setSending(true);
    try {
      const recorded = await send('POST', '/api/fire/inspections', { body, key: draft.act_id });
      keepCertificates(draft.officers);
      keeping.drop();
      address.patch({ done: recorded.id, step: null, kind: null, matter: null }, { replace: true });
      await invalidate(
        '/api/fire/premises',
        '/api/fire/visiting',
        '/api/fire/worklist',
        '/api/fire/inspections',
        '/api/matters',
        '/api/todo',
        '/api/indicators',
      );
    } catch (cause) {
      if (!(cause instanceof ApiProblem)) throw cause;
      setProblem(cause);
      toTop();
      const definite = cause.status >= 400 && cause.status < 500;
      // A refusal ends the act; what nobody answered may have been done, and is sent again under the same id.
      change((now) => ({ ...now, unsent: !definite, act_id: definite ? newKey() : now.act_id }));
      if (Array.isArray(cause.body.errors))
        setRefused((cause.body.errors as { field: string; message: string }[]).map((one) => lackAt(body, one)));
      if (cause.type === '/problems/fire/over-yearly-cap') onAgain();
    }
    setSending(false);
  };
  if (!draft || at === 'start')
    return <StartStep visiting={visiting} keeping={keeping} matter={matter} overCap={overCap} lacks={tried ? lacks : []} onGo={go} />;
  const inspecting: Inspecting = {
    visiting,
    keeping,
    draft,
    change,
    lacks,
    tried,
    go,
    open,
    phone,
    onBusy,
    busy: uploads > 0,
    place: where,
  };
  if (at === 'ask') return <Ask inspecting={inspecting} refused={refused} />;
  if (at === 'clears') return <ClearsStep inspecting={inspecting} />;
  return <FinishStep inspecting={inspecting} problem={problem} refused={refused} sending={sending} onSubmit={() => void submit()} />;
}

/** A re-check asks its one question: what comes after it is the list, where the others may be left out. */
function onwards(before: Draft, next: Run, todo: Step): Run {
  const leaving = todo.do === 'answer' || (todo.do === 'move' && todo.by === 1);
  const only = before.matter_code !== null && before.run.at === before.matter_code && next.at !== before.matter_code;
  return only && leaving ? { ...next, at: null } : next;
}

const lawsAreOld = 60 * 60_000;

function Ask({ inspecting, refused }: { inspecting: Inspecting; refused: readonly Lack[] }) {
  const { visiting, draft, change, lacks, onBusy, busy, place, go } = inspecting;
  const sheet = useGet('/api/fire/checklist', { stale: lawsAreOld });
  const laws = useMemo(() => Object.fromEntries((sheet.data?.items ?? []).map((one) => [one.code, one.basis])), [sheet.data]);
  const known = useMemo(() => {
    const found: Record<string, KnownMatter[]> = {};
    for (const one of visiting.hazards) {
      if (one.item_code === null) continue;
      const due = one.due_at ? `${one.overdue ? '已超期，' : ''}期限 ${monthDay(one.due_at)}` : '没有期限';
      found[one.item_code] = [...(found[one.item_code] ?? []), { id: one.id, number: one.number, due, overdue: one.overdue }];
    }
    return found;
  }, [visiting.hazards]);
  const items = questionsOf(visiting.premises);
  const asking: Asking = {
    list: smallPremises,
    items,
    run: draft.run,
    act: (todo: Step) => change((now) => ({ ...now, run: onwards(now, step(items, now.run, todo), todo) })),
    visit: draft.kind,
    kind: hazard,
    rules: rulesOf(draft, visiting.premises),
    category: visiting.premises.category,
    place,
    where: visiting.premises.name,
    laws,
    known,
    faults: [...lacks, ...refused].filter((one) => one.step === 'ask'),
    tagsOf: (item) => [...(item.clears ? [`五清 ${item.clears}`] : []), `${item.grade} 级`],
    onBusy,
    busy,
    onEnd: () => go('clears'),
    endTitle: '下一步：五清',
  };
  return <AskStep inspecting={inspecting} asking={asking} />;
}
