/**
 * The part of Markdown that our handbooks are written in, as elements: headings, paragraphs, lists within lists, tables, fenced code, bold and
 * code. Anything else stays what was written; nothing of it ever becomes markup.
 */
import { createElement as h, type ReactNode } from 'react';

/** The name of a heading in the address: `三-导入现有的台账`. */
export const anchorOf = (heading: string): string => heading.trim().replace(/[\s\u3000]+/g, '-');

/** Headings of the second level, in order. */
export const sectionsOf = (source: string): readonly string[] =>
  [...source.replace(/^```[\s\S]*?^```/gm, '').matchAll(/^## (.+)$/gm)].map(([, title = '']) => title.trim());

const marker = /^(-|\d+\.) +/;
const begins = (line: string) => /^(#{1,3} |```|\|)/.test(line) || marker.test(line);
/** Lines of one paragraph: a break stands for a space only between words in Latin letters. */
const joined = (lines: readonly string[]) =>
  lines
    .join('\n')
    .replace(/([!-~])\n([!-~])/g, '$1 $2')
    .replaceAll('\n', '');

const inline = (text: string): ReactNode[] =>
  text.split(/(\*\*[^*]+\*\*|`[^`]+`)/).map((part) => {
    if (/^\*\*.+\*\*$/.test(part)) return h('b', null, ...inline(part.slice(2, -2)));
    return /^`.+`$/.test(part) ? h('code', null, part.slice(1, -1)) : part;
  });

function table(lines: readonly string[]): ReactNode {
  const rows = lines.filter((line) => !/^\|[\s:|-]+\|$/.test(line)).map((line) => line.trim().slice(1, -1).split('|'));
  const [head = [], ...body] = rows.map((cells) => cells.map((cell) => cell.trim()));
  const row = (cells: readonly string[], tag: 'th' | 'td') =>
    h(
      'tr',
      null,
      ...cells.map((cell) => (cell === '' || tag === 'td' ? h('td', null, ...inline(cell)) : h(tag, { scope: 'col' }, ...inline(cell)))),
    );
  // A wide table is scrolled by keyboard too.
  return h(
    'section',
    { className: 'scroll', tabIndex: 0, 'aria-label': head.filter(Boolean).join('、') },
    h('table', { className: 'tbl' }, h('thead', null, row(head, 'th')), h('tbody', null, ...body.map((cells) => row(cells, 'td')))),
  );
}

/** The elements of a handbook, without its first heading, which is the page's own. `tight`: within an item of a list. */
export function markdown(lines: readonly string[], tight = false): ReactNode[] {
  const made: ReactNode[] = [];
  let at = 0;
  const take = (belongs: (line: string) => boolean): string[] => {
    const from = at;
    while (at < lines.length && belongs(lines[at] ?? '')) at++;
    return lines.slice(from, at);
  };
  while (at < lines.length) {
    const line = lines[at] ?? '';
    const [, level = '', title = ''] = /^(#{1,3}) (.*)$/.exec(line) ?? [];
    const number = marker.exec(line)?.[1];
    if (line.startsWith('|')) made.push(table(take((one) => one.startsWith('|'))));
    else if (number) {
      const items: ReactNode[] = [];
      const same = number === '-' ? /^- / : /^\d+\. /;
      while (same.test(lines[at] ?? '')) {
        const first = (lines[at++] ?? '').replace(marker, '');
        items.push(h('li', null, ...markdown([first, ...take((one) => /^ {2,}\S/.test(one)).map((one) => one.trimStart())], true)));
      }
      made.push(number === '-' ? h('ul', null, ...items) : h('ol', { start: Number.parseInt(number, 10) }, ...items));
    } else {
      at++;
      if (line.startsWith('```')) made.push(h('pre', null, take((one) => !one.startsWith('```')).join('\n')));
      else if (level !== '') made.push(level === '#' ? '' : h(level === '##' ? 'h2' : 'h3', { id: anchorOf(title) }, ...inline(title)));
      else if (line.trim() !== '') {
        const text = inline(joined([line, ...take((one) => one.trim() !== '' && !begins(one))]));
        made.push(h(tight ? 'span' : 'p', null, ...text));
      }
      if (line.startsWith('```')) at++;
    }
  }
  return made;
}
