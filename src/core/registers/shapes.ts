/** Answer schemas of registers, made from their sheets. */
import { z } from 'zod';
import type { Column, Sheet } from './sheet.ts';

function cellSchema(column: Column): z.ZodType {
  switch (column.kind) {
    case 'number':
    case 'integer':
      return z.number().nullable();
    case 'yes_no':
      return z.boolean().nullable();
    case 'code':
      return z.enum((column.codes?.items ?? []).map((i) => i.code) as [string, ...string[]]).nullable();
    default:
      return z.string().nullable();
  }
}

/** Schema of one row: codes as codes, dates as text, sealed values masked. */
export function rowSchema(sheet: Sheet) {
  const shape: Record<string, z.ZodType> = { id: z.string(), version: z.int(), division: z.string() };
  for (const column of sheet.columns) if (column.name !== 'division') shape[column.name] = cellSchema(column).optional();
  return z.object(shape).meta({ title: `${sheet.key} row` });
}

/** Schema of the values a person writes: everything optional, checked by the sheet itself with words per column. */
export const valuesSchema = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));

export const written = z.object({ id: z.string(), version: z.int() });

export const historyItem = z.object({
  act: z.object({
    id: z.string(),
    verb: z.string(),
    title: z.string(),
    at: z.string(),
    account: z.string(),
    unit_name: z.string().nullable(),
    import_id: z.string().nullable(),
    seal_no: z.number().nullable(),
    reason: z.string().nullable(),
  }),
  changes: z.array(z.object({ column: z.string(), title: z.string(), before: z.unknown(), after: z.unknown() })),
});
