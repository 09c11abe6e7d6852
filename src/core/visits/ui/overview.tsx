/** All questions with their answers: where to jump, and what is still missing. */
import { Button } from '../../../kit/parts/button.tsx';
import { type Asking, sectionTitle } from './asking.ts';
import { AnswerMark } from './marks.tsx';
import { PassRest } from './rest.tsx';
import { progressOf } from './run.ts';

export function Overview({ asking }: { asking: Asking }) {
  const { items, run } = asking;
  const progress = progressOf(items, run);
  const wanting = new Set(asking.faults.flatMap((one) => (one.code ? [one.code] : [])));
  const first = items.find((item) => !run.said[item.code]);
  return (
    <div className="v-run">
      <div className="v-in">
        <h1 className="v-all">
          已答 {progress.answered} 项，共 {progress.total} 项{progress.failed > 0 ? `，${progress.failed} 项不合格` : ''}
        </h1>
        {progress.sections.map((section) => (
          <section key={section.code} className="v-sect">
            <h2>
              {sectionTitle(asking.list, section.code)}
              <span className="n">
                {section.answered} / {section.total}
              </span>
            </h2>
            <ul>
              {items
                .filter((item) => item.section === section.code)
                .map((item) => (
                  <li key={item.code}>
                    <button type="button" onClick={() => asking.act({ do: 'go', to: item.code })}>
                      <span className="n">{item.code}</span>
                      <span className="q">{item.question}</span>
                      {wanting.has(item.code) ? <span className="v-mk want">待补</span> : <AnswerMark of={run.said[item.code]?.answer} />}
                    </button>
                  </li>
                ))}
            </ul>
          </section>
        ))}
      </div>
      <div className="v-bar">
        <p>
          {wanting.size > 0
            ? `${wanting.size} 项要补充，点标着“待补”的`
            : first
              ? asking.rules.complete
                ? '监督检查每一项都要回答'
                : '没看的可以不答；看过的可以一起记合格'
              : '全部回答完了'}
        </p>
        <div className="v-two">
          {first ? <PassRest asking={asking} /> : null}
          {first && asking.rules.complete ? (
            <Button look="p" onClick={() => asking.act({ do: 'go', to: first.code })}>
              继续答 {first.code}
            </Button>
          ) : (
            <Button look="p" onClick={asking.onEnd}>
              {asking.endTitle}
            </Button>
          )}
        </div>
      </div>
    </div>
  );
}
