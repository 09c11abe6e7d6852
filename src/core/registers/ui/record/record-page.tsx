import { Link } from 'wouter';
import { useFromHere, useQueryState } from '../../../../kit/address.ts';
import { ButtonLink } from '../../../../kit/parts/button.tsx';
import { Tag } from '../../../../kit/parts/marks.tsx';
import { Failure, Skeleton } from '../../../../kit/parts/states.tsx';
import { useTitle } from '../../../../kit/title.ts';
import type { Sheet } from '../../sheet.ts';
import '../styles/record.css';
import { ACTS, pageOf, useRecord, verbOf } from '../calls.ts';
import type { RegisterParts } from '../parts.ts';
import { Facts, subtitle, Warnings } from './facts.tsx';
import { RemoveButton } from './remove.tsx';
import { Stamps } from './stamps.tsx';
import { TabContent, Tabs, useTab } from './tabs.tsx';

/** One row on its own page. */
export function RecordPage({ sheet, parts = {}, id }: { sheet: Sheet; parts?: RegisterParts; id: string }) {
  const address = useQueryState();
  const fromHere = useFromHere();
  const answer = useRecord(sheet, id);
  useTitle(answer.data ? String(answer.data.row[sheet.label] ?? '') : null);
  const tab = useTab(parts, address.get('tab'));
  const back = fromHere(pageOf(sheet));
  if (answer.error) {
    return (
      <div className="rec">
        <p className="crumb">
          <Link href={back}>{sheet.title}</Link>
        </p>
        <Failure problem={answer.error} onRetry={() => void answer.refetch()} />
        {typeof answer.error.body.merged_into === 'string' && (
          <ButtonLink href={fromHere(`${pageOf(sheet)}/${answer.error.body.merged_into}`)}>打开保留的那条</ButtonLink>
        )}
      </div>
    );
  }
  if (!answer.data) return <Skeleton rows={12} />;
  const { row, may } = answer.data;
  const columns = sheet.columns.filter((c) => c.name !== sheet.label && !parts.drawn?.includes(c.name));
  const half = Math.ceil(columns.length / 2);
  const mayOpen = may.includes(verbOf(sheet, ACTS.open));
  const { Sections, Acts } = parts;
  return (
    <div className="rec">
      <p className="crumb">
        <Link href={back}>{sheet.title}</Link>　{row.division_name}
      </p>
      <div className="head">
        <div>
          <h1>{String(row[sheet.label] ?? '（未填）')}</h1>
          <p className="n">
            {subtitle(sheet, row)}
            {parts.tags?.(row).map((tag) => (
              <span key={tag}>
                {'　'}
                <Tag>{tag}</Tag>
              </span>
            ))}
          </p>
        </div>
        <div className="acts">
          {may.includes(verbOf(sheet, ACTS.remove)) && (
            <RemoveButton sheet={sheet} id={id} label={String(row[sheet.label] ?? '')} version={answer.data.version} />
          )}
          {may.includes(verbOf(sheet, ACTS.merge)) && <ButtonLink href={fromHere(`${pageOf(sheet)}/${id}/merge`)}>合并</ButtonLink>}
          {may.includes(verbOf(sheet, ACTS.edit)) && (
            <ButtonLink {...(Acts ? {} : { look: 'p' as const })} href={fromHere(`${pageOf(sheet)}/${id}/edit`)}>
              修改
            </ButtonLink>
          )}
          {Acts && <Acts row={row} />}
        </div>
      </div>
      <nav className="tabs" aria-label="这一行的各部分">
        <Tabs parts={parts} tab={tab} hrefOf={(to) => address.href({ tab: to })} />
      </nav>
      {tab !== null ? (
        <TabContent sheet={sheet} parts={parts} tab={tab} id={id} row={row} />
      ) : (
        <>
          <Warnings warnings={answer.data.warnings} />
          <div className="two">
            <Facts sheet={sheet} parts={parts} row={row} columns={columns.slice(0, half)} mayOpen={mayOpen} />
            <Facts sheet={sheet} parts={parts} row={row} columns={columns.slice(half)} mayOpen={mayOpen} />
          </div>
          {Sections && (
            <div className="below">
              <Sections row={row} />
            </div>
          )}
          <Stamps sheet={sheet} id={id} version={answer.data.version} />
        </>
      )}
    </div>
  );
}
