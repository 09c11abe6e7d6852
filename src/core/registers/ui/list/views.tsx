import { type FormEvent, useState } from 'react';
import { Link } from 'wouter';
import type { QueryState } from '../../../../kit/address.ts';
import { useSend } from '../../../../kit/api.ts';
import { bounded } from '../../../../kit/format.ts';
import { Button } from '../../../../kit/parts/button.tsx';
import { Checkbox } from '../../../../kit/parts/form.tsx';
import { Dropdown } from '../../../../kit/parts/menu.tsx';
import { Failure } from '../../../../kit/parts/states.tsx';
import type { Sheet } from '../../sheet.ts';
import { useCount, useViews } from '../calls.ts';
import { filterKeys, filtersOf, type Params, sameFilters } from '../listing.ts';
import type { SavedView } from '../wire.ts';

interface ViewsProps {
  sheet: Sheet;
  address: QueryState;
  here: string;
}

/** 全部, the sheet's views with their counts, the saved ones, and 存为视图 when the filters are new. */
export function Views({ sheet, address, here }: ViewsProps) {
  const saved = useViews(sheet).data?.items ?? [];
  const now = filtersOf(sheet, address.all);
  const none = sheet.columns.flatMap((c) => filterKeys(c));
  const clear = Object.fromEntries([...none, 'after', 'page', 'open', 'tab', 'q'].map((key) => [key, undefined]));
  const hrefOf = (filters: Params) => address.href({ ...clear, ...filters });
  const q = address.get('q');
  const all = Object.keys(now).length === 0 && !q;
  const known =
    sheet.views.some((v) => sameFilters(v.filters, now)) ||
    saved.some((v) => sameFilters(savedFilters(sheet, v), now) && (new URLSearchParams(v.query).get('division') ?? here) === here);
  return (
    <>
      <Link href={hrefOf({})} className={known ? '' : 'on'} aria-current={known ? undefined : 'true'}>
        全部
      </Link>
      {sheet.views.map((view) => (
        <ViewLink
          key={view.key}
          sheet={sheet}
          title={view.title}
          filters={view.filters}
          here={here}
          href={hrefOf(view.filters)}
          on={!q && sameFilters(view.filters, now)}
        />
      ))}
      {saved.map((view) => {
        const filters = savedFilters(sheet, view);
        const division = new URLSearchParams(view.query).get('division');
        return (
          <Link
            key={view.id}
            href={address.href({ ...clear, ...filters, ...(division ? { division } : {}) })}
            className={sameFilters(filters, now) && (division === null || division === here) ? 'on' : ''}
            title={view.shared ? '本单位共用的视图' : '我存的视图'}
          >
            {view.title}
          </Link>
        );
      })}
      <Dropdown button="存为视图" chevron={false}>
        {(close) => <SaveView sheet={sheet} query={addressFilters(now, address)} saved={saved} empty={all} known={known} close={close} />}
      </Dropdown>
    </>
  );
}

const savedFilters = (sheet: Sheet, view: SavedView): Record<string, string> =>
  filtersOf(sheet, Object.fromEntries(new URLSearchParams(view.query)));

/** A view keeps the filters and the sort; where the person stands is his own. */
const addressFilters = (filters: Params, address: QueryState): string => {
  const query = new URLSearchParams(filters);
  const sort = address.get('sort');
  if (sort) query.set('sort', sort);
  return query.toString();
};

function ViewLink({
  sheet,
  title,
  filters,
  here,
  href,
  on,
}: {
  sheet: Sheet;
  title: string;
  filters: Params;
  here: string;
  href: string;
  on: boolean;
}) {
  const count = useCount(sheet, { ...filters, division: here });
  return (
    <Link href={href} className={on ? 'on' : ''} aria-current={on ? 'true' : undefined}>
      {title}
      {count ? <b>{bounded(count)}</b> : null}
    </Link>
  );
}

function SaveView({
  sheet,
  query,
  saved,
  empty,
  known,
  close,
}: {
  sheet: Sheet;
  query: string;
  saved: readonly SavedView[];
  empty: boolean;
  known: boolean;
  close: () => void;
}) {
  const [title, setTitle] = useState('');
  const [shared, setShared] = useState(false);
  const save = useSend('POST', '/api/views', {
    invalidates: ['/api/views'],
    onDone: close,
  });
  const drop = useSend('DELETE', '/api/views/{id}', { params: ({ id }: SavedView) => ({ id }), invalidates: ['/api/views'] });
  const own = saved.filter((view) => view.mine);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (title.trim()) save.mutate({ register: sheet.key, title: title.trim(), query, shared });
  };
  return (
    <div className="pad fp" tabIndex={-1}>
      {empty ? (
        <p>先设好筛选，再存为视图。</p>
      ) : (
        <form onSubmit={submit}>
          <label className="l" htmlFor="view-title">
            视图名称
          </label>
          <input id="view-title" className="in-t" value={title} maxLength={20} required onChange={(e) => setTitle(e.currentTarget.value)} />
          {known && <p className="n">已有同样筛选的视图。</p>}
          <Checkbox checked={shared} onChange={(e) => setShared(e.currentTarget.checked)}>
            本单位共用
          </Checkbox>
          <div className="acts">
            <Button look="p" type="submit" busy={save.isPending}>
              保存
            </Button>
          </div>
        </form>
      )}
      <Failure problem={save.error ?? drop.error} />
      {own.length > 0 && (
        <ul>
          {own.map((view) => (
            <li key={view.id} className="vw">
              <span>{view.title}</span>
              <Button look="link" aria-label={`删除视图 ${view.title}`} onClick={() => drop.mutate(view)}>
                删除
              </Button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
