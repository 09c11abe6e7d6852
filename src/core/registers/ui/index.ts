/** Front door of the registers' pages. A programme names its registers and gets every page of each, loaded when first opened. */
export { pageOf } from './calls.ts';
export { type LoadedRegister, type RegisterPagesOptions, registerPages } from './pages.tsx';
export type { RegisterParts } from './parts.ts';
export type { Cell, Row } from './wire.ts';
