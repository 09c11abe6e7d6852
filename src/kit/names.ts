/** Names of divisions for pages of units that stand above the divisions, such as the ledger: the frame knows them and lends the lookup. */
import { createContext, useContext } from 'react';

export interface Names {
  /** 张庄村; the code itself when it is not known here. */
  short: (code: string) => string;
  /** 新华区 焦店镇 张庄村 */
  path: (code: string) => string;
}
const Lookup = createContext<Names>({ short: (code) => code, path: (code) => code });
export const NamesProvider = Lookup.Provider;
export const useNames = (): Names => useContext(Lookup);
