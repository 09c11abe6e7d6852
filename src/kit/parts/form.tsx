import { type ComponentProps, type ReactNode, useEffect, useId, useRef } from 'react';

interface FieldProps {
  title: string;
  must?: boolean;
  hint?: ReactNode;
  /** Why the value was refused. */
  error?: string | null | undefined;
  children: (control: { id: string; 'aria-invalid'?: true; 'aria-describedby'?: string; required?: true }) => ReactNode;
}

/** A label, one control, its hint and its error: `<Field title="名称">{(c) => <input {...c} />}</Field>`. */
export function Field({ title, must, hint, error, children }: FieldProps) {
  const id = useId();
  const told = [hint ? `${id}-hint` : '', error ? `${id}-err` : ''].filter(Boolean).join(' ');
  return (
    <div className="field">
      <label className="lb" htmlFor={id}>
        {title}
        {must ? <span className="must">必填</span> : null}
      </label>
      {children({
        id,
        ...(error ? { 'aria-invalid': true as const } : {}),
        ...(told ? { 'aria-describedby': told } : {}),
        ...(must ? { required: true as const } : {}),
      })}
      {hint ? (
        <span className="hint n" id={`${id}-hint`}>
          {hint}
        </span>
      ) : null}
      {error ? (
        <span className="err" id={`${id}-err`} role="alert">
          {error}
        </span>
      ) : null}
    </div>
  );
}

/** A native checkbox drawn as in the book. Without `children` it needs `label`. `some`: part of what it stands for is chosen. */
export function Checkbox({
  children,
  label,
  some,
  ...rest
}: { children?: ReactNode; label?: string; some?: boolean } & Omit<ComponentProps<'input'>, 'type' | 'children'>) {
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (box.current) box.current.indeterminate = some ?? false;
  }, [some]);
  const control = <input ref={box} type="checkbox" className="cb" aria-label={label} {...rest} />;
  return children ? (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is within
    <label className="check">
      {control}
      {children}
    </label>
  ) : (
    control
  );
}

/** One choice of several, in a fieldset of the caller. */
export const Radio = ({ children, ...rest }: { children: ReactNode } & Omit<ComponentProps<'input'>, 'type' | 'children'>) => (
  <label className="check">
    <input type="radio" className="rd" {...rest} />
    <span>{children}</span>
  </label>
);
