import { type Asking, DeskForm, PassRest, progressOf, Runner } from '../../../../core/visits/ui/index.ts';
import { Button } from '../../../../kit/parts/button.tsx';
import { Frame } from './frame.tsx';
import type { Inspecting } from './given.ts';

export function AskStep({ inspecting, asking }: { inspecting: Inspecting; asking: Asking }) {
  if (inspecting.phone) return <Runner asking={asking} />;
  const { answered, total } = progressOf(asking.items, asking.run);
  return (
    <Frame
      inspecting={inspecting}
      bar={`已答 ${answered} / ${total}　键盘：1 合格，2 不合格，3 不适用，上下键换行`}
      foot={
        <>
          <PassRest asking={asking} />
          <Button look="p" busy={inspecting.busy} onClick={asking.onEnd}>
            {inspecting.busy ? '照片正在上传' : asking.endTitle}
          </Button>
        </>
      }
    >
      <DeskForm asking={asking} tried={inspecting.tried} />
    </Frame>
  );
}
