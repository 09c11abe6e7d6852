/** The draft of one visit on this device: read once, kept with each change. */
import { useCallback, useRef, useState } from 'react';
import { dropDraft, keepDraft, readDraft } from '../../../../kit/draft.ts';
import { type Draft, isDraft } from './inspection.ts';

/** Slot of the visit of a premises, or of the re-check of one matter there; begins with what all of a person's unsent inspections share. */
export const slotOf = (account: string, premises: string, matter: string | null): string =>
  `inspection.${account}.${premises}${matter === null ? '' : `.${matter}`}`;

export interface Keeping {
  draft: Draft | null;
  change: (how: (draft: Draft) => Draft) => void;
  begin: (draft: Draft) => void;
  drop: () => void;
  /** The device refused to keep it. */
  unkept: boolean;
}

export function useKeeping(slot: string): Keeping {
  const [draft, setDraft] = useState<Draft | null>(() => readDraft(slot, isDraft));
  const [unkept, setUnkept] = useState(false);
  // Photos arrive while somebody types: each change builds on the latest, not on what was drawn last.
  const now = useRef(draft);
  const put = useCallback(
    (next: Draft) => {
      now.current = next;
      setDraft(next);
      setUnkept(!keepDraft(slot, next));
    },
    [slot],
  );
  const change = useCallback<Keeping['change']>(
    (how) => {
      if (now.current) put(how(now.current));
    },
    [put],
  );
  const drop = useCallback(() => {
    now.current = null;
    setDraft(null);
    dropDraft(slot);
  }, [slot]);
  return { draft, change, begin: put, drop, unkept };
}

const isWords = (value: unknown): value is Record<string, string> =>
  typeof value === 'object' && value !== null && Object.values(value).every((one) => typeof one === 'string');
const certificates = 'inspection-certificates';

/** 执法证件号 by account or name, as last entered on this device: asked once. */
export const certificateOf = (who: string): string => readDraft(certificates, isWords)?.[who] ?? '';
export function keepCertificates(officers: Draft['officers']): void {
  const known = readDraft(certificates, isWords) ?? {};
  const fresh = officers.filter((one) => one.certificate.trim() !== '').map((one) => [one.account_id ?? one.name, one.certificate.trim()]);
  keepDraft(certificates, { ...known, ...Object.fromEntries(fresh) });
}
