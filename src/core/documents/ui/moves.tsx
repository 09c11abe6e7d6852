/** 两版对照 and 为什么变了: what moved between two editions, and the rows that came, went or count otherwise, with what happened to them. */
import { Link } from 'wouter';
import { useQueryState } from '../../../kit/address.ts';
import { useGet } from '../../../kit/api.ts';
import { dateTime, monthDay, number, shortDate, shortDateTime, time } from '../../../kit/format.ts';
import { Button, CloseButton } from '../../../kit/parts/button.tsx';
import { Empty, Failure, Skeleton } from '../../../kit/parts/states.tsx';
import { changeWords, printed, stateWords } from '../rules.ts';
import './editions.css';
import { Paper } from './paper.tsx';
import { documentsApi, type EditionOpened, type MovedRows, type Moves } from './wire.ts';

type Counts = Pick<MovedRows, 'came' | 'went' | 'changed'>;
const countWords = ({ came, went, changed }: Counts): string =>
  [came ? `增 ${number(came)} 行` : '', went ? `减 ${number(went)} 行` : '', changed ? `改计 ${number(changed)} 行` : '']
    .filter(Boolean)
    .join('，') || '行没有增减';

/** 来: new, 去: gone, 改: counted otherwise. */
const howOf = (row: { before: number | null; after: number | null }): string =>
  row.before === null ? '增' : row.after === null ? '减' : `${number(row.before)} 改 ${number(row.after)}`;

/** The rows of one figure that moved, a page at a time. */
function Rows({ programme, edition, figure, against }: { programme: string; edition: string; figure: string; against: string | null }) {
  const query = useQueryState();
  const after = query.get('after') ?? '';
  const rows = useGet<MovedRows>(documentsApi(programme, `/editions/${edition}/moves/rows`), {
    query: { figure, ...(against ? { against } : {}), ...(after ? { after } : {}), limit: 50 },
    keep: true,
  });
  const { data } = rows;
  if (!data) return rows.error ? <Failure problem={rows.error} onRetry={() => void rows.refetch()} /> : <Skeleton rows={6} />;
  return (
    <>
      <p className="l">
        与第{data.before.issue_no}期第{data.before.edition_no}版（{shortDateTime(data.before.cutoff)} 冻结）相比：{countWords(data)}。
      </p>
      {data.items.length === 0 ? (
        <Empty title="没有可看的行">变动的行不在您的管辖范围内，或行没有增减。</Empty>
      ) : (
        <table className="numbers moved">
          <thead>
            <tr>
              <th scope="col">变动</th>
              <th scope="col">日期、区划</th>
              <th scope="col">发生了什么</th>
            </tr>
          </thead>
          <tbody>
            {data.items.map((row) => (
              <tr key={row.id}>
                <td className={row.before === null ? 'came' : row.after === null ? 'went' : undefined}>{howOf(row)}</td>
                <td>
                  {data.page ? <Link href={`${data.page}/${row.id}`}>{shortDate(row.on)}</Link> : shortDate(row.on)} {row.division_name}
                </td>
                <td>
                  {row.happened ? (
                    <>
                      {row.happened.words}
                      <span className="n">
                        {row.happened.unit_name} {shortDateTime(row.happened.at)}
                      </span>
                    </>
                  ) : row.before === null ? (
                    '这一天计入'
                  ) : (
                    '—'
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <p className="acts">
        {after ? (
          <Button look="link" onClick={() => query.patch({ after: null })}>
            回到第一页
          </Button>
        ) : null}
        {data.next ? (
          <Button look="link" onClick={() => query.patch({ after: data.next })}>
            下一页
          </Button>
        ) : null}
      </p>
    </>
  );
}

/** 为什么变了: a figure held against the issue before. */
export function WhyMoved({ edition, programme, figureKey }: { edition: EditionOpened; programme: string; figureKey: string }) {
  const query = useQueryState();
  const figure = edition.figures.find((one) => one.key === figureKey);
  const { against } = edition;
  const before = against?.values[figureKey] ?? null;
  return (
    <section className="opened">
      <div className="hd1">
        <h2>{figure?.title ?? '没有这个数字'}：为什么变了</h2>
        <span className="sp" />
        <CloseButton onClick={() => query.patch({ figure: null, after: null })} />
      </div>
      {figure && against ? (
        <>
          <p className="value">
            {printed(before, figure.unit)} → {printed(figure.value, figure.unit)} {figure.unit === '%' ? '' : figure.unit}
            <span className="n">　{changeWords(figure, before) ?? ''}</span>
          </p>
          <p className="l">口径：{figure.definition}</p>
          <Rows programme={programme} edition={edition.id} figure={figureKey} against={against.edition_id} />
        </>
      ) : (
        <Empty title="没有上一期可比">这是第一期，或上一期没有这个数字。</Empty>
      )}
    </section>
  );
}

/** 两版对照: both papers side by side, what moved marked in each and listed above. */
export function TwoEditions({ edition, programme }: { edition: EditionOpened; programme: string }) {
  const query = useQueryState();
  const against = query.get('against');
  const moves = useGet<Moves>(documentsApi(programme, `/editions/${edition.id}/moves`), {
    query: against ? { against } : {},
    keep: true,
  });
  const former = useGet<EditionOpened>(moves.data ? documentsApi(programme, `/editions/${moves.data.before.id}`) : null, { keep: true });
  const opened = query.get('figure');
  const { data } = moves;
  if (!data || !former.data)
    return moves.error || former.error ? <Failure problem={moves.error ?? former.error} /> : <Skeleton rows={14} />;
  const moved = new Set(data.items.flatMap((one) => [one.figure, `change:${one.figure}`]));
  const sheets = [
    { head: data.before, edition: former.data },
    { head: data.after, edition },
  ];
  return (
    <div className="two-editions">
      <section aria-label="变动清单" className="list">
        <h2>
          变动 {data.items.length} 项
          <span className="n">
            　第{data.before.issue_no}期第{data.before.edition_no}版（{dateTime(data.before.cutoff)}）→ 第{data.after.issue_no}期第
            {data.after.edition_no}版（{dateTime(data.after.cutoff)}）
          </span>
        </h2>
        {edition.reason && data.before.issue_no === data.after.issue_no ? <p className="l">更正原因：{edition.reason}</p> : null}
        {data.items.length === 0 ? <p className="l">数字没有变动，只改了文字。</p> : null}
        <ul className="moves">
          {data.items.map((one) => (
            <li key={one.figure}>
              <Link
                href={query.href({ figure: opened === one.figure ? null : one.figure, after: null })}
                aria-expanded={opened === one.figure}
                className="move"
              >
                <b>{one.title}</b>
                <span>
                  <s>{printed(one.before, one.unit)}</s> 改 {printed(one.after, one.unit)} {one.unit === '%' ? '' : one.unit}
                </span>
                <span className="n">{countWords(one)}</span>
                {one.why ? <span className="n">原因：{one.why}</span> : null}
              </Link>
              {opened === one.figure ? (
                <Rows programme={programme} edition={edition.id} figure={one.figure} against={data.before.id} />
              ) : null}
            </li>
          ))}
        </ul>
      </section>
      <div className="sheets">
        {sheets.map((sheet) => (
          <section key={sheet.head.id} aria-label={`第${sheet.head.issue_no}期第${sheet.head.edition_no}版`}>
            <h2>
              第{sheet.head.issue_no}期 第{sheet.head.edition_no}版
              <span className="n">
                　{stateWords[sheet.edition.state]}　{monthDay(sheet.head.cutoff)} {time(sheet.head.cutoff)} 冻结
              </span>
            </h2>
            <Paper edition={sheet.edition} moved={moved} />
          </section>
        ))}
      </div>
    </div>
  );
}
