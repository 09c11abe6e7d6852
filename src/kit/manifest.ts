/** What a programme's or core unit's `ui/index.ts` exports: its name in the rail and its pages. */
import { useQuery } from '@tanstack/react-query';
import { type ComponentType, createContext, type LazyExoticComponent, useContext } from 'react';

export interface Page {
  /** wouter pattern from the root, such as `/fire/premises` or `/fire/premises/:id`. */
  path: string;
  title: string;
  component: LazyExoticComponent<ComponentType> | ComponentType;
  /** Needed for the page, such as `fire.premises.import`, or one of several; without it any post in the programme will do. */
  verb?: string | readonly string[];
  /** A page reached from others, such as a record, is not in the rail; the entry whose path begins its own is marked instead. */
  hidden?: boolean;
  /** Shown in the bottom bar of the phone, under this mark. At most two over all programmes are. */
  phone?: 'list' | 'figures' | 'check';
}

/** What a programme offers beside the acts of a matter: a page of its own that is opened for it, such as the re-check at its place. */
export interface MatterLink {
  /** Kind of matter, such as `fire.hazard`. */
  kind: string;
  title: string;
  /** What opening it means, in one sentence. */
  words: string;
  /** Needed in the division of the matter. */
  verb: string;
  href: (matter: { id: string; place_id: string }) => string;
}

/** What pages of the core need to know of a register they meet: the words of its columns and codes. A `Sheet` is one. */
export interface SheetWords {
  key: string;
  title: string;
  /** The column that names a row. */
  label: string;
  /** The shared subject whose rows this register shows in its own way. */
  face_of?: string;
  columns: readonly {
    name: string;
    title: string;
    kind?: string;
    sealed?: boolean;
    codes?: { items: readonly { code: string; title: string }[] };
  }[];
}

export interface Programme {
  /** Folder, URL and schema: `fire`. */
  key: string;
  title: string;
  /** One character in the rail. */
  mark: string;
  /** Where a part of the core stands: `first` above the programmes, `top` in the top bar; below the programmes unless said. */
  stands?: 'first' | 'top';
  /** Beside its title: how much waits there. */
  count?: LazyExoticComponent<ComponentType> | ComponentType;
  pages: readonly Page[];
  matterLinks?: readonly MatterLink[];
  /** Its register declarations, loaded when a page asks. */
  sheets?: () => Promise<readonly SheetWords[]>;
}

const Programmes = createContext<readonly Programme[]>([]);
export const ManifestProvider = Programmes.Provider;
export const useProgrammes = () => useContext(Programmes);

const nothing: readonly SheetWords[] = [];
/** The words of every programme's registers; empty until they are loaded. */
export function useSheetWords(): readonly SheetWords[] {
  const programmes = useProgrammes();
  const { data } = useQuery({
    queryKey: ['sheets', programmes.map((p) => p.key).join()],
    queryFn: async () => (await Promise.all(programmes.map((p) => p.sheets?.() ?? []))).flat(),
    staleTime: Number.POSITIVE_INFINITY,
    enabled: programmes.length > 0,
  });
  return data ?? nothing;
}
