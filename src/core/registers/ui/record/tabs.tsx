import { Link } from 'wouter';
import { useMay } from '../../../../kit/session.tsx';
import type { Sheet } from '../../sheet.ts';
import type { RegisterParts } from '../parts.ts';
import type { Row } from '../wire.ts';
import { History } from './history.tsx';

/** The tab of the address: one of the programme's, the history, or null for the facts. */
export function useTab(parts: RegisterParts, asked: string | null): string | null {
  const may = useMay();
  if (asked === 'history') return asked;
  const tab = parts.tabs?.find((one) => one.key === asked);
  return tab && (!tab.verb || may(tab.verb)) ? tab.key : null;
}

/** 概要, the programme's own, 流水. */
export function Tabs({ parts, tab, hrefOf }: { parts: RegisterParts; tab: string | null; hrefOf: (tab: string | null) => string }) {
  const may = useMay();
  const all = [
    { key: null, title: '概要' },
    ...(parts.tabs ?? []).filter((one) => !one.verb || may(one.verb)),
    { key: 'history', title: '流水' },
  ];
  return all.map(({ key, title }) => (
    <Link key={title} href={hrefOf(key)} replace className={key === tab ? 'on' : ''} aria-current={key === tab ? 'page' : undefined}>
      {title}
    </Link>
  ));
}

/** What stands under a tab that is not the facts. */
export function TabContent({ sheet, parts, tab, id, row }: { sheet: Sheet; parts: RegisterParts; tab: string; id: string; row: Row }) {
  const Content = parts.tabs?.find((one) => one.key === tab)?.Content;
  return Content ? <Content row={row} /> : <History sheet={sheet} id={id} />;
}
