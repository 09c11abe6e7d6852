/** On a row's own page: the button that begins a visit, and the visits there were. */
import { Link } from 'wouter';
import { useGet } from '../../../../kit/api.ts';
import { date } from '../../../../kit/format.ts';
import { ButtonLink } from '../../../../kit/parts/button.tsx';
import { Empty, Failure, Skeleton } from '../../../../kit/parts/states.tsx';
import { useMay } from '../../../../kit/session.tsx';
import type { RegisterParts, Row } from '../../../registers/ui/index.ts';
import { apiOf, baseOf, type VisitLine } from './wire.ts';

const words = (one: VisitLine) =>
  [one.kind_title, one.score === null ? '' : `${one.score} 分`, one.failed > 0 ? `${one.failed} 项不合格` : '没有不合格', one.unit_name]
    .filter(Boolean)
    .join('　');

/** What a register's pages get from a declared checklist. `title` is what a visit is called, such as 养护检查. */
export function visitParts(key: string, title: string): Required<Pick<RegisterParts, 'Acts' | 'tabs'>> {
  function Visits({ row }: { row: Row }) {
    const answer = useGet<{ items: VisitLine[]; next: string | null }>(apiOf(key, '/visits'), { query: { place: row.id, limit: 50 } });
    if (answer.error) return <Failure problem={answer.error} onRetry={() => void answer.refetch()} />;
    if (!answer.data) return <Skeleton rows={3} />;
    if (answer.data.items.length === 0) return <Empty title={`还没有${title}`}>按“{title}”开始第一次。</Empty>;
    return (
      <section className="sect">
        <ul className="who">
          {answer.data.items.map((one) => (
            <li key={one.id}>
              <span>
                <Link href={`${baseOf(key)}/${row.id}?done=${one.id}`}>{date(one.on_date)}</Link>
              </span>
              <span>{words(one)}</span>
            </li>
          ))}
        </ul>
        {answer.data.next ? <p className="n">只列最近 50 次</p> : null}
      </section>
    );
  }
  function Begin({ row }: { row: Row }) {
    const may = useMay();
    return may(`${key}.record`, row.division) ? <ButtonLink href={`${baseOf(key)}/${row.id}`}>{title}</ButtonLink> : null;
  }
  return { Acts: Begin, tabs: [{ key: 'visits', title: `${title}记录`, verb: `${key}.read`, Content: Visits }] };
}
