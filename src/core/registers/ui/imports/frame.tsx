import type { ReactNode } from 'react';
import type { Sheet } from '../../sheet.ts';
import '../styles/record.css';
import '../styles/wizard.css';
import type { ImportState } from '../wire.ts';

const STEPS = ['选文件', '对列与核对', '导入', '结果'] as const;
export type Step = 1 | 2 | 3 | 4;

/** The step follows from the state on the server, so that a reload comes back to the same one. */
export const stepOf = (state: ImportState): Step =>
  state === 'reading' || state === 'asking' || state === 'ready' ? 2 : state === 'landing' ? 3 : 4;

export function WizardFrame({ sheet, step, aside, children }: { sheet: Sheet; step: Step; aside?: ReactNode; children: ReactNode }) {
  return (
    <div className={aside ? 'wiz' : 'wiz one'}>
      <section className="wz">
        <div className="h">
          <h1>导入{sheet.title}</h1>
          <ol className="sp4" aria-label={`共 4 步，现在第 ${step} 步`}>
            {STEPS.map((title, index) => (
              <li
                key={title}
                className={index + 1 < step ? 'd' : index + 1 === step ? 'on' : ''}
                aria-current={index + 1 === step ? 'step' : undefined}
              >
                <i>{index + 1}</i>
                <span>{title}</span>
              </li>
            ))}
          </ol>
        </div>
        {children}
      </section>
      {aside && (
        <aside className="rt" aria-label="要您定的事">
          {aside}
        </aside>
      )}
    </div>
  );
}
