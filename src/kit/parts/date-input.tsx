import { lazy, Suspense } from 'react';
import { phoneWidth, useWidth } from '../width.ts';

export interface DateInputProps {
  id?: string;
  /** YYYY-MM-DD, or '' for none. */
  value: string;
  onChange: (day: string) => void;
  min?: string;
  max?: string;
  required?: true;
  'aria-invalid'?: true;
  'aria-describedby'?: string;
  'aria-label'?: string;
}

const Calendar = lazy(() => import('../ant/date-picker.tsx'));

/** A civil date. The phone's own wheel on a phone; on a desk a Chinese calendar, with the browser's field until that has arrived. */
export function DateInput(props: DateInputProps) {
  const { onChange, ...rest } = props;
  const phone = useWidth(phoneWidth);
  const native = <input {...rest} className="in-t" type="date" onChange={(event) => onChange(event.target.value)} />;
  return phone ? (
    native
  ) : (
    <Suspense fallback={native}>
      <Calendar {...props} />
    </Suspense>
  );
}
