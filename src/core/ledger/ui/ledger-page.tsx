import { useState } from 'react';
import { Link } from 'wouter';
import { useQueryState } from '../../../kit/address.ts';
import { useGet } from '../../../kit/api.ts';
import { date, number, shortDateTime } from '../../../kit/format.ts';
import { useProgrammes } from '../../../kit/manifest.ts';
import { useNames } from '../../../kit/names.ts';
import { Button } from '../../../kit/parts/button.tsx';
import { Columns } from '../../../kit/parts/columns.tsx';
import { DateInput } from '../../../kit/parts/date-input.tsx';
import { Field } from '../../../kit/parts/form.tsx';
import { Dropdown, MenuItem } from '../../../kit/parts/menu.tsx';
import { Empty, Failure, Skeleton } from '../../../kit/parts/states.tsx';
import { Pager, Table, type TableColumn } from '../../../kit/parts/table.tsx';
import { ActDrawer } from './act-drawer.tsx';
import { type ActLine, stateWords, summaryWords } from './shape.ts';
import './ledger.css';

const filters = ['account', 'unit', 'subject', 'day', 'programme'] as const;
const core = [
  { key: 'people', title: '人员' },
  { key: 'divisions', title: '区划' },
  { key: 'registers', title: '登记' },
];

/** A text filter in a panel of its own. */
function TextFilter({
  title,
  hint,
  type = 'text',
  onSet,
}: {
  title: string;
  hint?: string;
  type?: 'text' | 'date';
  onSet: (value: string) => void;
}) {
  const [text, setText] = useState('');
  return (
    <form
      className="pad"
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() !== '') onSet(text.trim());
      }}
    >
      <Field title={title} hint={hint}>
        {(c) =>
          type === 'date' ? (
            <DateInput {...c} value={text} onChange={setText} />
          ) : (
            <input {...c} value={text} onChange={(e) => setText(e.target.value)} />
          )
        }
      </Field>
      <Button type="submit" look="p">
        只看这些
      </Button>
    </form>
  );
}

/** 流水: what was done, by whom, about what. Newest first; an act opens to the rows it wrote, both versions side by side. */
export function LedgerPage() {
  const { get, patch, href, all } = useQueryState();
  const state = useGet('/api/ledger/state', { every: 10_000 });
  const programmes = useProgrammes();
  const names = useNames();
  const asked = Object.fromEntries([...filters, 'after', 'verb'].map((name) => [name, get(name)]));
  const { data, error, isPending, refetch } = useGet('/api/ledger/acts', {
    query: { ...asked, division: get('division') },
    keep: true,
  });
  const open = get('act');
  const set = (name: (typeof filters)[number], value: string | null) =>
    patch({ [name]: value, [`${name}_name`]: null, after: null, act: null });
  const kinds = [...programmes.filter((p) => p.pages.length > 0), ...core];
  const labels: Record<(typeof filters)[number], string> = {
    account: `谁：${get('account_name') ?? get('account')}`,
    unit: `单位：${get('unit_name') ?? get('unit')}`,
    subject: `对象：${get('subject_name') ?? '这一行'}`,
    day: `日期：${date(get('day'))}`,
    programme: `项目：${kinds.find((k) => k.key === get('programme'))?.title ?? get('programme')}`,
  };
  const columns: TableColumn<ActLine>[] = [
    { key: 'seal', title: '流水号', className: 'no', cell: (a) => (a.seal_no === null ? '待封存' : number(a.seal_no)) },
    { key: 'at', title: '时间', cell: (a) => shortDateTime(a.at) },
    {
      key: 'who',
      title: '谁',
      margin: true,
      cell: (a) => (
        <>
          {a.account}
          {a.unit_name ? <span className="n">　{a.unit_name}</span> : null}
        </>
      ),
    },
    {
      key: 'what',
      title: '事',
      className: 'nm',
      cell: (a) => (
        <Link href={href({ act: a.id })}>
          <b>{a.title}</b>
        </Link>
      ),
    },
    {
      key: 'about',
      title: '内容',
      className: 'wrap about',
      cell: (a) => summaryWords(a.summary),
    },
    { key: 'reason', title: '事由', className: 's wrap why', cell: (a) => a.reason },
    { key: 'where', title: '区划', className: 's', cell: (a) => names.short(a.division) },
  ];
  const card = (a: ActLine) => ({
    href: href({ act: a.id }),
    title: a.title,
    end: shortDateTime(a.at),
    line: summaryWords(a.summary) || names.short(a.division),
    lineEnd: a.account,
  });
  const filtered = filters.some((name) => get(name) !== null);
  return (
    <Columns
      {...(open
        ? {
            drawer: (
              <ActDrawer
                id={open}
                onClose={() => patch({ act: null })}
                onFilter={(changes) => patch({ ...changes, after: null, act: null })}
              />
            ),
          }
        : {})}
    >
      <div className="hd1 in-list">
        <h1>流水</h1>
        <span className="n" role="status">
          {state.data ? stateWords(state.data) : ''}
        </span>
        <span className="sp" />
        <Button className="desk-only" onClick={() => window.print()}>
          打印
        </Button>
      </div>
      <div className="fl">
        <Link href={href({ ...Object.fromEntries(filters.map((f) => [f, null])), after: null })} className={filtered ? undefined : 'on'}>
          全部
        </Link>
        <span className="bar" />
        {get('programme') === null ? (
          <Dropdown kind="menu" button="项目">
            {(close) =>
              kinds.map((k) => (
                <MenuItem
                  key={k.key}
                  onPress={() => {
                    close();
                    set('programme', k.key);
                  }}
                >
                  {k.title}
                </MenuItem>
              ))
            }
          </Dropdown>
        ) : null}
        {get('day') === null ? (
          <Dropdown button="日期">{() => <TextFilter title="哪一天" type="date" onSet={(v) => set('day', v)} />}</Dropdown>
        ) : null}
        {get('account') === null ? (
          <Dropdown button="谁">
            {() => <TextFilter title="姓名或用户名" hint="也可打开一笔，点人名" onSet={(v) => set('account', v)} />}
          </Dropdown>
        ) : null}
        {filters.map((name) =>
          get(name) === null ? null : (
            <button key={name} type="button" className="set" onClick={() => set(name, null)} aria-label={`去掉 ${labels[name]}`}>
              {labels[name]} ×
            </button>
          ),
        )}
      </div>
      <Failure problem={error} onRetry={() => void refetch()} />
      {isPending ? <Skeleton rows={14} /> : null}
      {data && data.items.length === 0 ? (
        filtered || all.after ? (
          <Empty title="没有这样的流水">换一天、换一个人，或点“全部”。</Empty>
        ) : (
          <Empty title="还没有流水">登记、修改、导入、查看封存内容，每一件都会在这里留一笔。</Empty>
        )
      ) : null}
      {data && data.items.length > 0 ? (
        <>
          <Table caption="流水" columns={columns} rows={data.items} rowKey={(a) => a.id} isOpen={(a) => a.id === open} card={card} />
          <Pager
            next={data.next !== null}
            onNext={() => patch({ after: data.next, act: null })}
            onFirst={get('after') ? () => patch({ after: null }) : undefined}
          >
            <span>每十秒封存一次，封存后改动必被发现。核对：taizhang verify</span>
          </Pager>
        </>
      ) : null}
    </Columns>
  );
}
