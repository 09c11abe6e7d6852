import { useState } from 'react';
import { usePeriod, useQueryState } from '../address.ts';
import { dayOf, monthStart, weekStart, period as words } from '../format.ts';
import { Button } from '../parts/button.tsx';
import { DateInput } from '../parts/date-input.tsx';
import { Field } from '../parts/form.tsx';
import { Dropdown } from '../parts/menu.tsx';
import { useSession } from '../session.tsx';

/** 期间: presets count from the business clock; both ends are included. */
export function PeriodPicker({ className }: { className?: string }) {
  const { from, to } = usePeriod();
  const { patch } = useQueryState();
  const today = dayOf(useSession().clock.now);
  return (
    <Dropdown {...(className ? { className } : {})} label="期间" lead="期间：" button={words(from, to)}>
      {(close) => (
        <PeriodForm
          key={`${from} ${to}`}
          from={from}
          to={to}
          today={today}
          onChoose={(a, b) => {
            patch({ from: a, to: b, after: null });
            close();
          }}
        />
      )}
    </Dropdown>
  );
}

export function PeriodForm({
  from,
  to,
  today,
  onChoose,
}: {
  from: string | null;
  to: string | null;
  today: string;
  onChoose: (from: string | null, to: string | null) => void;
}) {
  const [a, setA] = useState(from ?? '');
  const [b, setB] = useState(to ?? '');
  const presets = [
    { title: '至今', from: null, to: null, note: '不限起止' },
    { title: '本月', from: monthStart(today), to: today, note: words(monthStart(today), today) },
    { title: '本周', from: weekStart(today), to: today, note: words(weekStart(today), today) },
    { title: '今日', from: today, to: today, note: words(today, today) },
  ];
  const wrong = a !== '' && b !== '' && a > b;
  return (
    <div className="period">
      {presets.map((p) => (
        <button
          key={p.title}
          type="button"
          className="choice"
          aria-pressed={p.from === from && p.to === to}
          onClick={() => onChoose(p.from, p.to)}
        >
          {p.title}
          <span className="n">{p.note}</span>
        </button>
      ))}
      <form
        className="pad"
        onSubmit={(event) => {
          event.preventDefault();
          if (!wrong) onChoose(a || null, b || null);
        }}
      >
        <div className="cap">自定义</div>
        <div className="two-fields">
          <Field title="起">{(c) => <DateInput {...c} value={a} onChange={setA} />}</Field>
          <Field title="止（空为至今）" error={wrong ? '止日早于起日，请改' : null}>
            {(c) => <DateInput {...c} value={b} onChange={setB} />}
          </Field>
        </div>
        <Button type="submit" look="p" disabled={wrong}>
          用这个期间
        </Button>
      </form>
    </div>
  );
}
