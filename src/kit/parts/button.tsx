import type { ComponentProps, MouseEvent, ReactNode } from 'react';
import { Link } from 'wouter';

interface ButtonProps extends Omit<ComponentProps<'button'>, 'children'> {
  /** p: the main act; bare: without border; danger: cannot be taken back. */
  look?: 'p' | 'bare' | 'danger' | 'link' | undefined;
  busy?: boolean | undefined;
  children: ReactNode;
}

/** A thing that can be pressed. `look="link"` reads as a link. While `busy` it stays focusable and ignores presses. */
export function Button({ look, busy, className, children, onClick, type = 'button', ...rest }: ButtonProps) {
  const name = look === 'link' ? 'a' : `btn${look ? ` ${look}` : ''}`;
  return (
    <button
      {...rest}
      type={type}
      className={className ? `${name} ${className}` : name}
      aria-disabled={busy || undefined}
      aria-busy={busy || undefined}
      onClick={(event: MouseEvent<HTMLButtonElement>) => {
        if (busy) event.preventDefault();
        else onClick?.(event);
      }}
    >
      {children}
      {busy ? '…' : ''}
    </button>
  );
}

/** A link within the application that looks like a button. */
export const ButtonLink = ({ href, look, children }: { href: string; look?: 'p' | 'bare' | undefined; children: ReactNode }) => (
  <Link href={href} className={`btn${look ? ` ${look}` : ''}`}>
    {children}
  </Link>
);

export const CloseButton = ({ onClick, label = '关闭' }: { onClick: () => void; label?: string }) => (
  <button type="button" className="x" aria-label={label} title={`${label}（Esc）`} onClick={onClick}>
    <svg viewBox="0 0 12 12" aria-hidden="true">
      <path d="M2 2l8 8M10 2l-8 8" fill="none" stroke="currentColor" strokeWidth="1.4" />
    </svg>
  </button>
);
