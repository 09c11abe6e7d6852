import { useState } from 'react';
import { Link } from 'wouter';
import { useFromHere } from '../../../../kit/address.ts';
import { download, useSend } from '../../../../kit/api.ts';
import { dateTime, number } from '../../../../kit/format.ts';
import { Button, ButtonLink } from '../../../../kit/parts/button.tsx';
import { Dialog } from '../../../../kit/parts/dialog.tsx';
import { Failure, Notice } from '../../../../kit/parts/states.tsx';
import type { Sheet } from '../../sheet.ts';
import { apiOf, pageOf } from '../calls.ts';
import type { ImportAnswer } from '../wire.ts';
import { WizardFrame } from './frame.tsx';

/** Step 4: what came in, what goes back, and the way to take it all out again while nobody has touched it. */
export function Result({ sheet, now }: { sheet: Sheet; now: ImportAnswer }) {
  const fromHere = useFromHere();
  const address = (tail: string) => apiOf(sheet, `/imports/${now.id}${tail}`);
  const [asking, ask] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const undo = useSend<ImportAnswer>('POST', address('/undo'), { invalidates: [apiOf(sheet)], onDone: () => ask(false) });
  const { counts } = now;
  const rejected = async () => {
    setProblem(null);
    try {
      await download(address('/rejected'));
    } catch (cause) {
      setProblem(cause);
    }
  };
  const again = <ButtonLink href={fromHere(`${pageOf(sheet)}/import`)}>再导一个文件</ButtonLink>;
  if (now.state !== 'done') {
    return (
      <WizardFrame sheet={sheet} step={4}>
        {now.state === 'failed' && (
          <Notice look="bad" title={now.problem?.title ?? '没有办成'}>
            {now.problem?.detail ?? '台账没有动。请检查文件后再试。'}
          </Notice>
        )}
        {now.state === 'cancelled' && <Notice title={`已取消导入 ${now.file_name}`}>台账没有动。</Notice>}
        {now.state === 'undone' && (
          <Notice title={`已撤回导入 ${now.file_name}`}>这次新增的行已撤下，更新的行回到原来的值；导入和撤回都在流水里。</Notice>
        )}
        <div className="acts" style={{ marginTop: 12 }}>
          {again}
          <ButtonLink href={fromHere(pageOf(sheet))}>回到{sheet.title}</ButtonLink>
        </div>
      </WizardFrame>
    );
  }
  return (
    <WizardFrame sheet={sheet} step={4}>
      <Notice look="good" title={`${now.file_name} 已导入`}>
        {now.landed ? `${dateTime(now.landed.at)} 写入台账，是一笔流水。` : ''}
      </Notice>
      <div className="res" style={{ marginTop: 12 }}>
        <div>
          <span className="n">成功</span>
          <b>{number(counts.ready)}</b> 行
          <span className="n">
            新增 {number(counts.new)}，更新 {number(counts.update)}
          </span>
        </div>
        <div>
          <span className="n">失败</span>
          <b>{number(counts.rejected)}</b> 行<span className="n">没有写入，已备好退回</span>
        </div>
        <div>
          <span className="n">重复</span>
          <b>{number(counts.duplicates)}</b> 行<span className="n">文件里重复，或选了跳过</span>
        </div>
        <div>
          <span className="n">未变</span>
          <b>{number(counts.unchanged)}</b> 行<span className="n">与台账相同</span>
        </div>
      </div>
      <p className="note l">
        共 {number(counts.rows)} 行 = 成功 {number(counts.ready)} + 失败 {number(counts.rejected)} + 重复 {number(counts.duplicates)} + 未变{' '}
        {number(counts.unchanged)}
      </p>
      {counts.rejected > 0 && (
        <>
          <div className="sec">
            <h2>退回的行</h2>
            <span className="sp" />
            <Button look="p" onClick={() => void rejected()}>
              下载退回的 {number(counts.rejected)} 行
            </Button>
          </div>
          <table className="er">
            <caption className="sr">退回的原因</caption>
            <tbody>
              {now.reasons.map((r) => (
                <tr key={`${r.reason} ${r.column ?? ''}`}>
                  <td className="num">{number(r.rows)} 行</td>
                  <td>{r.reason}</td>
                  <td className="n">
                    第 {r.first.map((f) => number(f.row)).join('、')} 行{r.rows > r.first.length ? '等' : ''}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
          <p className="n note">退回的行用您原来的版式，只在末尾加“原因”一列；改好再传，已导入的不会重复。</p>
        </>
      )}
      <Failure problem={problem ?? undo.error} />
      <div className="acts" style={{ margin: '16px 0' }}>
        <ButtonLink {...(counts.rejected > 0 ? {} : { look: 'p' as const })} href={fromHere(pageOf(sheet))}>
          看{sheet.title}
        </ButtonLink>
        {again}
        {now.may_undo && (
          <Button look="danger" onClick={() => ask(true)}>
            撤回这次导入
          </Button>
        )}
      </div>
      {!now.may_undo && (
        <p className="n">
          这次导入的行后来有人改过或用过，或您没有撤回的权限，不能整批撤回；个别的行请在<Link href={fromHere(pageOf(sheet))}>列表</Link>
          里改。
        </p>
      )}
      <Dialog
        open={asking}
        onClose={() => ask(false)}
        title="撤回这次导入？"
        foot={
          <>
            <Button onClick={() => ask(false)}>不撤</Button>
            <Button look="danger" busy={undo.isPending} onClick={() => undo.mutate(undefined)}>
              撤回 {number(counts.ready)} 行
            </Button>
          </>
        }
      >
        <p>
          新增的 {number(counts.new)} {sheet.counted_in}撤下，更新的 {number(counts.update)} {sheet.counted_in}
          回到导入前的值。撤回也是一笔流水，改好文件可以再导。
        </p>
        <Failure problem={undo.error} />
      </Dialog>
    </WizardFrame>
  );
}
