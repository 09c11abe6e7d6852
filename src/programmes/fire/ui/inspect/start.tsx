/** Before the door: what the ledger knows of the premises, which of the two visits it is, and the yearly cap. */
import { useState } from 'react';
import { Link } from 'wouter';
import { inQuietHours } from '../../../../core/notices/rules.ts';
import { kindRules, type VisitKind, visitKindTitles } from '../../../../core/visits/rules.ts';
import { progressOf, useWholeScreen } from '../../../../core/visits/ui/index.ts';
import { useQueryState } from '../../../../kit/address.ts';
import { newKey } from '../../../../kit/api.ts';
import { date, dateTime, monthDay, number } from '../../../../kit/format.ts';
import { Button } from '../../../../kit/parts/button.tsx';
import { Dialog } from '../../../../kit/parts/dialog.tsx';
import { Field } from '../../../../kit/parts/form.tsx';
import { RiskMark } from '../../../../kit/parts/marks.tsx';
import { Empty, Notice } from '../../../../kit/parts/states.tsx';
import { useMay, useSession } from '../../../../kit/session.tsx';
import { overCapReason, premisesCategory, premisesStatus } from '../../codes.ts';
import type { Visiting } from './given.ts';
import { type Draft, type Lack, newDraft, questionsOf, type StepName } from './inspection.ts';
import { certificateOf, type Keeping } from './keeping.ts';

const titleOf = (codes: { items: readonly { code: string; title: string }[] }, code: string) =>
  codes.items.find((one) => one.code === code)?.title ?? code;

const powers: Readonly<Record<VisitKind, string>> = {
  patrol: '看、提醒、建议整改。不用证件，没看的项目可以不答，不用签字。',
  inspection: '两名持证人员，每项都答，可责令整改；对方签字，拒签的如实记录。',
};

export function StartStep({
  visiting,
  keeping,
  matter,
  overCap,
  lacks,
  onGo,
}: {
  visiting: Visiting;
  keeping: Keeping;
  matter: string | null;
  overCap: boolean;
  lacks: readonly Lack[];
  onGo: (to: StepName) => void;
}) {
  useWholeScreen();
  const session = useSession();
  const may = useMay();
  const address = useQueryState();
  const place = visiting.premises;
  const { draft } = keeping;
  const mayOrder = may('fire.inspection.order', place.division);
  const asked = address.get('kind');
  const kinds: readonly VisitKind[] = mayOrder ? ['patrol', 'inspection'] : ['patrol'];
  const kind: VisitKind = draft?.kind ?? (asked === 'inspection' && mayOrder ? 'inspection' : 'patrol');
  const [dropping, setDropping] = useState(false);
  const [reason, setReason] = useState(draft?.over_cap?.reason ?? '');
  const [words, setWords] = useState(draft?.over_cap?.words ?? '');
  const [tried, setTried] = useState(lacks.some((one) => one.step === 'start'));
  const { rechecked } = visiting;
  const orders = kindRules[kind].orders;
  const capped = orders && matter === null && overCap;
  const reasoned = !capped || (reason !== '' && words.trim().length >= 2);
  const cap = capped ? { reason, words } : null;

  const choose = (next: VisitKind) => {
    if (draft) keeping.change((now) => ({ ...now, kind: next, officers: officersFor(next, now.officers, session.account) }));
    address.patch({ kind: next }, { replace: true });
  };
  const begin = () => {
    setTried(true);
    if (!reasoned) return;
    if (draft) keeping.change((now) => ({ ...now, over_cap: cap }));
    else
      keeping.begin(
        newDraft(place, {
          id: newKey(),
          act_id: newKey(),
          kind,
          matter_id: matter,
          started_at: visiting.now,
          officers: officersFor(kind, [], session.account),
          over_cap: cap,
          matter_code: rechecked?.item_code ?? null,
        }),
      );
    // What only waits to be sent is not gone through again.
    onGo(draft?.unsent ? 'finish' : 'ask');
  };

  const facts = (
    <>
      <h1 className="vi-name">{place.name}</h1>
      <dl className="facts">
        <dt>地址</dt>
        <dd>
          {place.address} <span className="n">{place.division_name}</span>
        </dd>
        <dt>类别</dt>
        <dd>{titleOf(premisesCategory, place.category)}</dd>
        <dt>风险等级</dt>
        <dd>
          <RiskMark risk={place.risk} />
          {place.risk === null ? '未定级' : null}
        </dd>
        <dt>上次检查</dt>
        <dd>
          {visiting.last_visit
            ? `${date(visiting.last_visit.on_date)}　${visiting.last_visit.kind_title}，${visiting.last_visit.failed > 0 ? `${visiting.last_visit.failed} 项不合格` : '没有不合格'}${visiting.last_visit.score === null ? '' : `，${number(visiting.last_visit.score)} 分`}`
            : '还没有检查过'}
        </dd>
        <dt>今年监督检查</dt>
        <dd>
          {visiting.inspections_this_year} 次，上限 {visiting.yearly_cap} 次
        </dd>
      </dl>
    </>
  );
  const hazards = (
    <section className="vi-open">
      <h2>
        未销号隐患<span className="n"> {visiting.hazards.length} 处</span>
      </h2>
      {visiting.hazards.length === 0 ? <p className="l">没有</p> : null}
      <ul>
        {visiting.hazards.map((one) => (
          <li key={one.id} className={one.overdue ? 'over' : undefined}>
            <Link href={`/matters/${one.id}`}>{one.number}</Link>
            <span>
              {one.title}
              <span className="n">
                {`${one.item_code ? `　${one.item_code}` : ''}　${one.grade} 级　`}
                {one.due_at ? `${one.overdue ? '已超期，' : ''}期限 ${monthDay(one.due_at)}` : '没有期限'}
              </span>
            </span>
            {one.item_code && one.id !== matter ? (
              <Link className="vi-re" href={address.href({ matter: one.id, step: null })}>
                只复查这一处
              </Link>
            ) : null}
          </li>
        ))}
      </ul>
    </section>
  );
  const choice = (
    <fieldset className="vi-kinds">
      <legend>{matter ? '复查的方式' : '这次是哪一种'}</legend>
      {kinds.map((one) => (
        <label key={one} className={kind === one ? 'on' : undefined}>
          <input type="radio" name="kind" className="rd" checked={kind === one} onChange={() => choose(one)} />
          <span>
            <b>{visitKindTitles[one]}</b>
            <span className="l">{powers[one]}</span>
          </span>
        </label>
      ))}
      {mayOrder ? null : <p className="n">监督检查由持执法证件的人员实施（国办发〔2024〕54号），您的岗位做网格排查。</p>}
    </fieldset>
  );
  const cautions = (
    <>
      {matter && !rechecked ? (
        <Notice look="warn" title="要复查的隐患已经看过，或不在这家">
          可以回<Link href={`/matters/${matter}`}>隐患页</Link>看看；要做普通检查，请
          <Link href={address.href({ matter: null })}>从这里进入</Link>。
        </Notice>
      ) : null}
      {rechecked ? (
        <Notice look="ask" title={`${rechecked.closed ? '回头看' : '复查'} ${rechecked.number}`}>
          只问原来不合格的 {rechecked.item_code}，其余项目可以不答；不计入今年检查次数。
        </Notice>
      ) : null}
      {capped ? (
        <section className="vi-cap">
          <Notice look="warn" title={`今年已监督检查 ${visiting.inspections_this_year} 次，到了上限 ${visiting.yearly_cap} 次`}>
            国办发〔2024〕54号，次数为示例、可配置。确需检查的，选缘由、写明来文或线索；只是看看的，改作网格排查。
          </Notice>
          <Field title="缘由" must error={tried && reason === '' ? '请选缘由' : null}>
            {(control) => (
              <select {...control} value={reason} onChange={(event) => setReason(event.target.value)}>
                <option value="">请选</option>
                {overCapReason.items.map((one) => (
                  <option key={one.code} value={one.code}>
                    {one.title}
                  </option>
                ))}
              </select>
            )}
          </Field>
          <Field title="来文或线索" must error={tried && words.trim().length < 2 ? '请写明来文字号或线索' : null}>
            {(control) => <input {...control} maxLength={200} value={words} onChange={(event) => setWords(event.target.value)} />}
          </Field>
        </section>
      ) : null}
      {inQuietHours(new Date(visiting.now)) ? (
        <Notice look="warn" title="现在是夜间（22:00–07:00）">
          {orders ? '夜间下达的命令记下检查人姓名。' : ''}住人的地方，本人同意或有公安民警在场才能进入。
        </Notice>
      ) : null}
    </>
  );
  const kept = draft ? <Kept draft={draft} place={place} /> : null;
  if (place.status !== 'open')
    return (
      <Empty title={`${place.name}：${titleOf(premisesStatus, place.status)}`}>
        台账上这家没有营业，不能检查。已恢复营业的，请先在<Link href={`/fire/premises/${place.id}`}>台账</Link>里改为“营业”。
      </Empty>
    );
  const buttons = (
    <>
      {draft ? <Button onClick={() => setDropping(true)}>重新开始</Button> : null}
      <Button look="p" disabled={matter !== null && !rechecked} onClick={begin}>
        {draft ? (draft.unsent ? '接着提交' : '接着做') : '开始检查'}
      </Button>
    </>
  );
  return (
    <div className="vi-start">
      <div className="vi-in">
        {kept}
        {facts}
        {cautions}
        {choice}
        {hazards}
      </div>
      <div className="v-bar">
        <div className="v-two">{buttons}</div>
      </div>
      <Dialog
        open={dropping}
        onClose={() => setDropping(false)}
        title="重新开始？"
        foot={
          <>
            <Button onClick={() => setDropping(false)}>不，接着做</Button>
            <Button
              look="danger"
              onClick={() => {
                keeping.drop();
                setDropping(false);
              }}
            >
              丢掉草稿
            </Button>
          </>
        }
      >
        本机存着的回答、文字和签字会丢掉，找不回来。
      </Dialog>
    </div>
  );
}

/** What the device kept: how far it came, and whether it waits to be sent. */
function Kept({ draft, place }: { draft: Draft; place: Visiting['premises'] }) {
  const { answered, total, failed } = progressOf(questionsOf(place), draft.run);
  return (
    <Notice look={draft.unsent ? 'warn' : 'ask'} title={draft.unsent ? '这次检查还没有上传' : '有一次没做完的检查'}>
      {visitKindTitles[draft.kind]}，{dateTime(draft.started_at)} 开始，已答 {answered} / {total}
      {failed > 0 ? `，${failed} 项不合格` : ''}。
      {draft.unsent ? '内容存在本机，有网后点“接着提交”；同一次检查只会登记一次。' : '内容存在本机，可以接着做。'}
    </Notice>
  );
}

/** The person himself first; a second one where the kind of visit asks for two. */
function officersFor(kind: VisitKind, now: Draft['officers'], me: { id: string; title: string }): Draft['officers'] {
  const first = now[0] ?? { account_id: me.id, name: me.title, unit_name: '', certificate: certificateOf(me.id) };
  const others = now.slice(1);
  const missing = Math.max(0, kindRules[kind].certified - 1 - others.length);
  return [
    first,
    ...others.filter((one) => kindRules[kind].certified > 0 || one.name !== ''),
    ...Array.from({ length: missing }, () => ({ account_id: null, name: '', unit_name: '', certificate: '' })),
  ];
}
