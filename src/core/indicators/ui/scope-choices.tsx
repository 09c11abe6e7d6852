/** Division and period of an opened figure, changed where it stands. */
import { dayOf, period } from '../../../kit/format.ts';
import { Dropdown } from '../../../kit/parts/menu.tsx';
import { useSession } from '../../../kit/session.tsx';
import { PeriodForm } from '../../../kit/shell/period-picker.tsx';
import { DivisionTree } from '../../divisions/ui/index.ts';

export function DivisionChoice({ code, name, onChoose }: { code: string; name: string; onChoose: (code: string) => void }) {
  return (
    <Dropdown className="btn" button={name} label={`区划：${name}，换区划`}>
      {(close) => (
        <div className="tree in-pop">
          <DivisionTree
            value={code}
            onChoose={(chosen) => {
              close();
              onChoose(chosen);
            }}
          />
        </div>
      )}
    </Dropdown>
  );
}

export function PeriodChoice({ from, to, onChoose }: { from: string; to: string; onChoose: (from: string, to: string) => void }) {
  const today = dayOf(useSession().clock.now);
  const said = period(from || null, to || null);
  return (
    <Dropdown className="btn" button={said} label={`期间：${said}，换期间`}>
      {(close) => (
        <PeriodForm
          from={from || null}
          to={to || null}
          today={today}
          onChoose={(a, b) => {
            close();
            onChoose(a ?? '', b ?? '');
          }}
        />
      )}
    </Dropdown>
  );
}
