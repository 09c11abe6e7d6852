/** Writes an official document as .docx: the parts of an Office Open XML package (ECMA-376), nothing but what GB/T 9704-2012 asks for. */
import type { Writable } from 'node:stream';
import { ZipWriter } from '../workbook/zip.ts';
import { checkDocument, civilWords, type OfficialDocument, ordinals, type Part } from './document.ts';
import { type Colophon, characterSpace, copyLines, type Font, fallsOn, fonts, line, page, size, textWidth, widthOf } from './measures.ts';

const escaped = (text: string): string =>
  text
    // XML 1.0 has no other control characters.
    .replaceAll(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');

interface Look {
  font?: Font;
  /** Half points. */
  size?: number;
  colour?: string;
}

const fontOf = (font: Font, latin = 'Times New Roman') =>
  `<w:rFonts w:ascii="${latin}" w:hAnsi="${latin}" w:cs="${latin}" w:eastAsia="${fonts[font].name}"/>`;

const run = (text: string, { font = 'body', size: half = size.body, colour }: Look = {}) =>
  `<w:r><w:rPr>${fontOf(font)}${colour ? `<w:color w:val="${colour}"/>` : ''}<w:sz w:val="${half}"/><w:szCs w:val="${half}"/></w:rPr><w:t xml:space="preserve">${escaped(text)}</w:t></w:r>`;

interface Setting {
  align?: 'left' | 'center' | 'right' | 'both';
  /** Hundredths of a character. */
  firstLine?: number;
  left?: number;
  right?: number;
  before?: number;
  /** Twips; the line of the grid unless said. */
  lead?: number;
  keepNext?: boolean;
  border?: string;
  outline?: number;
  /** Tabulators. */
  tabs?: string;
}

/** One character of 3号 in twips, for programs that do not count characters. */
const character = 320;

function paragraph(content: string, setting: Setting = {}): string {
  const indent = (['left', 'right', 'firstLine'] as const)
    .filter((name) => setting[name])
    .map((name) => `w:${name}Chars="${setting[name]}" w:${name}="${Math.round(((setting[name] ?? 0) * character) / 100)}"`)
    .join(' ');
  // Lines are exact, so the grid is left to the characters: LibreOffice would give each character two cells of a grid narrower than itself.
  return `<w:p><w:pPr>${setting.keepNext ? '<w:keepNext/>' : ''}${setting.border ? `<w:pBdr>${setting.border}</w:pBdr>` : ''}${setting.tabs ? `<w:tabs>${setting.tabs}</w:tabs>` : ''}<w:snapToGrid w:val="0"/><w:spacing w:before="${setting.before ?? 0}" w:after="0" w:line="${setting.lead ?? line}" w:lineRule="exact"/>${indent ? `<w:ind ${indent}/>` : ''}<w:jc w:val="${setting.align ?? 'both'}"/>${setting.outline === undefined ? '' : `<w:outlineLvl w:val="${setting.outline}"/>`}</w:pPr>${content}</w:p>`;
}

const blank = paragraph('');

const headingFont = { 1: 'hei', 2: 'kai', 3: 'body', 4: 'body' } as const;

function table(part: Extract<Part, { kind: 'table' }>): string {
  const shares = part.columns.reduce((sum, column) => sum + column.width, 0);
  const widths = part.columns.map((column) => Math.floor((column.width / shares) * textWidth));
  const cell = (text: string, at: number, head: boolean) =>
    `<w:tc><w:tcPr><w:tcW w:w="${widths[at] ?? 0}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>${paragraph(
      run(text, { font: head ? 'hei' : 'body', size: size.table }),
      { align: head ? 'center' : (part.columns[at]?.align ?? 'left'), lead: 400 },
    )}</w:tc>`;
  const row = (cells: readonly string[], head: boolean) =>
    `<w:tr><w:trPr><w:cantSplit/>${head ? '<w:tblHeader/>' : ''}<w:trHeight w:val="440" w:hRule="atLeast"/></w:trPr>${cells.map((text, at) => cell(text, at, head)).join('')}</w:tr>`;
  const rule = (name: string) => `<w:${name} w:val="single" w:sz="4" w:space="0" w:color="000000"/>`;
  return [
    paragraph(run(part.title, { font: 'hei' }), { align: 'center', keepNext: true }),
    `<w:tbl><w:tblPr><w:tblW w:w="${textWidth}" w:type="dxa"/><w:jc w:val="center"/><w:tblBorders>${['top', 'left', 'bottom', 'right', 'insideH', 'insideV'].map(rule).join('')}</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="80" w:type="dxa"/><w:right w:w="80" w:type="dxa"/></w:tblCellMar></w:tblPr><w:tblGrid>${widths.map((width) => `<w:gridCol w:w="${width}"/>`).join('')}</w:tblGrid>`,
    row(
      part.columns.map((column) => column.title),
      true,
    ),
    ...part.rows.map((cells) => row(cells, false)),
    '</w:tbl>',
    ...(part.note ? [paragraph(run(part.note, { size: size.table }), { firstLine: 200, lead: 440 })] : []),
  ].join('');
}

const partXml = (part: Part, ordinal: string | null): string =>
  part.kind === 'table'
    ? table(part)
    : part.kind === 'heading'
      ? paragraph(run(`${ordinal ?? ''}${part.text}`, { font: headingFont[part.level] }), {
          firstLine: 200,
          keepNext: true,
          outline: part.level - 1,
        })
      : paragraph(run(part.text), { firstLine: 200 });

/**
 * 署名 and 成文日期 of a document that is sealed by hand (7.3.5.1): the date four characters from the right, the organ centred above it;
 * a name so long that it would leave the page stands at the edge and the date is centred under it.
 */
function signature(document: OfficialDocument): string {
  const date = civilWords(document.date);
  const [name, day] = [widthOf(document.signed), widthOf(date)];
  const nameRight = Math.max(0, 4 + (day - name) / 2);
  const dateRight = nameRight > 0 ? 4 : (name - day) / 2;
  const hundredths = (characters: number) => Math.round(characters * 100);
  return [
    blank,
    blank,
    paragraph(run(document.signed), { align: 'right', right: hundredths(nameRight), keepNext: true }),
    paragraph(run(date), { align: 'right', right: hundredths(dateRight) }),
  ].join('');
}

/**
 * 版记 (7.4): between rules as wide as the text, outer ones 0.35 mm, inner 0.25 mm, at the foot of its page. On a page of its own an empty
 * paragraph as high as the rest of the page carries it down, which every program understands; under the text it hangs from the page, or
 * where a program sets such a table into the text (LibreOffice) stands as deep as the count of lines says.
 */
function colophon(document: OfficialDocument, place: Colophon, hangs: boolean): string {
  const rule = (name: string, eighths: number) => `<w:${name} w:val="single" w:sz="${eighths}" w:space="0" w:color="000000"/>`;
  const none = (names: string[]) => names.map((name) => `<w:${name} w:val="nil"/>`).join('');
  const look = { size: size.small } as const;
  const lead = 520;
  const side = { left: 100, right: 100, lead } as const;
  const row = (content: string, lines: number, first: boolean, last: boolean) => ({
    height: lines * lead,
    xml: `<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="${lines * lead}" w:hRule="exact"/></w:trPr><w:tc><w:tcPr><w:tcW w:w="${textWidth}" w:type="dxa"/><w:tcBorders>${rule('top', first ? 8 : 6)}${none(['left'])}${rule('bottom', last ? 8 : 6)}${none(['right'])}</w:tcBorders></w:tcPr>${content}</w:tc></w:tr>`,
  });
  const copies = document.copies ? `抄送：${document.copies}。` : null;
  const rows = [
    ...(copies ? [row(paragraph(run(copies, look), side), copyLines(copies), true, false)] : []),
    row(
      paragraph(`${run(document.printed_by, look)}<w:r><w:tab/></w:r>${run(`${civilWords(document.printed_on)}印发`, look)}`, {
        ...side,
        tabs: `<w:tab w:val="right" w:pos="${textWidth - character}"/>`,
      }),
      1,
      !copies,
      true,
    ),
  ];
  const height = rows.reduce((sum, one) => sum + one.height, 0);
  const floating = place === 'same' && hangs;
  const position = floating
    ? `<w:tblpPr w:leftFromText="0" w:rightFromText="0" w:vertAnchor="page" w:horzAnchor="page" w:tblpX="${page.left}" w:tblpY="${page.height - page.bottom - height}"/><w:tblOverlap w:val="never"/>`
    : '';
  const rest = place === 'same' ? fallsOn(document).linesLeft * line - line : page.height - page.top - page.bottom - 80;
  const down = floating ? '' : paragraph('', { lead: Math.max(20, Math.round(rest - height)) });
  return `${down}<w:tbl><w:tblPr>${position}<w:tblW w:w="${textWidth}" w:type="dxa"/><w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr><w:tblGrid><w:gridCol w:w="${textWidth}"/></w:tblGrid>${rows.map((one) => one.xml).join('')}</w:tbl>`;
}

const section = (footers: 'numbered' | 'none', type?: 'evenPage') =>
  `<w:sectPr>${footers === 'numbered' ? '<w:footerReference w:type="default" r:id="rId3"/><w:footerReference w:type="even" r:id="rId4"/>' : '<w:footerReference w:type="default" r:id="rId5"/><w:footerReference w:type="even" r:id="rId5"/>'}${type ? `<w:type w:val="${type}"/>` : ''}<w:pgSz w:w="${page.width}" w:h="${page.height}"/><w:pgMar w:top="${page.top}" w:right="${page.right}" w:bottom="${page.bottom}" w:left="${page.left}" w:header="${page.header}" w:footer="${page.footer}" w:gutter="0"/><w:docGrid w:type="linesAndChars" w:linePitch="${line}" w:charSpace="${characterSpace}"/></w:sectPr>`;

const main = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main';
const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const xml = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';

function documentXml(document: OfficialDocument, place: Colophon, hangs: boolean): string {
  const order = ordinals(document.parts);
  const red = `<w:bottom w:val="single" w:sz="18" w:space="11" w:color="FF0000"/>`;
  const top = [
    paragraph(document.mark ? run(document.mark, { font: 'hei' }) : '', { align: 'left' }),
    // The head begins 35 mm below the top of the text area (7.2.4): 1984 twips, of which the line above takes its own.
    paragraph(run(document.head, { font: 'title', size: headSize(document.head), colour: 'FF0000' }), {
      align: 'center',
      before: 1984 - line,
      lead: 1100,
    }),
    blank,
    blank,
    // The rule stands 4 mm (11 pt) under the number (7.2.7).
    paragraph(run(document.number), { align: 'center', border: red }),
    blank,
    blank,
    ...document.title.map((words) =>
      paragraph(run(words, { font: 'title', size: size.title }), { align: 'center', lead: 700, keepNext: true }),
    ),
    blank,
    paragraph(run(`${document.recipients}：`), { align: 'left' }),
  ];
  const attachments =
    document.attachments.length === 0
      ? []
      : [
          blank,
          ...document.attachments.map((name, at) =>
            paragraph(run(`${at === 0 ? '附件：' : '　　　'}${document.attachments.length > 1 ? `${at + 1}.` : ''}${name}`), {
              left: 200,
              align: 'left',
            }),
          ),
        ];
  const text = [...top, ...document.parts.map((part, at) => partXml(part, order[at] ?? null)), ...attachments, signature(document)].join(
    '',
  );
  // A paragraph must follow a table; this one is too low to push anything.
  const last = paragraph('', { lead: 20 });
  const body =
    place === 'same'
      ? `${text}${colophon(document, place, hangs)}${last}${section('numbered')}`
      : // The page before the 版记 stays blank, and then neither carries a number (7.5).
        `${text}${last.replace('</w:pPr>', `${section('numbered')}</w:pPr>`)}${colophon(document, place, hangs)}${last}${section(place === 'next' ? 'numbered' : 'none', 'evenPage')}`;
  return `${xml}<w:document xmlns:w="${main}" xmlns:r="${relations}"><w:body>${body}</w:body></w:document>`;
}

/** As large as the width allows, 22 to 36 pt: 发文机关标志 has no size of its own but must not be the largest that breaks. */
export const headSize = (head: string): number =>
  Math.max(size.title, Math.min(size.head, Math.floor(textWidth / 10 / Math.max(1, widthOf(head)))));

/** 7.5: 4号半角宋体 between dashes; odd pages one character from the right, even ones one from the left. */
function footerXml(side: 'right' | 'left' | 'none'): string {
  const look = `<w:rPr><w:rFonts w:ascii="宋体" w:hAnsi="宋体" w:eastAsia="宋体"/><w:sz w:val="${size.small}"/><w:szCs w:val="${size.small}"/></w:rPr>`;
  const text = (words: string) => `<w:r>${look}<w:t xml:space="preserve">${words}</w:t></w:r>`;
  const field = (kind: string) => `<w:r>${look}<w:fldChar w:fldCharType="${kind}"/></w:r>`;
  const number = `${text('— ')}${field('begin')}<w:r>${look}<w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>${field('separate')}${text('1')}${field('end')}${text(' —')}`;
  const setting = side === 'none' ? '' : `<w:pPr><w:ind w:${side}Chars="100" w:${side}="280"/><w:jc w:val="${side}"/></w:pPr>`;
  return `${xml}<w:ftr xmlns:w="${main}" xmlns:r="${relations}"><w:p>${setting}${side === 'none' ? '' : number}</w:p></w:ftr>`;
}

const stylesXml = `${xml}<w:styles xmlns:w="${main}"><w:docDefaults><w:rPrDefault><w:rPr>${fontOf('body')}<w:sz w:val="${size.body}"/><w:szCs w:val="${size.body}"/><w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:rPr>${fontOf('body')}<w:sz w:val="${size.body}"/><w:szCs w:val="${size.body}"/></w:rPr></w:style></w:styles>`;

const settingsXml = `${xml}<w:settings xmlns:w="${main}"><w:evenAndOddHeaders/><w:characterSpacingControl w:val="compressPunctuation"/><w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat></w:settings>`;

/** What a program may put in place of a font it does not have. */
const fontTableXml = `${xml}<w:fonts xmlns:w="${main}">${[
  [fonts.title.name, '小标宋;华文中宋;思源宋体;Source Han Serif SC;Noto Serif CJK SC'],
  [fonts.body.name, '仿宋;FangSong;华文仿宋;思源宋体;Noto Serif CJK SC'],
  [fonts.kai.name, '楷体;KaiTi;华文楷体;Noto Serif CJK SC'],
  [fonts.hei.name, 'SimHei;思源黑体;Noto Sans CJK SC'],
  [fonts.song.name, 'SimSun;思源宋体;Noto Serif CJK SC'],
]
  .map(([name, other]) => `<w:font w:name="${name}"><w:altName w:val="${other}"/></w:font>`)
  .join('')}</w:fonts>`;

const wordType = 'application/vnd.openxmlformats-officedocument.wordprocessingml';
const contentTypes = `${xml}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="${wordType}.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="${wordType}.styles+xml"/><Override PartName="/word/settings.xml" ContentType="${wordType}.settings+xml"/><Override PartName="/word/fontTable.xml" ContentType="${wordType}.fontTable+xml"/>${[1, 2, 3].map((n) => `<Override PartName="/word/footer${n}.xml" ContentType="${wordType}.footer+xml"/>`).join('')}</Types>`;
const packageRelations = 'http://schemas.openxmlformats.org/package/2006/relationships';
const rootRelations = `${xml}<Relationships xmlns="${packageRelations}"><Relationship Id="rId1" Type="${relations}/officeDocument" Target="word/document.xml"/></Relationships>`;
const wordRelations = `${xml}<Relationships xmlns="${packageRelations}">${[
  ['styles', 'styles.xml'],
  ['settings', 'settings.xml'],
  ['footer', 'footer1.xml'],
  ['footer', 'footer2.xml'],
  ['footer', 'footer3.xml'],
  ['fontTable', 'fontTable.xml'],
]
  .map(([type, target], at) => `<Relationship Id="rId${at + 1}" Type="${relations}/${type}" Target="${target}"/>`)
  .join('')}</Relationships>`;

export interface Writing {
  /** Where the 版记 stands; as the count of lines says unless given. */
  colophon?: Colophon;
  /**
   * For a program that knows no grid of characters: 28 of them come into the line by a quarter of a point less between them
   * (156 mm / 28 = 15.79 pt; 3号 is 16 pt). Such a program hangs no table from the page either.
   */
  spaced?: boolean;
}

const spaced = (content: string): string =>
  content.replaceAll(`<w:sz w:val="${size.body}"/>`, `<w:spacing w:val="-5"/><w:sz w:val="${size.body}"/>`);

/**
 * Writes the document and ends the target.
 * @throws badLayout when an element cannot be set as the standard wants it
 */
export async function writeDocx(document: OfficialDocument, out: Writable, writing: Writing = {}): Promise<void> {
  checkDocument(document);
  const body = documentXml(document, writing.colophon ?? fallsOn(document).colophon, !writing.spaced);
  const zip = new ZipWriter(out);
  for (const [name, content] of [
    ['[Content_Types].xml', contentTypes],
    ['_rels/.rels', rootRelations],
    ['word/document.xml', writing.spaced ? spaced(body) : body],
    ['word/styles.xml', stylesXml],
    ['word/settings.xml', settingsXml],
    ['word/fontTable.xml', fontTableXml],
    ['word/footer1.xml', footerXml('right')],
    ['word/footer2.xml', footerXml('left')],
    ['word/footer3.xml', footerXml('none')],
    ['word/_rels/document.xml.rels', wordRelations],
  ] as const)
    await zip.add(name, content);
  await zip.finish();
}
