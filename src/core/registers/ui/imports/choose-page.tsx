import { type DragEvent, useRef, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { useFromHere } from '../../../../kit/address.ts';
import { ApiProblem, download, upload, useInvalidate } from '../../../../kit/api.ts';
import { dateTime, number } from '../../../../kit/format.ts';
import { Button } from '../../../../kit/parts/button.tsx';
import { Empty, Failure, Progress } from '../../../../kit/parts/states.tsx';
import { Table } from '../../../../kit/parts/table.tsx';
import type { Sheet } from '../../sheet.ts';
import { apiOf, pageOf, useImports } from '../calls.ts';
import type { ImportState } from '../wire.ts';
import { WizardFrame } from './frame.tsx';

const STATES: Record<ImportState, string> = {
  reading: '正在读',
  asking: '等指认',
  ready: '等导入',
  landing: '正在导入',
  done: '已导入',
  failed: '没有办成',
  cancelled: '已取消',
  undone: '已撤回',
};

/** Step 1: the file, the template, and the earlier imports. */
export function ImportStartPage({ sheet }: { sheet: Sheet }) {
  const [, go] = useLocation();
  const fromHere = useFromHere();
  const invalidate = useInvalidate();
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const [sending, setSending] = useState<{ name: string; size: number; done: number; stop: AbortController; since: number } | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  const earlier = useImports(sheet);

  const start = async (file: File | undefined) => {
    if (!file || sending) return;
    setProblem(null);
    if (file.size === 0) return setProblem(new ApiProblem('about:blank', 422, '这是一个空文件', '请打开它看看有没有内容，保存后再传。'));
    const stop = new AbortController();
    setSending({ name: file.name, size: file.size, done: 0, stop, since: Date.now() });
    try {
      const made = await upload<{ id: string }>(apiOf(sheet, '/imports'), file, ({ done }) => setSending((s) => s && { ...s, done }), {
        signal: stop.signal,
      });
      await invalidate(apiOf(sheet, '/imports'));
      go(fromHere(`${pageOf(sheet)}/import/${made.id}`));
    } catch (cause) {
      setProblem(cause);
      setSending(null);
    }
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    void start(event.dataTransfer.files[0]);
  };
  const template = async () => {
    setProblem(null);
    try {
      await download(apiOf(sheet, '/template'));
    } catch (cause) {
      setProblem(cause);
    }
  };
  const speed = sending && sending.done > 0 ? sending.done / Math.max(1, Date.now() - sending.since) : 0;
  return (
    <WizardFrame sheet={sheet} step={1}>
      {sending ? (
        <Progress
          title={`正在上传 ${sending.name}`}
          done={Math.round(sending.done / 1024)}
          total={Math.round(sending.size / 1024)}
          unit="KB"
          secondsLeft={speed > 0 ? (sending.size - sending.done) / speed / 1000 : null}
          onCancel={() => sending.stop.abort()}
        />
      ) : (
        // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a shortcut for the button inside
        <div
          className={over ? 'drop over' : 'drop'}
          onDragOver={(event) => {
            event.preventDefault();
            setOver(true);
          }}
          onDragLeave={() => setOver(false)}
          onDrop={drop}
        >
          <b>把现有的台账拖到这里</b>
          <p className="l">不用改版式：列的顺序、名称不必相同，可以有标题行、合并表头、多个工作表。</p>
          <Button look="p" onClick={() => input.current?.click()}>
            选文件
          </Button>
          <input
            ref={input}
            type="file"
            hidden
            accept=".xlsx,.xls,.et,.csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet,text/csv"
            onChange={(event) => {
              void start(event.currentTarget.files?.[0]);
              event.currentTarget.value = '';
            }}
          />
          <p className="n">
            收 .xlsx 和 .csv（UTF-8、GB18030 都行）；.xls、.et 能转换的自动转换，不能的会告诉您怎样另存。先核对再写入，这一步不动台账。
          </p>
        </div>
      )}
      <Failure problem={problem} />
      <p className="note l">
        还没有台账？
        <Button look="link" onClick={() => void template()}>
          下载模板
        </Button>
        ，里面有填写说明、下拉选项和样例行。
      </p>
      <div className="sec">
        <h2>以前的导入</h2>
      </div>
      <Failure problem={earlier.error} onRetry={() => void earlier.refetch()} />
      {earlier.data && earlier.data.items.length === 0 && (
        <Empty title="还没有导入过">第一次导入后，文件、结果和退回的行都在这里查。</Empty>
      )}
      {earlier.data && earlier.data.items.length > 0 && (
        <Table
          caption="以前的导入"
          rows={earlier.data.items}
          rowKey={(row) => row.id}
          columns={[
            {
              key: 'file',
              title: '文件',
              margin: true,
              className: 'nm',
              cell: (row) => <Link href={fromHere(`${pageOf(sheet)}/import/${row.id}`)}>{row.file_name}</Link>,
            },
            { key: 'state', title: '状态', cell: (row) => STATES[row.state] },
            { key: 'rows', title: '读到', align: 'right', cell: (row) => number(row.counts.rows) },
            { key: 'ok', title: '可导入', align: 'right', cell: (row) => number(row.counts.ready) },
            { key: 'bad', title: '退回', align: 'right', cell: (row) => number(row.counts.rejected) },
            { key: 'who', title: '经手', className: 's', cell: (row) => row.account ?? '' },
            { key: 'at', title: '时间', className: 's', cell: (row) => dateTime(row.landed?.at ?? row.created_at) },
          ]}
        />
      )}
    </WizardFrame>
  );
}
