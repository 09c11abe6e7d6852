import { type FormEvent, useId, useState } from 'react';
import { Checkbox, Radio } from '../../../../kit/parts/form.tsx';
import { Dropdown } from '../../../../kit/parts/menu.tsx';
import type { Column } from '../../sheet.ts';
import { EMPTY, filterKeys, isRange, type Params, type SetFilter } from '../listing.ts';

export type Patch = Record<string, string | undefined>;

/** One column's filter: codes by tick, numbers and dates from–to, yes or no. Codes apply at once, ranges by button or Enter. */
export function FilterPanel({ column, params, apply }: { column: Column; params: Params; apply: (patch: Patch) => void }) {
  if (isRange(column)) return <RangePanel column={column} params={params} apply={apply} />;
  const value = params[column.name] ?? '';
  if (column.kind === 'yes_no') {
    return (
      <>
        {[
          ['', '不限'],
          ['true', '是'],
          ['false', '否'],
        ].map(([v, words]) => (
          <Radio key={v} name={`f-${column.name}`} checked={value === v} onChange={() => apply({ [column.name]: v || undefined })}>
            {words}
          </Radio>
        ))}
      </>
    );
  }
  const chosen = new Set(value.split(',').filter(Boolean));
  const turn = (code: string, on: boolean) => {
    const next = new Set(chosen);
    if (on) next.add(code);
    else next.delete(code);
    // In the order of the list, so that equal choices have equal addresses.
    apply({ [column.name]: [...(column.codes?.items.map((i) => i.code) ?? []), EMPTY].filter((c) => next.has(c)).join(',') || undefined });
  };
  return (
    <>
      {column.codes?.items.map((item) => (
        <Checkbox key={item.code} checked={chosen.has(item.code)} onChange={(event) => turn(item.code, event.currentTarget.checked)}>
          {item.title}
        </Checkbox>
      ))}
      {!column.required && (
        <Checkbox checked={chosen.has(EMPTY)} onChange={(event) => turn(EMPTY, event.currentTarget.checked)}>
          未填
        </Checkbox>
      )}
    </>
  );
}

function RangePanel({ column, params, apply }: { column: Column; params: Params; apply: (patch: Patch) => void }) {
  const [fromKey, toKey] = [`${column.name}_from`, `${column.name}_to`];
  const [from, setFrom] = useState(params[fromKey] ?? '');
  const [to, setTo] = useState(params[toKey] ?? '');
  const [fromId, toId] = [useId(), useId()];
  const type = column.kind === 'date' ? 'date' : 'number';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    event.stopPropagation();
    apply({ [fromKey]: from || undefined, [toKey]: to || undefined });
  };
  const step = type === 'date' ? undefined : column.kind === 'integer' ? '1' : 'any';
  return (
    <form onSubmit={submit}>
      <div className="rng">
        <label htmlFor={fromId}>从</label>
        <input id={fromId} className="in-t" type={type} step={step} value={from} onChange={(e) => setFrom(e.currentTarget.value)} />
        <span>{column.unit}</span>
        <label htmlFor={toId}>到</label>
        <input id={toId} className="in-t" type={type} step={step} value={to} onChange={(e) => setTo(e.currentTarget.value)} />
        <span>{column.unit}</span>
      </div>
      <div className="acts">
        <button type="submit" className="btn">
          应用
        </button>
      </div>
    </form>
  );
}

interface FilterMenusProps {
  columns: readonly Column[];
  params: Params;
  set: readonly SetFilter[];
  apply: (patch: Patch) => void;
}

/**
 * Filter menus of the line above the list. A set filter stands there as a chip; it stays the same menu, so that ticking a second code
 * does not close it.
 */
export function FilterMenus({ columns, params, set, apply }: FilterMenusProps) {
  const listed = columns.filter((c) => c.listed);
  const front = (listed.length > 0 ? listed : columns).slice(0, 3);
  const more = columns.filter((c) => !front.includes(c));
  const chips = set.map((f) => f.column).filter((c) => !front.includes(c));
  return (
    <>
      {[...front, ...chips].map((column) => {
        const filter = set.find((f) => f.column.name === column.name);
        return (
          <span key={column.name} className={filter ? 'set' : 'menu'}>
            <Dropdown
              button={filter ? `${column.title}：${filter.words}` : column.title}
              chevron={!filter}
              {...(filter ? {} : { label: `按${column.title}筛选` })}
            >
              <div className="pad fp" tabIndex={-1}>
                <FilterPanel column={column} params={params} apply={apply} />
              </div>
            </Dropdown>
            {filter && (
              <button type="button" aria-label={`去掉筛选：${column.title}`} onClick={() => apply(clearing(filterKeys(column)))}>
                ×
              </button>
            )}
          </span>
        );
      })}
      {more.length > 0 && (
        <Dropdown button="更多" label="更多筛选">
          <div className="pad fp" tabIndex={-1}>
            {more.map((column) => (
              <details key={column.name} open={set.some((f) => f.column === column) || undefined}>
                <summary>{column.title}</summary>
                <FilterPanel column={column} params={params} apply={apply} />
              </details>
            ))}
          </div>
        </Dropdown>
      )}
    </>
  );
}

/** The same filters as one sheet for the phone. */
export function FilterSheet({ columns, params, apply }: Omit<FilterMenusProps, 'set'>) {
  return (
    <div className="filters-sheet">
      {columns.map((column) => (
        <fieldset key={column.name}>
          <legend>{column.title}</legend>
          <FilterPanel column={column} params={params} apply={apply} />
        </fieldset>
      ))}
    </div>
  );
}

export const clearing = (keys: readonly string[]): Patch => Object.fromEntries(keys.map((k) => [k, undefined]));
