import { useState } from 'react';
import { useFromHere, useQueryState } from '../../../../kit/address.ts';
import { download, useSend } from '../../../../kit/api.ts';
import { number } from '../../../../kit/format.ts';
import { Button, ButtonLink } from '../../../../kit/parts/button.tsx';
import { Checkbox, Radio } from '../../../../kit/parts/form.tsx';
import { Failure } from '../../../../kit/parts/states.tsx';
import type { Sheet } from '../../sheet.ts';
import { apiOf, pageOf } from '../calls.ts';
import { useMedia } from '../narrow.ts';
import type { ImportAnswer } from '../wire.ts';
import { ColumnsTable } from './columns-table.tsx';
import { WizardFrame } from './frame.tsx';
import { Preview } from './preview.tsx';
import { Question } from './question.tsx';

const KINDS: Readonly<Record<string, string>> = { xlsx: '表格', csv: 'CSV' };

/** Step 2: what was read, how the columns were understood, the rows with their errors in place, and what only a person can say. */
export function Review({ sheet, now }: { sheet: Sheet; now: ImportAnswer }) {
  const address = useQueryState();
  const fromHere = useFromHere();
  const at = (tail: string) => apiOf(sheet, `/imports/${now.id}${tail}`);
  const invalidates = [apiOf(sheet, '/imports')];
  const [duplicates, setDuplicates] = useState<'skip' | 'update'>('skip');
  const [later, setLater] = useState(false);
  const [whole, setWhole] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const answers = useSend<ImportAnswer, { columns?: Record<string, Record<string, string | null>>; divisions?: Record<string, string> }>(
    'POST',
    at('/answers'),
    { invalidates },
  );
  const land = useSend<ImportAnswer, { duplicates: 'skip' | 'update'; all_or_nothing: boolean }>('POST', at('/land'), { invalidates });
  const cancel = useSend<ImportAnswer>('POST', at('/cancel'), { invalidates });
  // Where the two columns stand above each other, what a person must say comes first.
  const stacked = useMedia('(max-width: 1199px)');
  const { counts } = now;
  const read = now.sheets.filter((s) => s.skipped === null);
  const skipped = now.sheets.filter((s) => s.skipped !== null);
  const writing = counts.new + (duplicates === 'update' ? counts.update : 0);
  const bad = counts.rejected;
  const [question, ...waiting] = now.questions;
  const unasked = later ? counts.asking : 0;
  const blocked = (counts.asking > 0 && !later) || writing === 0 || (whole && bad + unasked > 0);
  const rejected = async () => {
    setProblem(null);
    try {
      await download(at('/rejected'));
    } catch (cause) {
      setProblem(cause);
    }
  };
  const show = (at: { sheet: string; row: number }) =>
    address.patch({ only: 'problems', rows_after: null, at: `${at.sheet}!${at.row}` }, { replace: true });

  const asking = (
    <>
      {question && !later && (
        <Question
          key={question.text}
          sheet={sheet}
          question={question}
          more={waiting.length}
          busy={answers.isPending}
          onAnswer={(code) => answers.mutate({ divisions: { [question.text]: code } })}
          onLater={() => setLater(true)}
          onShow={() => address.patch({ only: 'problems', at: null }, { replace: true })}
        />
      )}
      {question && later && (
        <div className="ask">
          <p>
            {number(counts.asking)} 行没有指认区划，不导入，随退回的行一起下载。
            <Button look="link" onClick={() => setLater(false)}>
              还是现在指认
            </Button>
          </p>
        </div>
      )}
    </>
  );
  const aside = (
    <>
      {stacked ? null : asking}
      <Failure problem={answers.error} />
      {now.reasons.length > 0 && (
        <>
          <div className="sec" style={{ marginTop: 10 }}>
            <h2>不能导入 {number(bad)} 行</h2>
            <span className="sp" />
            <Button look="link" onClick={() => void rejected()}>
              下载这些行
            </Button>
          </div>
          <table className="er">
            <caption className="sr">不能导入的原因</caption>
            <tbody>
              {now.reasons.map((r) => (
                <tr key={`${r.reason} ${r.column ?? ''}`}>
                  <td className="num">{number(r.rows)} 行</td>
                  <td>{r.reason}</td>
                  <td>
                    {r.first[0] && (
                      <Button look="link" onClick={() => r.first[0] && show(r.first[0])}>
                        {r.rows <= r.first.length ? r.first.map((f) => number(f.row)).join('，') : `${number(r.first[0].row)} 等`}
                      </Button>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
          <p className="n note">退回的行用您原来的版式，只在末尾加“原因”一列；改好再传，已导入的不会重复。</p>
        </>
      )}
      <Failure problem={problem} />
      <div className="ft">
        {counts.update > 0 && (
          <fieldset className="reg-opt">
            <legend>{number(counts.update)} 行台账里已有，值有不同</legend>
            <Radio name="im-dup" checked={duplicates === 'skip'} onChange={() => setDuplicates('skip')}>
              跳过，台账里的不动
            </Radio>
            <Radio name="im-dup" checked={duplicates === 'update'} onChange={() => setDuplicates('update')}>
              用文件里的值更新
              <span className="n">文件里空着的不动；原来的值留在流水里</span>
            </Radio>
          </fieldset>
        )}
        {bad > 0 && (
          <p>
            <Checkbox checked={whole} onChange={(e) => setWhole(e.currentTarget.checked)}>
              有一行不能导入，就全部不导入
            </Checkbox>
          </p>
        )}
        <p>
          将新增 {number(counts.new)} {sheet.counted_in}
          {duplicates === 'update' && counts.update > 0 ? `，更新 ${number(counts.update)} ${sheet.counted_in}` : ''}
          {duplicates === 'skip' && counts.update > 0 ? `，跳过台账里已有的 ${number(counts.update)} 行（要导入它们，请选“更新”）` : ''}
          {counts.unchanged > 0 ? `，${number(counts.unchanged)} 行与台账相同` : ''}
          {counts.duplicates > 0 ? `，文件内重复的 ${number(counts.duplicates)} 行只导一次` : ''}；不删除任何行。一次写入，中断则全部不写。
        </p>
        <Failure problem={land.error ?? cancel.error} />
        <div className="b">
          <ButtonLink href={fromHere(`${pageOf(sheet)}/import`)}>上一步</ButtonLink>
          <span className="sp" />
          <Button busy={cancel.isPending} onClick={() => cancel.mutate(undefined)}>
            取消
          </Button>
          <Button look="p" disabled={blocked} busy={land.isPending} onClick={() => land.mutate({ duplicates, all_or_nothing: whole })}>
            {counts.asking > 0 && !later
              ? `指认后导入 ${number(writing + counts.asking)} 行`
              : writing === 0
                ? '没有可导入的行'
                : whole && bad + unasked > 0
                  ? '先改好退回的行'
                  : `导入 ${number(writing)} 行`}
          </Button>
        </div>
      </div>
    </>
  );

  return (
    <WizardFrame sheet={sheet} step={2} aside={aside}>
      <div className="sum">
        <div>
          <span className="n">
            文件（{now.program ?? KINDS[now.kind] ?? now.kind}
            {read.length === 1 ? `，工作表 ${read[0]?.name}` : read.length > 1 ? `，${read.length} 个工作表` : ''}）
          </span>
          <span className="fn" title={now.file_name}>
            {now.file_name}
          </span>
        </div>
        <div>
          <span className="n">读到</span>
          <b>{number(counts.rows)}</b> 行
        </div>
        <div>
          <span className="n">可以导入</span>
          <b>{number(counts.ready)}</b> 行
        </div>
        <div className={counts.asking > 0 ? 'seal' : undefined}>
          <span className="n">等您指认</span>
          <b>{number(counts.asking)}</b> 行
        </div>
        <div>
          <span className="n">不能导入</span>
          <b>{number(bad)}</b> 行
        </div>
      </div>
      {stacked ? asking : null}
      <ColumnsTable
        sheet={sheet}
        sheets={read}
        which={address.get('sheet')}
        onWhich={(name) => address.patch({ sheet: name }, { replace: true })}
        busy={answers.isPending}
        onMap={(name, letter, column) => answers.mutate({ columns: { [name]: { [letter]: column } } })}
      />
      {skipped.length > 0 && <p className="n note">没有读的工作表：{skipped.map((s) => `${s.name}（${s.skipped}）`).join('、')}</p>}
      <Preview sheet={sheet} now={now} />
    </WizardFrame>
  );
}
