import { useState } from 'react';
import { useQueryState } from '../../../kit/address.ts';
import { useLentTree } from '../../../kit/page-tree.ts';
import { Dialog } from '../../../kit/parts/dialog.tsx';
import { Chevron } from '../../../kit/parts/marks.tsx';
import { Dropdown } from '../../../kit/parts/menu.tsx';
import { useStand } from '../../../kit/session.tsx';
import { DivisionTree } from './division-tree.tsx';
import { useDivisionLabel } from './use-divisions.ts';

/** 我在哪里: the division of the address, changed through tree or search. On a phone the tree is a sheet, of a list its own with its figures. */
export function DivisionPicker({ className, sheet = false }: { className?: string; sheet?: boolean }) {
  const code = useStand();
  const name = useDivisionLabel(code);
  const { patch } = useQueryState();
  const [open, setOpen] = useState(false);
  const lent = useLentTree();
  const tree = (close: () => void, where: string) => (
    <div className={`tree ${where}`}>
      <DivisionTree
        value={code}
        onChoose={(chosen) => {
          // A page of a list belongs to the division it was read in.
          patch({ division: chosen, after: null, open: null });
          close();
        }}
      />
    </div>
  );
  if (sheet) {
    return (
      <>
        <button type="button" className={className} aria-haspopup="dialog" onClick={() => setOpen(true)}>
          <span className="sr">区划：</span>
          {name}
          <Chevron />
        </button>
        <Dialog open={open} onClose={() => setOpen(false)} title="区划" look="sheet">
          {lent.current ? (
            <div className="tree in-sheet">{lent.current(() => setOpen(false))}</div>
          ) : (
            tree(() => setOpen(false), 'in-sheet')
          )}
        </Dialog>
      </>
    );
  }
  return (
    <Dropdown
      {...(className ? { className } : {})}
      label="区划"
      lead="区划："
      button={
        <>
          <b>{name}</b>
          <span className="n">{code}</span>
        </>
      }
    >
      {(close) => tree(close, 'in-pop')}
    </Dropdown>
  );
}

/** One division as a value of a form: `onChange` gets its code. */
export function DivisionInput({
  value,
  onChange,
  label = '区划',
  programme,
}: {
  value: string | null;
  onChange: (code: string) => void;
  label?: string;
  programme?: string;
}) {
  const name = useDivisionLabel(value ?? '');
  return (
    <Dropdown className="btn pick" label={label} lead={`${label}：`} button={value ? `${name} ${value}` : '选择区划'}>
      {(close) => (
        <div className="tree in-pop">
          <DivisionTree
            value={value ?? ''}
            {...(programme ? { programme } : {})}
            onChoose={(code) => {
              onChange(code);
              close();
            }}
          />
        </div>
      )}
    </Dropdown>
  );
}
