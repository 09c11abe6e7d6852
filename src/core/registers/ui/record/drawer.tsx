import { useFromHere } from '../../../../kit/address.ts';
import { Button, ButtonLink } from '../../../../kit/parts/button.tsx';
import { Drawer } from '../../../../kit/parts/drawer.tsx';
import { Failure, Skeleton } from '../../../../kit/parts/states.tsx';
import type { Sheet } from '../../sheet.ts';
import { ACTS, pageOf, useRecord, verbOf } from '../calls.ts';
import { useNarrow } from '../narrow.ts';
import type { RegisterParts } from '../parts.ts';
import type { Row } from '../wire.ts';
import { FilledFacts, subtitle, Warnings } from './facts.tsx';
import { Stamps } from './stamps.tsx';
import { TabContent, Tabs, useTab } from './tabs.tsx';

interface RecordDrawerProps {
  sheet: Sheet;
  parts: RegisterParts;
  id: string;
  /** The row as the list has it, shown until the record comes. */
  seed: Row | undefined;
  tab: string | null;
  hrefOfTab: (tab: string | null) => string;
  onClose: () => void;
  /** Absent when the row is not on the list's page. */
  onStep?: (by: 1 | -1) => void;
}

/** A row opened beside its list. */
export function RecordDrawer({ sheet, parts, id, seed, tab, hrefOfTab, onClose, onStep }: RecordDrawerProps) {
  const fromHere = useFromHere();
  const answer = useRecord(sheet, id);
  const row = answer.data?.row ?? seed;
  const may = answer.data?.may ?? [];
  const mayEdit = may.includes(verbOf(sheet, ACTS.edit));
  const page = fromHere(`${pageOf(sheet)}/${id}`);
  const narrow = useNarrow();
  const { Sections, Acts } = parts;
  const shown = useTab(parts, tab);
  return (
    <Drawer
      title={row ? String(row[sheet.label] ?? '（未填）') : answer.error ? '打不开' : '　'}
      note={row ? subtitle(sheet, row) : undefined}
      page={page}
      onClose={onClose}
      tabs={<Tabs parts={parts} tab={shown} hrefOf={hrefOfTab} />}
      foot={
        <>
          {row && Acts ? <Acts row={row} /> : null}
          {mayEdit && (
            <ButtonLink {...(Acts ? {} : { look: 'p' as const })} href={fromHere(`${pageOf(sheet)}/${id}/edit`)}>
              修改
            </ButtonLink>
          )}
          {may.includes(verbOf(sheet, ACTS.merge)) && <ButtonLink href={fromHere(`${pageOf(sheet)}/${id}/merge`)}>合并</ButtonLink>}
          <span className="sp" />
          {onStep && (
            <>
              <Button look="link" {...(narrow ? {} : { className: 'n' })} onClick={() => onStep(-1)}>
                上一{sheet.counted_in}
                {narrow ? '' : ' K'}
              </Button>
              <Button look="link" {...(narrow ? {} : { className: 'n' })} onClick={() => onStep(1)}>
                下一{sheet.counted_in}
                {narrow ? '' : ' J'}
              </Button>
            </>
          )}
        </>
      }
    >
      {answer.error ? (
        <div className="ones">
          <Failure problem={answer.error} onRetry={() => void answer.refetch()} />
        </div>
      ) : row && shown !== null ? (
        <TabContent sheet={sheet} parts={parts} tab={shown} id={id} row={row} />
      ) : row ? (
        <>
          <Warnings warnings={answer.data?.warnings ?? []} />
          <FilledFacts sheet={sheet} parts={parts} row={row} mayOpen={may.includes(verbOf(sheet, ACTS.open))} />
          {Sections && <Sections row={row} />}
          {answer.data && <Stamps sheet={sheet} id={id} version={answer.data.version} />}
        </>
      ) : (
        <Skeleton rows={8} />
      )}
    </Drawer>
  );
}
