/** Column letters: A=1, Z=26, AA=27. */

const known: string[] = [''];

/** `27` → `AA`. */
export function columnLetter(column: number): string {
  const found = known[column];
  if (found !== undefined) return found;
  let rest = column;
  let letters = '';
  while (rest > 0) {
    const place = (rest - 1) % 26;
    letters = String.fromCharCode(65 + place) + letters;
    rest = (rest - 1 - place) / 26;
  }
  if (column > 0 && column <= 16_384) known[column] = letters;
  return letters;
}

/** The column of a letter or of a cell address: `AA` and `AA12` → 27; 0 when it begins with none. */
export function columnNumber(address: string): number {
  let column = 0;
  for (let at = 0; at < address.length; at++) {
    const code = address.charCodeAt(at) & ~0x20;
    if (code < 65 || code > 90) break;
    column = column * 26 + (code - 64);
  }
  return column;
}
