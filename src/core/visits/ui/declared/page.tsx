/** A visit with a declared checklist, from the first question to the result, on a phone and on a desk. */
import { useCallback, useMemo, useRef, useState } from 'react';
import { Link, useParams } from 'wouter';
import { useQueryState } from '../../../../kit/address.ts';
import { ApiProblem, newKey, openPath, send, useGet, useInvalidate } from '../../../../kit/api.ts';
import { dropDraft, keepDraft, readDraft } from '../../../../kit/draft.ts';
import { dateTime, number } from '../../../../kit/format.ts';
import { Button, ButtonLink } from '../../../../kit/parts/button.tsx';
import { Empty, Failure, Notice, Skeleton } from '../../../../kit/parts/states.tsx';
import { useMay, useSession } from '../../../../kit/session.tsx';
import { useTitle } from '../../../../kit/title.ts';
import { phoneWidth, useWidth } from '../../../../kit/width.ts';
import type { Row } from '../../../registers/ui/index.ts';
import { type DeclaredChecklist, itemsFor } from '../../checklist.ts';
import { answerRules } from '../../rules.ts';
import { type Asking, deadlineWords } from '../asking.ts';
import { DeskForm } from '../desk-form.tsx';
import { AnswerMark } from '../marks.tsx';
import { PassRest } from '../rest.tsx';
import { answersOf, type Fault, faultAt, faultsIn, progressOf, type Run, startRun, step } from '../run.ts';
import { Runner } from '../runner.tsx';
import { apiOf, baseOf, type OneVisit, type Questions } from './wire.ts';

/** `/<programme>/<list>/:place`; with `?done=` the record of a visit there. */
export function DeclaredVisitPage({ declared, title }: { declared: DeclaredChecklist; title: string }) {
  const { place = '' } = useParams<{ place: string }>();
  const done = useQueryState().get('done');
  const { at, list } = declared;
  const row = useGet<{ row: Row }>(done ? null : openPath(`/api${baseOf(at.key)}/${place}`));
  const questions = useGet<Questions>(done ? null : apiOf(list.key));
  const may = useMay();
  useTitle(title);
  if (done) return <Record declared={declared} id={done} />;
  const problem = row.error ?? questions.error;
  if (problem) return <Failure problem={problem} onRetry={() => void Promise.all([row.refetch(), questions.refetch()])} />;
  if (!row.data || !questions.data) return <Skeleton />;
  if (!may(`${list.key}.record`, row.data.row.division))
    return <Empty title={`您不能在这里登记${title}`}>{at.title}不在您的管辖范围内，请找所在镇街的同事。</Empty>;
  return <Visit key={place} declared={declared} title={title} row={row.data.row} questions={questions.data} />;
}

interface Draft {
  /** Of the visit, and of the act that records it: sent again, it is done once. */
  id: string;
  act_id: string;
  started_at: string;
  run: Run;
}
const isDraft = (value: unknown): value is Draft =>
  typeof value === 'object' && value !== null && ['id', 'act_id', 'started_at', 'run'].every((name) => name in value);

interface Given {
  declared: DeclaredChecklist;
  title: string;
  row: Row;
  questions: Questions;
}

function Visit({ declared, title, row, questions }: Given) {
  const { list, at, opens } = declared;
  const session = useSession();
  const address = useQueryState();
  const invalidate = useInvalidate();
  const phone = useWidth(phoneWidth);
  const category = declared.category === undefined ? null : String(row[declared.category] ?? '');
  const items = useMemo(() => itemsFor(list, category), [list, category]);
  const slot = `visit.${session.account.id}.${list.key}.${row.id}`;
  const [draft, setDraft] = useState<Draft>(
    () => readDraft(slot, isDraft) ?? { id: newKey(), act_id: newKey(), started_at: questions.now, run: startRun(items) },
  );
  // Photos arrive while somebody types: each change builds on the latest.
  const latest = useRef(draft);
  const [unkept, setUnkept] = useState(false);
  const change = (next: Partial<Draft>) => {
    latest.current = { ...latest.current, ...next };
    setDraft(latest.current);
    setUnkept(!keepDraft(slot, latest.current));
  };
  const [uploads, setUploads] = useState(0);
  const onBusy = useCallback((busy: boolean) => setUploads((n) => Math.max(0, n + (busy ? 1 : -1))), []);
  const [tried, setTried] = useState(false);
  const [refused, setRefused] = useState<readonly Fault[]>([]);
  const [problem, setProblem] = useState<ApiProblem | null>(null);
  const [sending, setSending] = useState(false);
  const where = useMemo(() => ({ programme: list.programme, division: row.division }), [list.programme, row.division]);
  const rules = answerRules('patrol', opens, { category, recheck: false });
  const faults = faultsIn(list, items, draft.run, rules);
  const submit = async () => {
    setTried(true);
    setProblem(null);
    setRefused([]);
    if (faults.length > 0 || uploads > 0) return;
    const answers = answersOf(items, draft.run);
    setSending(true);
    try {
      const body = { id: draft.id, place_id: row.id, started_at: draft.started_at, answers };
      const recorded = await send<{ id: string }>('POST', apiOf(list.key, '/visits'), { body, key: draft.act_id });
      dropDraft(slot);
      address.patch({ done: recorded.id }, { replace: true });
      await invalidate(`/api${baseOf(list.key)}`, '/api/matters', '/api/todo', '/api/indicators');
    } catch (cause) {
      if (!(cause instanceof ApiProblem)) throw cause;
      setProblem(cause);
      // A refusal ends the act; what nobody answered may have been done, and is sent again under the same id.
      if (cause.status >= 400 && cause.status < 500) change({ act_id: newKey() });
      const errors = Array.isArray(cause.body.errors) ? (cause.body.errors as { field: string; message: string }[]) : [];
      setRefused(errors.flatMap((one) => faultAt(answers, one) ?? []));
    }
    setSending(false);
  };
  const laws = Object.fromEntries(questions.items.map((one) => [one.code, one.basis]));
  const asking: Asking = {
    list,
    items,
    run: draft.run,
    act: (todo) => change({ run: step(items, latest.current.run, todo) }),
    visit: 'patrol',
    kind: opens,
    rules,
    category,
    place: where,
    where: String(row[at.label] ?? ''),
    laws,
    known: {},
    faults: [...(tried ? faults : faults.filter((one) => one.code !== null)), ...refused],
    tagsOf: (item) => [`${item.grade} 级`],
    onBusy,
    busy: uploads > 0,
    onEnd: () => void submit(),
    endTitle: `提交${title}`,
  };
  const general = [...(tried ? faults : []), ...refused].filter((one) => one.code === null);
  const told = (
    <>
      {problem ? <Failure problem={problem} /> : null}
      {general.map((one) => (
        <Notice key={one.message} look="warn" title={one.message} />
      ))}
      {unkept ? (
        <Notice look="warn" title="这台设备没有存下草稿">
          请不要关闭本页，填完就提交。
        </Notice>
      ) : null}
    </>
  );
  if (phone)
    return (
      <>
        {told}
        <Runner asking={asking} />
      </>
    );
  const { answered, total } = progressOf(items, draft.run);
  return (
    <div className="rec">
      <p className="crumb">
        <Link href={`${baseOf(at.key)}/${row.id}`}>{asking.where}</Link>　{row.division_name}
      </p>
      <div className="head">
        <h1>{list.title}</h1>
        <div className="acts">
          <PassRest asking={asking} />
          <Button look="p" busy={sending || asking.busy} onClick={() => void submit()}>
            {asking.busy ? '照片正在上传' : asking.endTitle}
          </Button>
        </div>
      </div>
      <p className="l" role="status">
        已答 {answered} / {total}　键盘：1 合格，2 不合格，3 不适用，上下键换行
      </p>
      {told}
      <DeskForm asking={asking} tried={tried} />
      <p className="n gap">{list.note}</p>
    </div>
  );
}

/** What came of a visit; can be opened again. */
function Record({ declared, id }: { declared: DeclaredChecklist; id: string }) {
  const { list, at, opens } = declared;
  const answer = useGet<OneVisit>(apiOf(list.key, `/visits/${id}`));
  if (answer.error) return <Failure problem={answer.error} onRetry={() => void answer.refetch()} />;
  if (!answer.data) return <Skeleton />;
  const one = answer.data;
  const fixed = (code: string | null) => one.answers.some((each) => each.code === code && each.fixed);
  return (
    <div className="rec">
      <p className="crumb">
        <Link href={`${baseOf(at.key)}/${one.place.id}`}>{one.place.name}</Link>
      </p>
      <div className="head">
        <h1>
          {list.title}
          <span className="l">　{dateTime(one.started_at)}已登记</span>
        </h1>
        <div className="acts">
          <ButtonLink href={baseOf(at.key)} look="p">
            看下一{at.counted_in}
          </ButtonLink>
        </div>
      </div>
      <p>
        得分 {number(one.score)} <span className="n">示例分值</span>　检查人 {one.officers.map((each) => each.name).join('、')}
      </p>
      {one.matters.length > 0 ? (
        <section className="sect">
          <div className="t">
            <b>{opens.title}</b>
          </div>
          <ul className="who">
            {one.matters.map((each) => (
              <li key={each.id}>
                <Link href={`/matters/${each.id}`}>{each.number}</Link>
                <span>
                  {each.title}
                  <span className="n">
                    {`　${opens.grades.find(({ code }) => code === each.grade)?.title ?? each.grade}　`}
                    {each.already_open
                      ? `原已立案，期限 ${dateTime(each.due_at)}`
                      : fixed(each.item_code)
                        ? '当场整改，待他人核查'
                        : `${deadlineWords(opens, each.grade)}内办理，最迟 ${dateTime(each.due_at)}`}
                  </span>
                </span>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      <section className="sect">
        <div className="t">
          <b>逐项记录</b>
        </div>
        <ul className="who">
          {one.answers.map((each) => (
            <li key={each.code}>
              <span>{each.code}</span>
              <span>
                <AnswerMark of={each.answer} />
                {`　${[each.question, each.words].filter(Boolean).join('：')}`}
              </span>
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
}
