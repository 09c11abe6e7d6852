/** Lines of a list of the day: a ruled table on the desk, cards with one large button on the phone. */
import { Link } from 'wouter';
import { useDivisions } from '../../../core/divisions/ui/index.ts';
import type { AnswerOf } from '../../../kit/api-paths.ts';
import { date, shortDate } from '../../../kit/format.ts';
import { RiskMark } from '../../../kit/parts/marks.tsx';
import { phoneWidth, useWidth } from '../../../kit/width.ts';
import { premisesCategory } from '../codes.ts';
import { StartVisit } from './worklist-start.tsx';

export type WorklistLine = AnswerOf<'/api/fire/worklist'>['items'][number];

export const categoryOf = (code: string): string => premisesCategory.items.find((one) => one.code === code)?.title ?? code;
export const Colour = ({ risk }: { risk: string | null }) => (risk ? <RiskMark risk={risk} /> : <span className="n">未定级</span>);
const isFull = (line: WorklistLine) => line.inspections_this_year >= line.yearly_cap;

/** 曙北社区 003网格: a division by its last two names; the tree beside the list says the rest. */
export function useNear(): (code: string) => string {
  const { index } = useDivisions();
  return (code) => {
    const names = index.path(code).map((one) => one.name);
    return [...names, ...(index.find(code) ? [] : [index.name(code).replace(names.at(-1) ?? '', '')])].slice(-2).join(' ');
  };
}

/** 3 处, with those overdue; nothing where none is open. */
export const Hazards = ({ line }: { line: Pick<WorklistLine, 'open_hazards' | 'overdue_hazards'> }) =>
  line.open_hazards === 0 ? (
    <span className="n">无</span>
  ) : (
    <>
      {line.open_hazards}
      {line.overdue_hazards > 0 ? <span className="c over">　超期 {line.overdue_hazards}</span> : null}
    </>
  );

interface RowsProps {
  caption: string;
  lines: readonly WorklistLine[];
  /** Null where the reader sees no register: names without a page. */
  hrefOf: ((line: WorklistLine) => string) | null;
  openId?: string | null;
  stale?: boolean;
}

export function WorklistRows(props: RowsProps) {
  return useWidth(phoneWidth) ? <Cards {...props} /> : <Rows {...props} />;
}

function Rows({ caption, lines, hrefOf, openId, stale }: RowsProps) {
  const near = useNear();
  return (
    <table className={stale ? 'tbl stale' : 'tbl'} aria-busy={stale}>
      <caption className="sr">{caption}</caption>
      <thead>
        <tr>
          <th scope="col" className="w-first">
            风险
          </th>
          <th scope="col" className="m">
            名称
          </th>
          <th scope="col">类别</th>
          <th scope="col">所在</th>
          <th scope="col">为什么排入</th>
          <th scope="col">上次检查</th>
          <th scope="col">未销号</th>
          <th scope="col" className="r">
            本年监督检查
          </th>
          <th scope="col">
            <span className="sr">办理</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <tr key={line.premises.id} className={line.premises.id === openId ? 'open' : undefined}>
            <td className="w-first">
              <Colour risk={line.premises.risk} />
            </td>
            <td className="m nm">
              {hrefOf ? (
                <Link href={hrefOf(line)} data-row={line.premises.id}>
                  {line.premises.name}
                </Link>
              ) : (
                line.premises.name
              )}
            </td>
            <td>{categoryOf(line.premises.category)}</td>
            <td>{near(line.premises.division)}</td>
            <td className="w-why">{line.why}</td>
            <td>{shortDate(line.last_visit_on)}</td>
            <td>
              <Hazards line={line} />
            </td>
            <td className="r">
              {line.inspections_this_year} / {line.yearly_cap}
              {isFull(line) ? <span className="n">　已满</span> : null}
            </td>
            <td>
              <StartVisit place={line.premises} full={isFull(line)} look="link" />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const CardWords = ({ line }: { line: WorklistLine }) => (
  <>
    <span className="w-top">
      <b>{line.premises.name}</b>
      <Colour risk={line.premises.risk} />
    </span>
    <span>{line.why}</span>
    <span className="n">
      {[categoryOf(line.premises.category), line.premises.address].filter(Boolean).join('　')}
      {isFull(line) ? '　监督检查已满' : ''}
    </span>
  </>
);

function Cards({ caption, lines, hrefOf }: RowsProps) {
  return (
    <ul className="w-cards" aria-label={caption}>
      {lines.map((line) => (
        <li key={line.premises.id}>
          {hrefOf ? (
            <Link href={hrefOf(line)}>
              <CardWords line={line} />
            </Link>
          ) : (
            <div>
              <CardWords line={line} />
            </div>
          )}
          <StartVisit place={line.premises} full={isFull(line)} look="p" />
        </li>
      ))}
    </ul>
  );
}

/** The facts of one line, in the drawer. */
export function LineFacts({ line }: { line: WorklistLine }) {
  return (
    <dl className="facts">
      <dt>为什么</dt>
      <dd>{line.why}</dd>
      <dt>风险</dt>
      <dd>
        <Colour risk={line.premises.risk} />
      </dd>
      <dt>类别</dt>
      <dd>{categoryOf(line.premises.category)}</dd>
      <dt>地址</dt>
      <dd>
        {line.premises.address} <span className="n">{line.premises.division_name}</span>
      </dd>
      <dt>门牌码</dt>
      <dd>{line.premises.plate_no ?? '未贴'}</dd>
      <dt>上次检查</dt>
      <dd>{line.last_visit_on ? date(line.last_visit_on) : '还没有'}</dd>
      <dt>未销号</dt>
      <dd>
        <Hazards line={line} />
      </dd>
      <dt>监督检查</dt>
      <dd>
        今年 {line.inspections_this_year} 次，上限 {line.yearly_cap} 次{isFull(line) ? <span className="n">已满，可作网格排查</span> : null}
      </dd>
    </dl>
  );
}
export { isFull };
