import { Link, useLocation } from 'wouter';
import { useFromHere } from '../../../../kit/address.ts';
import { useSend } from '../../../../kit/api.ts';
import { ButtonLink } from '../../../../kit/parts/button.tsx';
import { Failure, Progress, Skeleton } from '../../../../kit/parts/states.tsx';
import type { Sheet } from '../../sheet.ts';
import { apiOf, pageOf, useImport } from '../calls.ts';
import { stepOf, WizardFrame } from './frame.tsx';
import { Result } from './result.tsx';
import { Review } from './review.tsx';

/** One import from reading to result; which step is shown follows from its state. */
export function ImportPage({ sheet, id }: { sheet: Sheet; id: string }) {
  const fromHere = useFromHere();
  const [, go] = useLocation();
  const answer = useImport(sheet, id);
  const cancel = useSend('POST', apiOf(sheet, `/imports/${id}/cancel`), { invalidates: [apiOf(sheet, '/imports')] });
  const now = answer.data;
  if (answer.error && !now)
    return (
      <WizardFrame sheet={sheet} step={1}>
        <Failure problem={answer.error} onRetry={() => void answer.refetch()} />
        <p className="note">
          <ButtonLink href={fromHere(`${pageOf(sheet)}/import`)}>重新选文件</ButtonLink>
        </p>
      </WizardFrame>
    );
  if (!now)
    return (
      <WizardFrame sheet={sheet} step={2}>
        <Skeleton />
      </WizardFrame>
    );
  if (now.state === 'reading' || now.state === 'landing') {
    const landing = now.state === 'landing';
    return (
      <WizardFrame sheet={sheet} step={stepOf(now.state)}>
        <Failure problem={cancel.error ?? answer.error} />
        <Progress
          title={now.progress.phase || (landing ? '正在写入' : '正在读文件')}
          done={now.progress.done}
          total={now.progress.total}
          secondsLeft={now.progress.seconds_left}
          onCancel={() => cancel.mutate(undefined, { onSuccess: () => !landing && go(fromHere(`${pageOf(sheet)}/import`)) })}
        />
        <p className="note l">
          {now.file_name}。{landing ? '一次写入：取消或中断则全部不写。' : '先核对，这一步不动台账。'}可以离开这一页，
          <Link href={fromHere(`${pageOf(sheet)}/import`)}>以前的导入</Link>里能回来。
        </p>
      </WizardFrame>
    );
  }
  return stepOf(now.state) === 2 ? <Review sheet={sheet} now={now} /> : <Result sheet={sheet} now={now} />;
}
