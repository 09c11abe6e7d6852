import { useId } from 'react';
import { Button } from '../../../../kit/parts/button.tsx';
import { DateInput } from '../../../../kit/parts/date-input.tsx';
import { Field } from '../../../../kit/parts/form.tsx';
import type { Divisions } from '../../../divisions/ui/index.ts';
import type { Column, Sheet } from '../../sheet.ts';
import { apiOf, findRows } from '../calls.ts';
import { isNumber } from '../listing.ts';
import { Combo, divisionChoices } from './combo.tsx';
import { isDemanded } from './values-form.ts';

interface ColumnFieldProps {
  sheet: Sheet;
  column: Column;
  value: string;
  onChange: (value: string) => void;
  error: string | undefined;
  divisions: Divisions;
  /** Division codes I may register in. */
  scopes: readonly string[];
  /** Words of a chosen reference, or the mask of a sealed value that stays unless something is written. */
  shown: string;
  onShown: (words: string) => void;
  cleared: boolean;
  onClear: (cleared: boolean) => void;
}

/** The control a column asks for, with its label, required mark, unit, hint and the server's objection. */
export function ColumnField(props: ColumnFieldProps) {
  const { column, value, onChange, error, shown, cleared, onClear } = props;
  const list = useId();
  const hint = [column.hint, column.basis ? `依据 ${column.basis}` : '', codeNote(column, value)].filter(Boolean).join('；');
  const example = column.example ? `如 ${column.example}` : undefined;
  const title = column.unit ? `${column.title}（${column.unit}）` : column.title;
  const must = isDemanded(column);
  return (
    <div className={column.kind === 'note' ? 'w' : undefined}>
      <Field
        title={title}
        must={must}
        error={error}
        hint={
          <>
            {hint}
            {column.sealed && (
              <>
                {hint ? '；' : ''}存后封存
                {shown && !cleared && (
                  <>
                    ，现为 {shown}，不写则不变{'　'}
                    <Button look="link" onClick={() => onClear(true)}>
                      清空
                    </Button>
                  </>
                )}
                {cleared && (
                  <>
                    ，保存后清空{'　'}
                    <Button look="link" onClick={() => onClear(false)}>
                      不清了
                    </Button>
                  </>
                )}
              </>
            )}
          </>
        }
      >
        {(control) => {
          if (column.kind === 'code')
            return (
              <select {...control} value={value} onChange={(e) => onChange(e.currentTarget.value)}>
                <option value="">{column.required ? '请选' : '（未填）'}</option>
                {column.codes?.items.map((item) => (
                  <option key={item.code} value={item.code}>
                    {item.title}
                  </option>
                ))}
              </select>
            );
          if (column.kind === 'yes_no')
            return (
              <select {...control} value={value} onChange={(e) => onChange(e.currentTarget.value)}>
                <option value="">（未填）</option>
                <option value="true">是</option>
                <option value="false">否</option>
              </select>
            );
          if (column.kind === 'division' || column.kind === 'reference') return <Searched {...props} control={control} />;
          if (column.kind === 'date') return <DateInput {...control} value={value} onChange={onChange} />;
          if (column.kind === 'note')
            return <textarea {...control} value={value} maxLength={column.max_length} onChange={(e) => onChange(e.currentTarget.value)} />;
          return (
            <input
              {...control}
              value={value}
              type="text"
              inputMode={isNumber(column) ? 'decimal' : column.kind === 'phone' ? 'tel' : undefined}
              maxLength={column.max_length ?? 200}
              placeholder={cleared ? '' : example}
              autoComplete="off"
              list={list}
              onChange={(e) => {
                onChange(e.currentTarget.value);
                if (e.currentTarget.value) onClear(false);
              }}
            />
          );
        }}
      </Field>
    </div>
  );
}

const codeNote = (column: Column, value: string): string | undefined => column.codes?.items.find((i) => i.code === value)?.note;

function Searched({
  column,
  value,
  onChange,
  divisions,
  scopes,
  shown,
  onShown,
  control,
}: ColumnFieldProps & { control: { id: string; 'aria-invalid'?: true; 'aria-describedby'?: string; required?: true } }) {
  const common = {
    id: control.id,
    invalid: control['aria-invalid'] === true,
    describedBy: control['aria-describedby'],
    required: control.required === true,
  };
  if (column.kind === 'division')
    return (
      <Combo
        {...common}
        label={column.title}
        chosen={divisions.pathName(value) || value}
        placeholder="名称、拼音或代码"
        find={(words) => divisionChoices(divisions, scopes, words)}
        onChoose={(choice) => onChange(choice?.value ?? '')}
      />
    );
  const [programme = '', name = ''] = (column.to ?? '').split('.');
  return (
    <Combo
      {...common}
      label={column.title}
      chosen={shown || value}
      placeholder="写名称找"
      find={async (words, signal) => {
        if (words === '') return [];
        const found = await findRows(apiOf({ programme, name }), words, signal);
        return found.items.map((row) => ({ value: row.id, title: String(row.name ?? row.id), note: divisions.pathName(row.division) }));
      }}
      onChoose={(choice) => {
        onChange(choice?.value ?? '');
        onShown(choice?.title ?? '');
      }}
    />
  );
}
