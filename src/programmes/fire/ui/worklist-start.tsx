/** 开始检查: which kind of visit a person may begin at a premises, and the way to it. */
import { Link } from 'wouter';
import { visitKindTitles } from '../../../core/visits/rules.ts';
import { useFromHere } from '../../../kit/address.ts';
import { useMay } from '../../../kit/session.tsx';

interface Place {
  id: string;
  division: string;
}

/** The kinds of visit I may begin there: 监督检查 only with its power, and 网格排查 for whoever records. */
export function useVisitKinds(): (place: Place) => readonly ('patrol' | 'inspection')[] {
  const may = useMay();
  return ({ division }) => {
    if (!may('fire.inspection.record', division)) return [];
    return may('fire.inspection.order', division) ? ['inspection', 'patrol'] : ['patrol'];
  };
}

/**
 * The way into a visit. `full`: the yearly number of inspections is used up, so a look round comes first. Nothing for who may not record.
 * `each`: a button for every kind; else one, for the first.
 */
export function StartVisit({ place, full, each, look }: { place: Place; full?: boolean; each?: boolean; look?: 'p' | 'link' }) {
  const to = useFromHere();
  const kinds = [...useVisitKinds()(place)].sort((a, b) => (full ? b.localeCompare(a) : a.localeCompare(b)));
  const shown = each ? kinds : kinds.slice(0, 1);
  return shown.map((kind, at) => (
    <Link
      key={kind}
      href={to(`/fire/inspect/${place.id}`, { kind })}
      className={look === 'link' ? undefined : look === 'p' && at === 0 ? 'btn p' : 'btn'}
    >
      {each ? visitKindTitles[kind] : '开始检查'}
    </Link>
  ));
}
