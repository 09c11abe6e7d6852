import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { Link } from 'wouter';
import { useQueryState } from '../../../kit/address.ts';
import { addressOf } from '../../../kit/api.ts';
import { dateTime } from '../../../kit/format.ts';
import { listen } from '../../../kit/live.ts';
import { Empty } from '../../../kit/parts/states.tsx';
import { useMay } from '../../../kit/session.tsx';
import { useTitle } from '../../../kit/title.ts';
import { type Board, figuresPath } from './board.ts';
import { ComparisonPanel } from './comparison-panel.tsx';
import './figures.css';
import './comparison.css';
import './wall.css';
import { periodNote } from './figures-page.tsx';
import { REFRESH_MS, useFigure, usePageScope } from './reads.ts';
import { Tiles } from './tiles.tsx';

/**
 * `/screen?programme=`: the wall of a duty room. It stands for hours, so it reads again every minute besides live changes, and says when
 * it last could. Each tile still opens, on the page of the figures.
 */
export function ScreenPage({ boards }: { boards: readonly Board[] }) {
  const query = useQueryState();
  const may = useMay();
  const mine = boards.filter((b) => may(`${b.programme}.figures.read`));
  const board = mine.find((b) => b.programme === query.get('programme')) ?? mine[0];
  useTitle(board ? `${board.title}大屏` : '大屏');
  if (!board) return <Empty title="没有可以上屏的指标">您的岗位不看专项的指标。需要时请本单位管理员调整岗位。</Empty>;
  return <Wall board={board} />;
}

function Wall({ board }: { board: Board }) {
  const scope = usePageScope(board.programme);
  const query = useQueryState();
  const lead = useFigure(board.tiles[0]?.key ?? null, scope, { every: REFRESH_MS });
  // The wall stands outside the frame, which listens for the other pages.
  const client = useQueryClient();
  useEffect(() => listen(client), [client]);
  const choice = board.compare.find((c) => c.key === query.get('compare')) ?? board.compare[0];
  const at = (key: string, division = scope.division) =>
    addressOf(figuresPath(board.programme), {
      division: scope.division,
      from: scope.from,
      to: scope.to,
      figure: key,
      of: division === scope.division ? '' : division,
    });
  return (
    <main className="wall">
      <header className="hd1">
        <h1>
          {lead.data?.division_name ?? ''}
          {board.title}
        </h1>
        <span className="n">{periodNote(scope, lead.data)}</span>
        <span className="sp" />
        <span className="n" role="status">
          {lead.error
            ? lead.data
              ? `连不上服务器，显示的是 ${dateTime(new Date(lead.dataUpdatedAt).toISOString())} 读到的数`
              : '连不上服务器，连上后自动读取'
            : '每分钟自动更新'}
        </span>
        <Link href={addressOf(figuresPath(board.programme), { division: scope.division, from: scope.from, to: scope.to })}>返回</Link>
      </header>
      <Tiles board={board} scope={scope} href={(key) => at(key)} every={REFRESH_MS} />
      {choice ? (
        <ComparisonPanel
          board={board}
          choice={choice}
          scope={scope}
          every={REFRESH_MS}
          quiet
          links={{ open: at, enter: (division) => query.href({ division }) }}
        />
      ) : null}
    </main>
  );
}
