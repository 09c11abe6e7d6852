/** The smallest value that a schema lets in, so that a request is refused for who asks and not for what it says. */
import { randomUUID } from 'node:crypto';
import { z } from 'zod';

interface Schema {
  type?: string | string[];
  const?: unknown;
  enum?: unknown[];
  anyOf?: Schema[];
  allOf?: Schema[];
  oneOf?: Schema[];
  default?: unknown;
  format?: string;
  pattern?: string;
  minLength?: number;
  minimum?: number;
  minItems?: number;
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
}

/** Words tried against a pattern, one of which fits. */
const words = ['410402100', '00000000-0000-4000-8000-000000000000', '4104', '2022-11-09', 'a', '样本样本', '13800000001'];

function made(schema: Schema): unknown {
  if ('const' in schema) return schema.const;
  if ('default' in schema) return schema.default;
  if (schema.enum) return schema.enum[0];
  const [first] = schema.anyOf ?? schema.oneOf ?? schema.allOf ?? [];
  if (first) return made(first);
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  switch (type) {
    case 'object':
      return Object.fromEntries((schema.required ?? []).map((name) => [name, made(schema.properties?.[name] ?? {})]));
    case 'array':
      return Array.from({ length: schema.minItems ?? 1 }, () => made(schema.items ?? {}));
    case 'integer':
    case 'number':
      return Math.max(1, schema.minimum ?? 1);
    case 'boolean':
      return false;
    case 'null':
      return null;
    default:
      return word(schema);
  }
}

function word({ format, pattern, minLength }: Schema): string {
  if (format === 'uuid') return randomUUID();
  if (format === 'date') return '2022-11-09';
  if (format === 'date-time') return '2022-11-09T10:00:00Z';
  const found = pattern ? words.find((one) => new RegExp(pattern, 'u').test(one)) : words.find((one) => one.length >= (minLength ?? 3));
  if (found === undefined) throw new Error(`no sample fits ${pattern ?? minLength}: add one to the words of tests/laws/sample.ts`);
  return found;
}

/**
 * The same with the fields that a second, stricter reader refuses filled with words it may like better: a route lets in any text where its
 * act wants a date.
 */
export function mended(value: unknown, read: (value: unknown) => z.ZodSafeParseResult<unknown>): unknown {
  let best = value;
  for (let round = 0; round < 5; round++) {
    const found = read(best);
    if (found.success) return best;
    const name = String(found.error.issues[0]?.path[0] ?? '');
    const fitting = words.find((word) => {
      const again = read({ ...(best as object), [name]: word });
      return again.success || !again.error.issues.some((issue) => issue.path[0] === name);
    });
    if (fitting === undefined) return best;
    best = { ...(best as object), [name]: fitting };
  }
  return best;
}

/** A value the schema accepts; throws when it finds none, so that no law passes because its request was malformed. */
export function sample(schema: z.ZodType): unknown {
  const value = made(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Schema);
  const read = schema.safeParse(value);
  if (!read.success) throw new Error(`the sample ${JSON.stringify(value)} is refused: ${read.error.message}`);
  return value;
}
