/**
 * Office workbooks in and out, as streams: memory does not grow with rows.
 *
 *   const workbook = await readWorkbook(path, { signal });
 *   try {
 *     for (const { sheet, rows } of workbook.sheets) for await (const row of rows({ fillMerges: true })) …
 *   } finally {
 *     await workbook.close();
 *   }
 */

export { convertWorkbook, findOffice, isConvertible } from './convert.ts';
export { columnLetter, columnNumber } from './letters.ts';
export { limits } from './problems.ts';
export { readWorkbook } from './read.ts';
export { returnRejected } from './rejected.ts';
export { refusalOf, type Sniffed, sniffWorkbook } from './sniff.ts';
export type { Cell, CellKind, Merge, ReadOptions, Row, RowOptions, SheetInfo, SheetSource, Workbook } from './workbook.ts';
export { type ColumnOut, type SheetOut, type ValueOut, writeCsv, writeWorkbook } from './write.ts';
