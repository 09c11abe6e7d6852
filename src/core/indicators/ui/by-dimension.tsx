import { useQueryState } from '../../../kit/address.ts';
import { dateTime, period } from '../../../kit/format.ts';
import { Button } from '../../../kit/parts/button.tsx';
import { Failure } from '../../../kit/parts/states.tsx';
import type { DimensionChoice } from './board.ts';
import { Comparison, comparisonLines } from './comparison.tsx';
import { comparisonPicture, savePicture, saveTable } from './picture.ts';
import { openingOf, useBy, useFigure } from './reads.ts';
import type { Scope } from './shape.ts';
import { standing } from './standing.ts';

/** A figure divided by something other than place, such as premises by category: zero-based bars in the order of the code list, with counts. */
export function ByDimension({ choice, scope }: { choice: DimensionChoice; scope: Scope }) {
  const query = useQueryState();
  const figure = useFigure(choice.key, scope);
  const by = useBy(choice.key, scope, choice.by);
  const title = figure.data?.title ?? '';
  const unit = figure.data?.unit ?? '';
  const place = figure.data?.division_name ?? '';
  const words = {
    title: `${place}${title}`,
    note: `${period(scope.from || null, scope.to || null)}；数据截至 ${dateTime(figure.data?.cutoff)}`,
  };
  const name = `${words.title}按${choice.title}`;
  return (
    <section className="one" aria-label={`${title}按${choice.title}`}>
      <h2>
        {title}
        <span className="n">按{choice.title}，条形从 0 起</span>
        <span className="sp" />
        <Button
          look="link"
          disabled={!by.data}
          onClick={() =>
            by.data &&
            savePicture(
              comparisonPicture(words, standing(by.data.items, { order: 'division', ranked: false }), by.data, unit, '合计'),
              name,
            )
          }
        >
          存图 PNG
        </Button>
        <Button
          look="link"
          disabled={!by.data}
          onClick={() =>
            by.data &&
            saveTable(
              comparisonLines(title, unit, choice.title, by.data, standing(by.data.items, { order: 'division', ranked: false }), '合计'),
              name,
            )
          }
        >
          CSV
        </Button>
      </h2>
      <Failure problem={by.error} onRetry={() => void by.refetch()} />
      {by.error ? null : (
        <Comparison
          title={unit === '%' ? title : `数量（${unit}）`}
          unit={unit}
          rowWord={choice.title}
          totalWord="合计"
          by={by.data}
          order="division"
          ranked={false}
          open={(code) => (code === null ? query.href(openingOf(choice.key)) : choice.open?.(code, scope))}
        />
      )}
    </section>
  );
}
