import { expect, test } from 'vitest';
import { missingFigures } from '../../../core/documents/index.ts';
import { bulletins } from '../documents.ts';
import { figures } from '../indicators.ts';

test.each(bulletins.map((one) => [one.key, one] as const))('%s: every figure it names is in the catalogue', (_key, bulletin) => {
  const known = new Set(figures.map((figure) => figure.key));
  expect(
    missingFigures(bulletin, (key) => known.has(key)),
    'declare the figure, or take it out of documents.ts',
  ).toEqual([]);
});
