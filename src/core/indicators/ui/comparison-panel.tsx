import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { useQueryState } from '../../../kit/address.ts';
import { dateTime, monthDay, period, time } from '../../../kit/format.ts';
import { Button } from '../../../kit/parts/button.tsx';
import { Dropdown, MenuItem } from '../../../kit/parts/menu.tsx';
import { Failure } from '../../../kit/parts/states.tsx';
import { useMay } from '../../../kit/session.tsx';
import { type Board, type CompareChoice, childWord } from './board.ts';
import { Cartogram } from './cartogram.tsx';
import { Comparison, comparisonLines } from './comparison.tsx';
import { useHandPositions } from './hand-positions.ts';
import { bearingWords, placeTiles } from './layout-tiles.ts';
import { cartogramPicture, comparisonPicture, savePicture, saveTable } from './picture.ts';
import { type ComparisonSaid, closing, openingOf, useBy, useComparisonSaid, useDeclarations, useFigure } from './reads.ts';
import type { Scope } from './shape.ts';
import { isRate } from './shape.ts';
import { standing } from './standing.ts';

/** Cartogram and comparison of the children of a division, for the figure chosen in the address. `links` replaces where figures open. */
export function ComparisonPanel({
  board,
  choice,
  scope,
  links,
  every,
  quiet,
}: {
  board: Board;
  choice: CompareChoice;
  scope: Scope;
  links?: { open: (key: string, division: string) => string; enter: (division: string) => string };
  every?: number;
  /** The wall: no files, no choosing. */
  quiet?: boolean;
}) {
  const query = useQueryState();
  const options = every === undefined ? {} : { every };
  const total = useFigure(choice.key, scope, options);
  const by = useBy(choice.key, scope, 'division', options);
  const beside = useBy(choice.beside?.key ?? null, scope, 'division', options);
  const rate = by.data?.items.some(isRate) ?? false;
  const mayAsk = useMay()(`${board.programme}.bulletin.read`);
  const said = useComparisonSaid(rate && mayAsk ? (board.comparisons ?? null) : null, choice.key, scope.division).data;
  const declared = useDeclarations(board.programme).data?.items;
  const hand = useHandPositions(scope.division);
  const titleOf = (key: string | undefined, fallback: string) => declared?.find((d) => d.key === key)?.title ?? fallback;
  const word = childWord(scope.division);
  const bearing = bearingWords[placeTiles(scope.division, by.data?.items.map((item) => item.code) ?? [], hand ?? {}).bearing];
  if (word === '') return <p className="n one">网格下面没有更小的区划，指标打开即是明细。</p>;
  // A village where no grid is drawn yet, a scope without a tree below: nothing to hold side by side.
  if (by.data?.items.length === 0) return <p className="n one">所选区划下面还没有{word}，指标打开即是明细。</p>;
  const title = total.data?.title ?? titleOf(choice.key, '');
  const unit = total.data?.unit ?? '';
  const place = total.data?.division_name ?? '合计';
  const basis = said?.basis ?? null;
  const ranked = rate && basis !== null;
  const asked = query.get('order');
  const order = asked === 'value' || asked === 'division' ? asked : ranked ? 'value' : 'division';
  const open = links?.open ?? ((key: string, division: string) => query.href(openingOf(key, division)));
  // Under a village stand grids, under a grid nothing that could be compared.
  const enter =
    links?.enter ?? (scope.division.length >= 12 ? undefined : (division: string) => query.href({ ...closing, division, after: null }));
  const partTitles = { numerator: titleOf(choice.parts?.numerator, '分子'), denominator: titleOf(choice.parts?.denominator, '分母') };
  const third = choice.beside ? { before: choice.beside.before, unit: '', by: beside.data } : undefined;
  const words = {
    title: `${place}${word}${title}`,
    note: `${period(scope.from || null, scope.to || null)}；数据截至 ${dateTime(total.data?.cutoff)}${basis === null ? '' : `；依据：${basis}`}`,
  };
  const mapWords = { title: words.title, note: `数据截至 ${dateTime(total.data?.cutoff)}；${bearing}` };
  const rows = by.data ? standing(by.data.items, { order, ranked, ...(choice.lower_is_better ? { lowerIsBetter: true } : {}) }) : [];
  const heading: ReactNode =
    !quiet && board.compare.length > 1 ? (
      <Dropdown kind="menu" className="btn" button={title} label={`比较的指标：${title}，换一个`}>
        {(close) =>
          board.compare.map((c) => (
            <MenuItem
              key={c.key}
              checked={c.key === choice.key}
              onPress={() => {
                close();
                query.patch({ compare: c.key, order: null });
              }}
            >
              {titleOf(c.key, c.key)}
            </MenuItem>
          ))
        }
      </Dropdown>
    ) : null;
  const asTable = query.get('map') === 'table';
  return (
    <>
      <Failure problem={by.error ?? total.error} onRetry={() => void Promise.all([by.refetch(), total.refetch()])} />
      <div className="pair">
        <section aria-label={`各${word}${title}`}>
          <h2>
            各{word}
            {title}
            {asTable || !hand || !by.data ? null : <span className="n">{bearing}</span>}
          </h2>
          {by.error ? null : (
            <Cartogram
              title={title}
              unit={unit}
              parent={scope.division}
              by={by.data}
              links={{ open: (code) => open(choice.key, code), enter }}
              beside={third}
              asTable={asTable}
            />
          )}
        </section>
        <section aria-label={`${title}比较`}>
          <h2>
            {title}比较
            <span className="n">{!rate ? '数量不排名次' : ranked ? '同率并列' : '未录入排名依据，按区划代码排列'}</span>
            <span className="sp" />
            {heading}
            {quiet ? null : (
              <Button look="link" onClick={() => query.patch({ order: order === 'value' ? 'division' : 'value' }, { replace: true })}>
                {order === 'value' ? '按区划排' : '按数值排'}
              </Button>
            )}
          </h2>
          {by.error ? null : (
            <Comparison
              title={title}
              unit={unit}
              rowWord={word}
              totalWord={place}
              by={by.data}
              order={order}
              ranked={ranked}
              {...(choice.lower_is_better ? { lowerIsBetter: true } : {})}
              partTitles={partTitles}
              open={(code, part) => open((part === 'value' ? undefined : choice.parts?.[part]) ?? choice.key, code ?? scope.division)}
              enter={enter}
            />
          )}
        </section>
      </div>
      {quiet || !by.data ? null : (
        <>
          <div className="gap" />
          <div className="ft0">
            <span>
              {basis !== null ? `依据：${basis}` : rate ? '未录入排名依据，按区划代码排列，不列名次' : '条形从 0 起，数量不作名次'}
            </span>
            {said?.frozen ? <FrozenComparison programme={board.programme} frozen={said.frozen} /> : null}
            <span className="sp" />
            <Button look="link" aria-pressed={asTable} onClick={() => query.patch({ map: asTable ? null : 'table' }, { replace: true })}>
              {asTable ? '看方格图' : '看数据表'}
            </Button>
            <Button
              look="link"
              onClick={() => by.data && savePicture(comparisonPicture(words, rows, by.data, unit, place), `${words.title}比较`)}
            >
              存图 PNG
            </Button>
            <Button
              look="link"
              disabled={!hand}
              onClick={() =>
                by.data &&
                hand &&
                savePicture(cartogramPicture(mapWords, scope.division, by.data, unit, hand, third), `${words.title}方格图`)
              }
            >
              方格图 PNG
            </Button>
            <Button
              look="link"
              onClick={() => by.data && saveTable(comparisonLines(title, unit, word, by.data, rows, place), `${words.title}比较`)}
            >
              CSV
            </Button>
          </div>
        </>
      )}
    </>
  );
}

const states = { draft: '代拟稿', submitted: '待签发', published: '已发布', discarded: '已作废' } as const;

/** The same comparison as it was frozen, on its paper. */
function FrozenComparison({ programme, frozen }: { programme: string; frozen: NonNullable<ComparisonSaid['frozen']> }) {
  return (
    <Link href={`/${programme}/bulletins?key=${frozen.bulletin}&edition=${frozen.edition_id}`}>
      已冻结的比较：第{frozen.issue_no}期 {monthDay(frozen.cutoff)} {time(frozen.cutoff)}，{states[frozen.state]}
    </Link>
  );
}
