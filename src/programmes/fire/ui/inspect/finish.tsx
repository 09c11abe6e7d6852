/** The end of a visit: who went, what will follow, the signature or its refusal, and sending. */
import { useState } from 'react';
import { SignaturePad } from '../../../../core/files/ui/index.ts';
import { kindRules, visitKindTitles } from '../../../../core/visits/rules.ts';
import { answersOf, deadlineWords } from '../../../../core/visits/ui/index.ts';
import type { ApiProblem } from '../../../../kit/api.ts';
import { number } from '../../../../kit/format.ts';
import { Button } from '../../../../kit/parts/button.tsx';
import { Field, Radio } from '../../../../kit/parts/form.tsx';
import { RiskMark } from '../../../../kit/parts/marks.tsx';
import { Failure, Notice } from '../../../../kit/parts/states.tsx';
import { useSession } from '../../../../kit/session.tsx';
import { hazard } from '../../matters.ts';
import { Frame, foreseen } from './frame.tsx';
import type { Inspecting } from './given.ts';
import { type Lack, type OfficerDraft, questionsOf } from './inspection.ts';
import { certificateOf } from './keeping.ts';

export function FinishStep({
  inspecting,
  problem,
  refused,
  sending,
  onSubmit,
}: {
  inspecting: Inspecting;
  problem: ApiProblem | null;
  refused: readonly Lack[];
  sending: boolean;
  onSubmit: () => void;
}) {
  const { draft, change, lacks, tried, busy, go, open, phone, visiting, place } = inspecting;
  const orders = kindRules[draft.kind].orders;
  const lack = (field: string) => (tried ? (lacks.find((one) => one.step === 'finish' && one.field === field)?.message ?? null) : null);
  const shown = tried ? [...lacks, ...refused.filter((one) => one.code !== null)] : [];
  const items = questionsOf(visiting.premises);
  const failures = answersOf(items, draft.run).flatMap((one) => {
    const item = items.find((each) => each.code === one.code);
    return one.answer === 'fail' && item ? [{ one, item }] : [];
  });
  const { score, risk } = foreseen(draft, visiting);
  const offline = problem?.status === 0;
  return (
    <Frame
      inspecting={inspecting}
      bar={
        busy
          ? '照片正在上传'
          : failures.length > 0
            ? `提交后登记 ${failures.length} 处隐患，通知承办人，各自开始计时`
            : '提交后记入台账，更新上次检查和风险等级'
      }
      foot={
        <>
          <Button onClick={() => go('clears')}>上一步</Button>
          <Button look="p" busy={sending || busy} onClick={onSubmit}>
            {offline || draft.unsent ? '再提交一次' : '提交检查记录'}
          </Button>
        </>
      }
    >
      {phone ? <h1 className="v-all">提交前看一遍</h1> : <h2 className="vi-h2">提交前看一遍</h2>}
      {offline || (draft.unsent && !problem) ? (
        <Notice look="warn" title="还没有上传">
          没有连上服务器。内容都存在本机，有网后点“再提交一次”；同一次检查只会登记一次。
        </Notice>
      ) : problem ? (
        <Failure problem={problem} />
      ) : null}
      {shown.length > 0 ? (
        <div className="notice bad vi-lacks" role="alert">
          <div>
            <b>还差 {shown.length} 处，点一下去补</b>
            <ul>
              {shown.map((one) => (
                <li key={`${one.step} ${one.code} ${one.field} ${one.message}`}>
                  {one.step === 'finish' ? (
                    one.message
                  ) : (
                    <button type="button" className="a" onClick={() => open(one)}>
                      {one.message}
                    </button>
                  )}
                </li>
              ))}
            </ul>
          </div>
        </div>
      ) : null}
      <dl className="facts">
        <dt>场所</dt>
        <dd>{visiting.premises.name}</dd>
        <dt>类型</dt>
        <dd>
          {visitKindTitles[draft.kind]}
          {draft.matter_id ? '（复查）' : ''}
        </dd>
        <dt>得分</dt>
        <dd>
          {number(score)} <span className="n">示例分值，以登记后为准</span>
        </dd>
        <dt>风险等级</dt>
        <dd>
          <RiskMark risk={risk} />
          {risk === null ? '未定级' : null}
        </dd>
      </dl>
      {failures.length > 0 ? (
        <section className="vi-open">
          <h2>
            不合格<span className="n"> {failures.length} 项</span>
          </h2>
          <ul>
            {failures.map(({ one, item }) => (
              <li key={item.code}>
                <button type="button" className="a" onClick={() => open({ step: 'ask', code: item.code, field: '', message: '' })}>
                  {item.code}
                </button>
                <span>
                  {one.words || '还没写看到的情况'}
                  <span className="n">
                    {`　${item.grade} 级　${one.fixed ? '当场整改，待核查' : `${deadlineWords(hazard, item.grade)}内整改`}`}
                  </span>
                </span>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      <Officers inspecting={inspecting} lack={lack} />
      {orders ? (
        <section className="vi-sign">
          <h2>被检查单位签字</h2>
          <div className="vi-or">
            <Radio name="signed" checked={!draft.refused} onChange={() => change((now) => ({ ...now, refused: false }))}>
              签字
            </Radio>
            <Radio name="signed" checked={draft.refused} onChange={() => change((now) => ({ ...now, refused: true }))}>
              拒绝签字
            </Radio>
          </div>
          <Field title={draft.refused ? '拒签的人' : '签字人姓名'}>
            {(control) => (
              <input
                {...control}
                maxLength={50}
                autoComplete="off"
                value={draft.signer}
                onChange={(event) => change((now) => ({ ...now, signer: event.target.value }))}
              />
            )}
          </Field>
          {draft.refused ? (
            <Field title="拒签情况" must hint="谁在场、说了什么、怎样告知的" error={lack('refused_because')}>
              {(control) => (
                <textarea
                  {...control}
                  rows={2}
                  maxLength={200}
                  value={draft.refused_because}
                  onChange={(event) => change((now) => ({ ...now, refused_because: event.target.value }))}
                />
              )}
            </Field>
          ) : (
            <>
              <SignaturePad
                place={place}
                value={draft.signature}
                onChange={(signature) => change((now) => ({ ...now, signature }))}
                title="签名"
                hint={`我在场，以上 ${failures.length} 项不合格和整改期限已当面告知。`}
              />
              {lack('signature') ? (
                <span className="err" role="alert">
                  {lack('signature')}
                </span>
              ) : null}
            </>
          )}
        </section>
      ) : null}
      <Field title="备注" hint="没有可以不写">
        {(control) => (
          <textarea
            {...control}
            rows={2}
            maxLength={1000}
            value={draft.note}
            onChange={(event) => change((now) => ({ ...now, note: event.target.value }))}
          />
        )}
      </Field>
    </Frame>
  );
}

/** Somebody without an account here, by name. */
const typed = 'typed';

function Officers({ inspecting, lack }: { inspecting: Inspecting; lack: (field: string) => string | null }) {
  const { draft, change, visiting } = inspecting;
  const session = useSession();
  const rules = kindRules[draft.kind];
  const [naming, name] = useState<readonly number[]>([]);
  const isNamed = (officer: OfficerDraft, at: number) => officer.account_id === null && (officer.name !== '' || naming.includes(at));
  const put = (at: number, what: Partial<OfficerDraft>) =>
    change((now) => ({ ...now, officers: now.officers.map((one, i) => (i === at ? { ...one, ...what } : one)) }));
  const fit = visiting.officers.filter((one) => one.account_id !== session.account.id && (rules.certified === 0 || one.orders));
  const pick = (at: number, id: string) => {
    const one = fit.find((each) => each.account_id === id);
    name(id === typed ? [...naming, at] : naming.filter((other) => other !== at));
    put(
      at,
      one
        ? { account_id: one.account_id, name: one.title, unit_name: one.unit_name, certificate: certificateOf(one.account_id) }
        : { account_id: null, name: '', unit_name: '', certificate: '' },
    );
  };
  return (
    <section className="vi-off">
      <h2>检查人{rules.certified > 0 ? <span className="n">　不少于 {rules.certified} 人，各有执法证件</span> : null}</h2>
      {draft.officers.map((officer, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an officer without a name yet is known by his place only
        <fieldset key={at}>
          <legend className="sr">第 {at + 1} 名检查人</legend>
          {at === 0 ? (
            <p className="vi-me">
              <b>{officer.name}</b> <span className="n">本人</span>
            </p>
          ) : (
            <>
              <Field
                title={`第 ${at + 1} 名检查人`}
                must={rules.certified > 0}
                error={officer.account_id === null && officer.name === '' ? lack(`officers.${at}.name`) : null}
              >
                {(control) => (
                  <select
                    {...control}
                    value={officer.account_id ?? (isNamed(officer, at) ? typed : '')}
                    onChange={(event) => pick(at, event.target.value)}
                  >
                    <option value="">请选</option>
                    {fit.map((one) => (
                      <option key={one.account_id} value={one.account_id}>
                        {one.title}（{one.unit_name}）
                      </option>
                    ))}
                    <option value={typed}>名单外的，写姓名</option>
                  </select>
                )}
              </Field>
              {isNamed(officer, at) ? (
                <Field title="姓名" must={rules.certified > 0}>
                  {(control) => (
                    <input
                      {...control}
                      maxLength={50}
                      autoComplete="off"
                      value={officer.name}
                      onChange={(event) =>
                        put(at, { name: event.target.value, certificate: officer.certificate || certificateOf(event.target.value) })
                      }
                    />
                  )}
                </Field>
              ) : null}
            </>
          )}
          {rules.certified > 0 ? (
            <Field
              title={`执法证件号（${officer.name || `第 ${at + 1} 人`}）`}
              must
              hint="记在这台设备上，下次不用再填"
              error={lack(`officers.${at}.certificate`)}
            >
              {(control) => (
                <input
                  {...control}
                  maxLength={40}
                  autoComplete="off"
                  value={officer.certificate}
                  onChange={(event) => put(at, { certificate: event.target.value })}
                />
              )}
            </Field>
          ) : null}
        </fieldset>
      ))}
      {lack('officers') ? (
        <span className="err" role="alert">
          {lack('officers')}
        </span>
      ) : null}
      <div className="acts">
        {draft.officers.length < 4 ? (
          <Button
            onClick={() =>
              change((now) => ({
                ...now,
                officers: [...now.officers, { account_id: null, name: '', unit_name: '', certificate: '' }],
              }))
            }
          >
            加一名同行的人
          </Button>
        ) : null}
        {draft.officers.length > Math.max(1, rules.certified) ? (
          <Button onClick={() => change((now) => ({ ...now, officers: now.officers.slice(0, -1) }))}>去掉最后一名</Button>
        ) : null}
      </div>
    </section>
  );
}
