import { useState } from 'react';
import { download, type Query } from '../../../../kit/api.ts';
import { bounded, bytes, number } from '../../../../kit/format.ts';
import { Button } from '../../../../kit/parts/button.tsx';
import { Dialog } from '../../../../kit/parts/dialog.tsx';
import { Radio } from '../../../../kit/parts/form.tsx';
import { Failure, Notice } from '../../../../kit/parts/states.tsx';
import type { Column, Sheet } from '../../sheet.ts';
import { apiOf } from '../calls.ts';
import type { SetFilter } from '../listing.ts';
import type { Row, RowPage } from '../wire.ts';

interface ExportProps {
  sheet: Sheet;
  open: boolean;
  onClose: () => void;
  /** The list's question: division, filters, words, sort. */
  query: Query;
  columns: readonly Column[];
  count: RowPage['count'] | undefined;
  filters: readonly SetFilter[];
  divisionName: string;
  selected: ReadonlyMap<string, Row>;
}

/** Export of what the list shows: the office's own layout or CSV, these columns or all, these rows or the selected ones. */
export function ExportDialog({ sheet, open, onClose, query, columns, count, filters, divisionName, selected }: ExportProps) {
  const [format, setFormat] = useState<'xlsx' | 'csv'>('xlsx');
  const [which, setWhich] = useState<'these' | 'all'>('these');
  const [rows, setRows] = useState<'filtered' | 'selected'>('filtered');
  const [work, setWork] = useState<{ busy: boolean; got: number; problem: unknown; done: string | null }>({
    busy: false,
    got: 0,
    problem: null,
    done: null,
  });
  const onlySelected = selected.size > 0 && rows === 'selected';
  const sealed = (which === 'these' ? columns : sheet.columns).filter((c) => c.sealed);
  const start = async () => {
    setWork({ busy: true, got: 0, problem: null, done: null });
    try {
      const file = await download(
        apiOf(sheet, '/export'),
        {
          ...query,
          format,
          columns: (which === 'these' ? columns : sheet.columns).map((c) => c.name),
          ids: onlySelected ? [...selected.keys()] : null,
        },
        { onProgress: ({ done }) => setWork((w) => ({ ...w, got: done })) },
      );
      setWork({ busy: false, got: file.size, problem: null, done: file.name });
    } catch (problem) {
      setWork({ busy: false, got: 0, problem, done: null });
    }
  };
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={`导出${sheet.title}`}
      foot={
        <>
          <Button onClick={onClose}>{work.done ? '关闭' : '取消'}</Button>
          <Button look="p" busy={work.busy} onClick={() => void start()}>
            {work.busy && work.got > 0 ? `已收 ${bytes(work.got)}` : '导出'}
          </Button>
        </>
      }
    >
      <fieldset className="reg-opt">
        <legend>格式</legend>
        <Radio name="ex-format" checked={format === 'xlsx'} onChange={() => setFormat('xlsx')}>
          Excel（.xlsx），本单位版式
          <span className="n">有表头、表号、制表人和单位（盖章）栏，WPS 也能打开</span>
        </Radio>
        <Radio name="ex-format" checked={format === 'csv'} onChange={() => setFormat('csv')}>
          CSV
          <span className="n">只有列名和数据，供其他系统读取</span>
        </Radio>
      </fieldset>
      <fieldset className="reg-opt">
        <legend>哪些行</legend>
        <Radio name="ex-rows" checked={!onlySelected} onChange={() => setRows('filtered')}>
          {divisionName}　{count ? `${bounded(count)} ${sheet.counted_in}` : ''}
          <span className="n">{filters.length > 0 ? filters.map((f) => `${f.column.title}：${f.words}`).join('；') : '没有设筛选'}</span>
        </Radio>
        {selected.size > 0 && (
          <Radio name="ex-rows" checked={onlySelected} onChange={() => setRows('selected')}>
            所选 {number(selected.size)} {sheet.counted_in}
          </Radio>
        )}
      </fieldset>
      <fieldset className="reg-opt">
        <legend>哪些列</legend>
        <Radio name="ex-cols" checked={which === 'these'} onChange={() => setWhich('these')}>
          现在显示的 {columns.length} 列
        </Radio>
        <Radio name="ex-cols" checked={which === 'all'} onChange={() => setWhich('all')}>
          全部 {sheet.columns.length} 列
        </Radio>
      </fieldset>
      {sealed.length > 0 && <p className="n">敏感列已遮盖：{sealed.map((c) => c.title).join('、')}。导出记入流水。</p>}
      <Failure problem={work.problem} />
      {work.done && <Notice look="good" title={`已导出 ${work.done}`} />}
    </Dialog>
  );
}
