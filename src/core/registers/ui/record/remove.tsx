import { useState } from 'react';
import { useLocation } from 'wouter';
import { useFromHere } from '../../../../kit/address.ts';
import { useSend } from '../../../../kit/api.ts';
import { Button } from '../../../../kit/parts/button.tsx';
import { Dialog } from '../../../../kit/parts/dialog.tsx';
import { Field } from '../../../../kit/parts/form.tsx';
import { Failure } from '../../../../kit/parts/states.tsx';
import type { Sheet } from '../../sheet.ts';
import { apiOf, pageOf } from '../calls.ts';

/** 移出: the row leaves the register with a reason; what it was stays in the ledger. */
export function RemoveButton({ sheet, id, label, version }: { sheet: Sheet; id: string; label: string; version: number }) {
  const fromHere = useFromHere();
  const [, go] = useLocation();
  const [open, setOpen] = useState(false);
  const [reason, setReason] = useState('');
  const remove = useSend('POST', apiOf(sheet, `/${id}/remove`), {
    invalidates: [apiOf(sheet)],
    body: () => ({ version, reason: reason.trim() }),
    onDone: () => go(fromHere(pageOf(sheet))),
  });
  return (
    <>
      <Button onClick={() => setOpen(true)}>移出</Button>
      <Dialog
        open={open}
        onClose={() => setOpen(false)}
        title={`把“${label}”移出${sheet.title}？`}
        foot={
          <>
            <Button onClick={() => setOpen(false)}>不移</Button>
            <Button look="danger" disabled={reason.trim().length < 2} busy={remove.isPending} onClick={() => remove.mutate(undefined)}>
              移出
            </Button>
          </>
        }
      >
        <p className="l">
          移出后列表和指标里不再有它；原来的内容和这一步都在流水里。歇业、关停的请改“状态”，不要移出；与别{sheet.counted_in}
          重复的请用“合并”。
        </p>
        <Field title="移出的理由" must>
          {(control) => <input {...control} value={reason} maxLength={200} onChange={(e) => setReason(e.currentTarget.value)} />}
        </Field>
        <Failure problem={remove.error} />
      </Dialog>
    </>
  );
}
