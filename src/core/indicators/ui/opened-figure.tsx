import { useState } from 'react';
import { Link } from 'wouter';
import { useQueryState } from '../../../kit/address.ts';
import { download } from '../../../kit/api.ts';
import { addDays, date, dateTime, dayOf, monthDay } from '../../../kit/format.ts';
import { Button } from '../../../kit/parts/button.tsx';
import { Drawer } from '../../../kit/parts/drawer.tsx';
import { Failure, Skeleton } from '../../../kit/parts/states.tsx';
import type { Board } from './board.ts';
import { Figure } from './figure.tsx';
import { closing, type OpenedFigure, openingOf, recordPage, rowsFile, rowsPage, useDeclarations, useFigure, useRows } from './reads.ts';
import { DivisionChoice, PeriodChoice } from './scope-choices.tsx';
import type { FigureReading, Scope } from './shape.ts';
import { isRate } from './shape.ts';
import { Trend } from './trend.tsx';
import { changeWords, partsWords, plainDigits, spokenValue, valueWords } from './value-words.ts';
import './opened-figure.css';

const FIRST_ROWS = 7;

/** A figure opened beside the page: what it is, of what it is made, where it stands in its past, why it moved, and the rows behind it. */
export function OpenedFigureDrawer({ opened, board }: { opened: OpenedFigure; board?: Board }) {
  const query = useQueryState();
  const { key, scope } = opened;
  const figure = useFigure(key, scope);
  const reading = figure.data?.key === key ? figure.data : undefined;
  const parts = board?.compare.find((choice) => choice.key === key)?.parts;
  const declared = useDeclarations(board?.programme ?? key.split('.')[0] ?? '').data?.items;
  const partOf = (part: string | undefined) => declared?.find((d) => d.key === part);
  const [numerator, denominator] = [partOf(parts?.numerator), partOf(parts?.denominator)];
  const change = (next: Partial<Scope>) =>
    query.patch({
      ...(next.division === undefined ? {} : { of: next.division }),
      ...(next.from === undefined ? {} : { of_from: next.from || 'open' }),
      ...(next.to === undefined ? {} : { of_to: next.to || 'open' }),
    });
  return (
    <Drawer
      title={reading?.title ?? partOf(key)?.title ?? '指标'}
      onClose={() => query.patch(closing)}
      foot={reading ? <Foot figureKey={key} scope={scope} /> : undefined}
    >
      <div className="opened">
        <Failure problem={figure.error} onRetry={() => void figure.refetch()} />
        {!reading ? (
          figure.error ? null : (
            <Skeleton rows={9} />
          )
        ) : (
          <>
            <div className="big">
              <b>{valueWords(reading, reading.unit).digits}</b>
              {valueWords(reading, reading.unit).unit}
              {isRate(reading) ? (
                <span className="frac">
                  <span>
                    {numerator?.title ?? '分子'}{' '}
                    <Figure
                      value={plain(reading.numerator)}
                      unit={numerator?.unit ?? ''}
                      title={numerator?.title ?? '分子'}
                      href={parts ? query.href(openingOf(parts.numerator, scope.division)) : undefined}
                    />
                  </span>
                  <span>
                    {denominator?.title ?? '分母'}{' '}
                    <Figure
                      value={plain(reading.denominator)}
                      unit={denominator?.unit ?? ''}
                      title={denominator?.title ?? '分母'}
                      href={parts ? query.href(openingOf(parts.denominator, scope.division)) : undefined}
                    />
                  </span>
                </span>
              ) : null}
            </div>
            <div className="sel">
              <DivisionChoice code={scope.division} name={reading.division_name} onChoose={(division) => change({ division })} />
              <PeriodChoice from={scope.from} to={scope.to} onChoose={(from, to) => change({ from, to })} />
            </div>
            <dl className="defs">
              <dt>口径</dt>
              <dd>{reading.definition}</dd>
              {isRate(reading) && numerator ? (
                <>
                  <dt>分子</dt>
                  <dd>{numerator.definition}</dd>
                </>
              ) : null}
              {isRate(reading) && denominator ? (
                <>
                  <dt>分母</dt>
                  <dd>{denominator.definition}</dd>
                </>
              ) : null}
              <dt>数据截至</dt>
              <dd>{dateTime(reading.cutoff)}</dd>
              <dt>来源</dt>
              <dd>{reading.source}</dd>
            </dl>
            <Trend figure={reading} scope={scope} />
            <Change now={reading} scope={scope} than={opened.than} />
            <FirstRows figure={reading} scope={scope} />
          </>
        )}
      </div>
    </Drawer>
  );
}

const plain = (value: number | null) => ({ value, numerator: null, denominator: null });

/** The same figure as it was at the end of an earlier day. */
function Change({ now, scope, than }: { now: FigureReading; scope: Scope; than: string }) {
  const query = useQueryState();
  const [asking, ask] = useState(false);
  const last = scope.to && scope.to < dayOf(now.cutoff) ? scope.to : dayOf(now.cutoff);
  const day = than || addDays(last, -1);
  const early = scope.from !== '' && day < scope.from;
  const before = useFigure(early ? null : now.key, { ...scope, to: day });
  // keepPreviousData shows another figure's reading for a moment: it must not be subtracted from this one.
  const was = !before.isPlaceholderData && before.data?.key === now.key ? before.data : undefined;
  return (
    <section aria-label={`较${date(day)}`}>
      <h3>
        较 {day.slice(0, 4) === last.slice(0, 4) ? monthDay(day) : date(day)}
        <span className="sp" />
        <Button look="link" aria-expanded={asking} onClick={() => ask(!asking)}>
          换日期
        </Button>
      </h3>
      {asking ? (
        <label className="field">
          <span className="lb">与哪一天日终时相比</span>
          <input
            type="date"
            defaultValue={day}
            max={addDays(last, -1)}
            {...(scope.from ? { min: scope.from } : {})}
            onChange={(event) => {
              if (/^\d{4}-\d{2}-\d{2}$/.test(event.target.value)) query.patch({ than: event.target.value }, { replace: true });
            }}
          />
        </label>
      ) : null}
      {early ? (
        <p className="why">本期自{date(scope.from)}起，那一天还没有数据。可以换一个日期或期间。</p>
      ) : before.error ? (
        <Failure problem={before.error} onRetry={() => void before.refetch()} />
      ) : was ? (
        <p className="why">
          {changeWords(was, now, now.unit)}。
          <span className="nw">
            {than ? monthDay(day) : '前一日'}{' '}
            {isRate(was) ? partsWords(was) : `${valueWords(was, was.unit).digits} ${valueWords(was, was.unit).unit}`}。
          </span>
        </p>
      ) : (
        <p className="why">　</p>
      )}
    </section>
  );
}

function FirstRows({ figure, scope }: { figure: FigureReading; scope: Scope }) {
  const rows = useRows(figure.key, scope, FIRST_ROWS);
  const noted = rows.data?.items.some((row) => row.note) ?? false;
  return (
    <section aria-label="明细行">
      <h3>
        {plainDigits(figure.rows)} 行
        <span className="sp" />
        {figure.rows > 0 ? <Link href={rowsPage(figure.key, scope)}>全部打开</Link> : null}
      </h3>
      <Failure problem={rows.error} onRetry={() => void rows.refetch()} />
      {rows.data ? (
        rows.data.items.length === 0 ? (
          <p className="why">所选区划和期间里没有行。</p>
        ) : (
          <table className="rows">
            <caption className="sr">
              {figure.title} {spokenValue(figure, figure.unit)} 的前 {rows.data.items.length} 行
            </caption>
            <colgroup>
              <col />
              <col className={noted ? 'place' : 'place far'} />
              {noted ? <col className="state" /> : null}
            </colgroup>
            <tbody>
              {rows.data.items.slice(0, FIRST_ROWS).map((row) => (
                <tr key={row.id}>
                  <td>{row.register ? <Link href={recordPage(row.register, row.id)}>{row.label}</Link> : row.label}</td>
                  <td>{within(row.division_name, figure.division_name)}</td>
                  {noted ? <td>{row.note ?? ''}</td> : null}
                </tr>
              ))}
            </tbody>
          </table>
        )
      ) : null}
    </section>
  );
}

/** 曙光街街道曙北社区 where 新华区 is said above: in a narrow column the part that differs must be seen. */
const within = (name: string, above: string): string =>
  name.length > above.length && name.startsWith(above) ? name.slice(above.length) : name;

/** Export and link. What happened is said in place. */
function Foot({ figureKey, scope }: { figureKey: string; scope: Scope }) {
  const [said, say] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const onExport = async () => {
    setBusy(true);
    setProblem(null);
    try {
      const done = await download(...rowsFile(figureKey, scope));
      say(`已存为 ${done.name}`);
    } catch (cause) {
      setProblem(cause);
    } finally {
      setBusy(false);
    }
  };
  const onCopy = async () => {
    try {
      await navigator.clipboard.writeText(window.location.href);
      say('链接已复制');
    } catch {
      // Without a secure context the browser gives no clipboard.
      say('浏览器不让复制，请从地址栏复制');
    }
  };
  return (
    <>
      <Failure problem={problem} />
      <Button busy={busy} onClick={() => void onExport()}>
        导出这些行
      </Button>
      <span className="sp" />
      <span className="said" role="status">
        {said}
      </span>
      <Button look="link" onClick={() => void onCopy()}>
        复制链接
      </Button>
    </>
  );
}
