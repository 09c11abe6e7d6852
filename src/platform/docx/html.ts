/** The same document as a page that a browser prints: the way to PDF on a machine without LibreOffice. */
import { checkDocument, civilWords, type OfficialDocument, ordinals, type Part } from './document.ts';
import { type Colophon, type Font, fallsOn, fonts, size } from './measures.ts';
import { headSize } from './write.ts';

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const family = (font: Font) => `'${fonts[font].name}', ${fonts[font].open}`;

function partHtml(part: Part, ordinal: string | null): string {
  if (part.kind === 'heading') return `<h${part.level + 1}>${ordinal ?? ''}${escaped(part.text)}</h${part.level + 1}>`;
  if (part.kind === 'paragraph') return `<p>${escaped(part.text)}</p>`;
  const shares = part.columns.reduce((sum, column) => sum + column.width, 0);
  const cell = (tag: 'th' | 'td') => (text: string, at: number) =>
    `<${tag}${tag === 'td' ? ` style="text-align:${part.columns[at]?.align ?? 'left'}"` : ''}>${escaped(text)}</${tag}>`;
  return `<table><caption>${escaped(part.title)}</caption><colgroup>${part.columns.map((column) => `<col style="width:${((100 * column.width) / shares).toFixed(2)}%">`).join('')}</colgroup><thead><tr>${part.columns.map((column, at) => cell('th')(column.title, at)).join('')}</tr></thead><tbody>${part.rows.map((row) => `<tr>${row.map(cell('td')).join('')}</tr>`).join('')}</tbody></table>${part.note ? `<p class="note">${escaped(part.note)}</p>` : ''}`;
}

/**
 * @param place where the 版记 stands: under the text, on the next page, or on the page after a blank one; as the count of lines says unless given
 * @throws badLayout when an element cannot be set as the standard wants it
 */
export function pageHtml(document: OfficialDocument, place: Colophon = fallsOn(document).colophon): string {
  checkDocument(document);
  const order = ordinals(document.parts);
  const number = (side: 'left' | 'right') =>
    `@bottom-${side} { content: '— ' counter(page) ' —'; font: 14pt ${family('song')}; padding-${side}: 14pt; vertical-align: top; padding-top: 7mm; }`;
  return `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>${escaped(document.title.join(''))}</title><style>
@page { size: A4; margin: 37mm 26mm 35mm 28mm; }
@page :right { ${number('right')} }
@page :left { ${number('left')} }
* { box-sizing: border-box; margin: 0; padding: 0; }
body { font: 16pt/28.95pt ${family('body')}; color: #000; width: 156mm; text-align: justify; overflow-wrap: anywhere; }
.mark { font-family: ${family('hei')}; height: 10mm; }
.head { font: ${headSize(document.head) / 2}pt/55pt ${family('title')}; color: #f00; text-align: center; padding-top: 25mm; }
.number { text-align: center; margin-top: 57.9pt; padding-bottom: 4mm; border-bottom: 2.25pt solid #f00; }
h1 { font: ${size.title / 2}pt/35pt ${family('title')}; text-align: center; margin: 57.9pt 0 28.95pt; }
h1 span { display: block; }
p, h2, h3, h4, h5 { text-indent: 2em; font-size: 16pt; font-weight: normal; }
h2, h3, h4, h5 { break-after: avoid; }
h2 { font-family: ${family('hei')}; }
h3 { font-family: ${family('kai')}; }
p.to { text-indent: 0; }
table { width: 156mm; border-collapse: collapse; table-layout: fixed; font-size: 12pt; line-height: 20pt; margin-bottom: 8pt; }
caption { font: 16pt/28.95pt ${family('hei')}; }
th, td { border: 0.5pt solid #000; padding: 0 4pt; height: 22pt; }
tbody tr:first-child { break-before: avoid; }
th { text-align: center; font-family: ${family('hei')}; font-weight: normal; }
tr { break-inside: avoid; }
p.note { font-size: 12pt; line-height: 22pt; }
.sign { margin-top: 57.9pt; margin-left: auto; margin-right: 4em; width: fit-content; text-align: center; break-inside: avoid; }
.end { ${place === 'same' ? 'margin-top: 30mm;' : 'break-before: page; height: 224mm; display: flex; align-items: flex-end;'} break-inside: avoid; }
.end > div { width: 156mm; font-size: 14pt; line-height: 26pt; border-top: 0.35mm solid #000; border-bottom: 0.35mm solid #000; }
.end > div > div { padding: 0 1em; display: flex; justify-content: space-between; }
.end > div > div + div { border-top: 0.25mm solid #000; }
</style></head><body>
<div class="mark">${escaped(document.mark ?? '')}</div>
<div class="head">${escaped(document.head)}</div>
<div class="number">${escaped(document.number)}</div>
<h1>${document.title.map((words) => `<span>${escaped(words)}</span>`).join('')}</h1>
<p class="to">${escaped(document.recipients)}：</p>
${document.parts.map((part, at) => partHtml(part, order[at] ?? null)).join('\n')}
${document.attachments.map((name, at) => `<p>${at === 0 ? '附件：' : '　　　'}${document.attachments.length > 1 ? `${at + 1}.` : ''}${escaped(name)}</p>`).join('')}
<div class="sign"><div>${escaped(document.signed)}</div><div>${civilWords(document.date)}</div></div>
${place === 'after-blank' ? '<div style="break-before: page">&#8203;</div>' : ''}<div class="end"><div>${document.copies ? `<div>抄送：${escaped(document.copies)}。</div>` : ''}<div><span>${escaped(document.printed_by)}</span><span>${civilWords(document.printed_on)}印发</span></div></div></div>
</body></html>`;
}
