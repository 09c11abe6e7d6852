/** The desk's frame around a step: steps above, the form at the left, what it comes to at the right. On a phone: the form over its bar. */
import type { ReactNode } from 'react';
import { scoreAtBest, scoreOf } from '../../../../core/visits/checklist.ts';
import { visitKindTitles } from '../../../../core/visits/rules.ts';
import { answersOf, progressOf, useWholeScreen } from '../../../../core/visits/ui/index.ts';
import { number } from '../../../../kit/format.ts';
import { RiskMark } from '../../../../kit/parts/marks.tsx';
import { Notice } from '../../../../kit/parts/states.tsx';
import { smallPremises } from '../../checklists.ts';
import { type Risk, riskOf } from '../../rules.ts';
import type { Inspecting, Visiting } from './given.ts';
import { clearKinds, type Draft, questionsOf, steps, stepTitles } from './inspection.ts';

/** Back to the top of the step, where what is missing stands: the page scrolls on a phone, the form alone on a desk. */
export function toTop(): void {
  for (const box of document.querySelectorAll('#main, .vi-body')) box.scrollTo(0, 0);
}

/** Score and colour as the server will judge them, by the same lines. */
export function foreseen(draft: Draft, visiting: Visiting): { score: number | null; risk: Risk | null } {
  const place = visiting.premises;
  const items = questionsOf(place);
  const answers = answersOf(items, draft.run);
  const recheck = draft.matter_id !== null;
  const { score } = scoreOf(smallPremises, answers);
  const urgent = (code: string | null) => items.some((item) => item.code === code && item.urgent);
  const failing = answers.filter((one) => one.answer === 'fail' && !one.fixed && urgent(one.code)).length;
  const waiting = visiting.hazards.filter(
    (one) => (one.stage === 'accept' || one.stage === 'handle') && (one.grade === 'A' || urgent(one.item_code)),
  ).length;
  return {
    score,
    risk: riskOf({
      score: recheck ? null : scoreAtBest(smallPremises, place.category, answers).score,
      open_urgent: failing + waiting,
      complete: answers.length === items.length,
      before: place.risk as Risk | null,
    }),
  };
}

function Sum({ inspecting }: { inspecting: Inspecting }) {
  const { draft, visiting, lacks, tried, open } = inspecting;
  const progress = progressOf(questionsOf(visiting.premises), draft.run);
  const { score, risk } = foreseen(draft, visiting);
  const clears = clearKinds.filter(({ key }) => (draft.clears[key]?.count ?? 0) > 0);
  return (
    <aside className="vi-sum" aria-label="这次检查">
      <h2>{visitKindTitles[draft.kind]}</h2>
      <dl className="facts">
        <dt>已答</dt>
        <dd>
          {progress.answered} / {progress.total}
        </dd>
        <dt>不合格</dt>
        <dd>{progress.failed} 项</dd>
        <dt>得分</dt>
        <dd>
          {number(score)} <span className="n">示例分值</span>
        </dd>
        <dt>风险等级</dt>
        <dd>
          <RiskMark risk={risk} />
          {risk === null ? '未定级' : null}
        </dd>
        <dt>五清</dt>
        <dd>
          {clears.length === 0
            ? '没有清理'
            : clears.map(({ key, subtype }) => `${subtype.title} ${draft.clears[key]?.count} ${subtype.unit}`).join('，')}
        </dd>
      </dl>
      {tried && lacks.length > 0 ? (
        <div className="vi-lacks">
          <b>还差 {lacks.length} 处</b>
          <ul>
            {lacks.slice(0, 12).map((lack) => (
              <li key={`${lack.step} ${lack.code} ${lack.field} ${lack.message}`}>
                <button type="button" className="a" onClick={() => open(lack)}>
                  {lack.message}
                </button>
              </li>
            ))}
          </ul>
        </div>
      ) : null}
      {inspecting.keeping.unkept ? (
        <Notice look="warn" title="这台设备没有存下草稿">
          请不要关闭本页，填完就提交。
        </Notice>
      ) : (
        <p className="n">已填内容存在本机，关掉网页也不丢</p>
      )}
    </aside>
  );
}

export function Frame({
  inspecting,
  bar,
  foot,
  children,
}: {
  inspecting: Inspecting;
  bar?: ReactNode;
  foot?: ReactNode;
  children: ReactNode;
}) {
  useWholeScreen();
  const { visiting, phone, go } = inspecting;
  const at = inspecting.keeping.draft ? children : null;
  if (phone)
    return (
      <div className="v-run">
        <div className="v-in vi-form">{at}</div>
        <div className="v-bar">
          {bar ? <p role="status">{bar}</p> : null}
          <div className="v-two">{foot}</div>
        </div>
      </div>
    );
  return (
    <div className="vi-page">
      <div className="vi-main">
        <div className="vi-head">
          <h1>{visiting.premises.name}</h1>
          <Steps go={go} />
        </div>
        <div className="vi-body">{at}</div>
        <div className="vi-foot">
          {bar ? <span className="l">{bar}</span> : null}
          <span className="sp" />
          {foot}
        </div>
      </div>
      <Sum inspecting={inspecting} />
    </div>
  );
}

function Steps({ go }: { go: Inspecting['go'] }) {
  const now = new URLSearchParams(window.location.search).get('step') ?? 'start';
  return (
    <nav aria-label="步骤">
      <ol className="vi-steps">
        {steps.map((one) => (
          <li key={one}>
            <button type="button" className="a" aria-current={one === now ? 'step' : undefined} onClick={() => go(one)}>
              {stepTitles[one]}
            </button>
          </li>
        ))}
      </ol>
    </nav>
  );
}
