/** 其余全部合格: a visit with two failures does not need thirty-six presses, but somebody says which parts he has seen. */
import { useState } from 'react';
import { Button } from '../../../kit/parts/button.tsx';
import { Dialog } from '../../../kit/parts/dialog.tsx';
import { Checkbox } from '../../../kit/parts/form.tsx';
import { type Asking, sectionTitle } from './asking.ts';
import { progressOf } from './run.ts';

export function PassRest({ asking, look }: { asking: Asking; look?: 'link' }) {
  const [open, setOpen] = useState(false);
  const [chosen, choose] = useState<readonly string[]>([]);
  const left = progressOf(asking.items, asking.run).sections.filter((one) => one.open.length > 0);
  if (left.length === 0) return null;
  const codes = left.filter((one) => chosen.includes(one.code)).flatMap((one) => one.open);
  return (
    <>
      <Button
        look={look}
        onClick={() => {
          // What was begun was probably seen whole; the rest is ticked by the person.
          choose(left.filter((one) => one.answered > 0).map((one) => one.code));
          setOpen(true);
        }}
      >
        其余全部合格
      </Button>
      <Dialog
        open={open}
        onClose={() => setOpen(false)}
        title="其余全部合格"
        foot={
          <>
            <Button onClick={() => setOpen(false)}>再看看</Button>
            <Button
              look="p"
              disabled={codes.length === 0}
              onClick={() => {
                asking.act({ do: 'pass', codes });
                asking.act({ do: 'go', to: null });
                setOpen(false);
              }}
            >
              都看过，{codes.length} 项合格
            </Button>
          </>
        }
      >
        <p className="l gap">只勾现场看过的部分。已经回答的不变；没看的部分{asking.rules.complete ? '请回去看' : '可以不答'}。</p>
        <ul className="v-rest">
          {left.map((one) => (
            <li key={one.code}>
              <Checkbox
                checked={chosen.includes(one.code)}
                onChange={(event) => choose(event.target.checked ? [...chosen, one.code] : chosen.filter((other) => other !== one.code))}
              >
                {sectionTitle(asking.list, one.code)}
                <span className="n">　还有 {one.open.length} 项未答</span>
              </Checkbox>
            </li>
          ))}
        </ul>
      </Dialog>
    </>
  );
}
