import { Button } from '../../../../kit/parts/button.tsx';
import { Checkbox, Radio } from '../../../../kit/parts/form.tsx';
import { Dropdown } from '../../../../kit/parts/menu.tsx';
import type { Sheet } from '../../sheet.ts';
import type { Density } from './table.tsx';

interface ChooserProps {
  sheet: Sheet;
  /** Names of the shown columns. */
  shown: readonly string[];
  onChange: (names: string[] | null) => void;
}

/** 列 8/31: which columns are shown, remembered for this person on this machine. */
export function ColumnChooser({ sheet, shown, onChange }: ChooserProps) {
  const names = new Set(shown);
  return (
    <Dropdown className="a" chevron={false} button={`列 ${names.size}/${sheet.columns.length}`}>
      <div className="pad fp" tabIndex={-1}>
        <div className="two">
          {sheet.columns.map((column) => (
            <Checkbox
              key={column.name}
              checked={names.has(column.name)}
              disabled={column.name === sheet.label}
              onChange={(event) => {
                const next = new Set(names);
                if (event.currentTarget.checked) next.add(column.name);
                else next.delete(column.name);
                onChange(sheet.columns.map((c) => c.name).filter((n) => next.has(n)));
              }}
            >
              {column.title}
            </Checkbox>
          ))}
        </div>
        <div className="acts">
          <Button look="link" onClick={() => onChange(null)}>
            恢复默认
          </Button>
          <Button look="link" onClick={() => onChange(sheet.columns.map((c) => c.name))}>
            全部显示
          </Button>
        </div>
      </div>
    </Dropdown>
  );
}

const DENSITIES: readonly (readonly [Density, string])[] = [
  ['std', '标准'],
  ['tight', '紧'],
  ['loose', '松'],
];

export function DensityChooser({ value, onChange }: { value: Density; onChange: (value: Density) => void }) {
  return (
    <Dropdown className="a" chevron={false} button="行距">
      <div className="pad fp" tabIndex={-1}>
        {DENSITIES.map(([density, words]) => (
          <Radio key={density} name="row-density" checked={density === value} onChange={() => onChange(density)}>
            {words}
          </Radio>
        ))}
      </div>
    </Dropdown>
  );
}

export const isDensity = (value: unknown): value is Density => value === 'std' || value === 'tight' || value === 'loose';
