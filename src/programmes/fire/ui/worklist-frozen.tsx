/** 已发清单: what a unit was told for a day, as it stood in the evening before. */
import { useState } from 'react';
import { Link } from 'wouter';
import { useFromHere, useQueryState } from '../../../kit/address.ts';
import { download, useGet } from '../../../kit/api.ts';
import type { AnswerOf } from '../../../kit/api-paths.ts';
import { addDays, date, dateTime, monthDay, number, shortDateTime } from '../../../kit/format.ts';
import { Button } from '../../../kit/parts/button.tsx';
import { Empty, Failure, Skeleton } from '../../../kit/parts/states.tsx';
import { Table } from '../../../kit/parts/table.tsx';
import { useMay } from '../../../kit/session.tsx';
import { phoneWidth, useWidth } from '../../../kit/width.ts';
import { WorklistPaper } from './worklist-paper.tsx';
import { WorklistRows } from './worklist-rows.tsx';

const stageTitles: Readonly<Record<string, string>> = { accept: '待签收', handle: '承办', verify: '待核查', closed: '已办结' };

export function FrozenLists({ on, here, hereName }: { on: string; here: string; hereName: string }) {
  const address = useQueryState();
  const may = useMay();
  const answer = useGet('/api/fire/worklist/frozen', { query: { on, division: here }, keep: true });
  if (answer.error) return <Failure problem={answer.error} onRetry={() => void answer.refetch()} />;
  if (!answer.data) return <Skeleton rows={14} />;
  const { lists } = answer.data;
  const list = lists.find((one) => one.id === address.get('list')) ?? lists[0];
  const steps = (
    <p className="w-days">
      <Link href={address.href({ on: addDays(on, -1), list: null })}>前一天</Link> <b>{date(on)}</b>{' '}
      <Link href={address.href({ on: addDays(on, 1), list: null })}>后一天</Link>
    </p>
  );
  if (!list)
    return (
      <div className="scroll w-frozen">
        {steps}
        <Empty title={`${hereName}没有${monthDay(on)}的已发清单`}>
          每天 17:30 排好第二天的清单，发给镇街、区消安委办和持有隐患的行业部门。要看别的单位的，请在区划里选到镇街。
        </Empty>
      </div>
    );
  const take = () => download('/api/fire/worklist/export', { division: here, on, frozen: list.id });
  return (
    <div className="scroll w-frozen">
      {steps}
      <OneList lists={lists} list={list} on={on} onTake={may('fire.worklist.export', here) ? take : null} register />
    </div>
  );
}

/** What was sent to my units, for who sees no register: 行业主管部门. */
export function SentLists() {
  const address = useQueryState();
  const asked = address.get('on');
  const answer = useGet('/api/fire/worklist/sent', {
    query: { on: asked && /^\d{4}-\d{2}-\d{2}$/.test(asked) ? asked : null },
    keep: true,
  });
  if (answer.error) return <Failure problem={answer.error} onRetry={() => void answer.refetch()} />;
  if (!answer.data) return <Skeleton rows={14} />;
  const { on, lists } = answer.data;
  const list = lists.find((one) => one.id === address.get('list')) ?? lists[0];
  return (
    <div className="w-list w-sent">
      <div className="hd1">
        <h1>检查清单</h1>
        <span className="l desk-only">发给本单位的，不含别处</span>
      </div>
      <div className="scroll w-frozen">
        <p className="w-days">
          <Link href={address.href({ on: addDays(on, -1), list: null })}>前一天</Link> <b>{date(on)}</b>{' '}
          <Link href={address.href({ on: addDays(on, 1), list: null })}>后一天</Link>
        </p>
        {list ? (
          <OneList lists={lists} list={list} on={on} onTake={null} register={false} />
        ) : (
          <Empty title={`${monthDay(on)}没有发给本单位的清单`}>
            每天 17:30 把第二天本行业应走访的场所和本单位持有的隐患发到这里。持有的隐患随时在<Link href="/todo">待办</Link>里。
          </Empty>
        )}
      </div>
    </div>
  );
}

type SentList = AnswerOf<'/api/fire/worklist/sent'>['lists'][number];

/** One list, with the others of the day beside it. `register`: its names open in the register. */
function OneList({
  lists,
  list,
  on,
  onTake,
  register,
}: {
  lists: readonly SentList[];
  list: SentList;
  on: string;
  onTake: (() => Promise<unknown>) | null;
  register: boolean;
}) {
  const address = useQueryState();
  const to = useFromHere();
  const phone = useWidth(phoneWidth);
  const [printing, print] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const take = async () => {
    setProblem(null);
    try {
      await onTake?.();
    } catch (cause) {
      setProblem(cause);
    }
  };
  return (
    <>
      {lists.length > 1 ? (
        <nav className="tabs" aria-label="收到清单的单位">
          {lists.map((one) => (
            <Link
              key={one.id}
              href={address.href({ list: one.id })}
              className={one === list ? 'on' : undefined}
              aria-current={one === list ? 'page' : undefined}
            >
              {one.unit_name}
            </Link>
          ))}
        </nav>
      ) : null}
      <div className="w-head">
        <p>
          <b>{list.unit_name}</b>　{list.kind_title}
          <br />
          <span className="n">
            {dateTime(list.made_at)} 冻结，列 {number(list.items.length)} 家，共应走访 {number(list.due)} 家
            {list.kind === 'inspection' ? '；本年监督检查已满的不列' : ''}
          </span>
        </p>
        <span className="sp" />
        {onTake ? <Button onClick={() => void take()}>导出</Button> : null}
        {phone ? null : <Button onClick={() => print(true)}>打印</Button>}
      </div>
      <Failure problem={problem} />
      {list.items.length > 0 ? (
        <WorklistRows
          caption={`${list.unit_name}${monthDay(on)}检查清单`}
          lines={list.items}
          hrefOf={register ? ({ premises }) => to(`/fire/premises/${premises.id}`) : null}
        />
      ) : null}
      {list.hazards.length > 0 ? (
        <>
          <h2 className="w-h">持有的隐患 {number(list.hazards.length)} 处</h2>
          <Table
            caption="持有的隐患"
            rows={list.hazards}
            rowKey={(one) => one.id}
            card={(one) => ({
              href: to(`/matters/${one.id}`),
              title: one.title,
              end: one.grade,
              line: one.place_name,
              lineEnd: one.due_at ? `限 ${shortDateTime(one.due_at)}` : '',
            })}
            columns={[
              { key: 'grade', title: '等级', cell: (one) => one.grade },
              {
                key: 'title',
                title: '隐患',
                className: 'nm',
                margin: true,
                cell: (one) => <Link href={to(`/matters/${one.id}`)}>{one.title}</Link>,
              },
              { key: 'place', title: '场所', cell: (one) => one.place_name },
              { key: 'stage', title: '环节', cell: (one) => stageTitles[one.stage] ?? one.stage },
              { key: 'due', title: '期限', cell: (one) => (one.due_at ? shortDateTime(one.due_at) : '—') },
            ]}
          />
        </>
      ) : null}
      {list.items.length + list.hazards.length === 0 ? (
        <Empty title="这一天没有要列的">各家都在走访间隔以内，也没有未销号的隐患。</Empty>
      ) : null}
      {printing ? (
        <WorklistPaper
          title={`${list.unit_name}检查清单`}
          on={on}
          query={{}}
          lines={list.items}
          onClose={() => print(false)}
          onWorkbook={onTake ? () => void take() : undefined}
        />
      ) : null}
    </>
  );
}
