/** `tsx bench/parse.ts FILE`: reads a workbook once, cell by cell, and keeps nothing. The floor of an import. */
import { readWorkbook } from '../src/platform/workbook/index.ts';

const workbook = await readWorkbook(process.argv[2] ?? '');
let cells = 0;
const began = performance.now();
for (const { rows } of workbook.sheets) for await (const row of rows()) cells += row.cells.length;
await workbook.close();
process.stdout.write(JSON.stringify({ cells, seconds: (performance.now() - began) / 1000 }));
