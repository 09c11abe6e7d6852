import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SaxesParser } from 'saxes';
import { describe, expect, test } from 'vitest';
import { checkDocument, fallsOn, type OfficialDocument, ordinals, type Part, pageHtml, writePdf } from '../index.ts';
import { pagesOf } from '../pdf.ts';
import { paragraphs, paragraphWith, readBack, written } from './read-back.ts';

const say = (lines: number): Part[] =>
  Array.from({ length: lines }, (_, at) => ({ kind: 'paragraph', text: `第${at}段：${'检查'.repeat(10)}` }));

const sample = (more: Partial<OfficialDocument> = {}): OfficialDocument => ({
  mark: '代拟稿',
  head: '专项治理工作日报',
  number: '新消安办〔2022〕58号',
  title: ['关于新华区消防安全专项治理', '第58期排查情况的通报'],
  recipients: '各镇（街道）消安委，区消安委各成员单位',
  parts: [
    { kind: 'heading', level: 1, text: '总体情况' },
    { kind: 'paragraph', text: '截至11月9日18时，全区累计检查<九小场所>5,456家 & 发现隐患7,650处。' },
    { kind: 'heading', level: 2, text: '按类别' },
    { kind: 'heading', level: 3, text: '经营' },
    { kind: 'heading', level: 4, text: '门店' },
    { kind: 'heading', level: 1, text: '各镇（街道）情况' },
    {
      kind: 'table',
      title: '各镇（街道）整改率',
      columns: [
        { title: '镇（街道）', align: 'left', width: 3 },
        { title: '整改率', align: 'right', width: 2 },
      ],
      rows: [['焦店镇', '80.10%']],
      note: '分母小于30的不可区分。',
    },
  ],
  attachments: [],
  signed: '新华区消防安全委员会办公室',
  date: '2022-11-09',
  copies: '市消防安全委员会办公室',
  printed_by: '新华区消防安全委员会办公室',
  printed_on: '2022-11-09',
  ...more,
});

const body = async (document: OfficialDocument) => (await readBack(await written(document))).get('word/document.xml') ?? '';

describe('a written document, read back', () => {
  test('has the page, margins and grid of the standard', async () => {
    const xml = await body(sample());
    expect(xml).toContain('<w:pgSz w:w="11906" w:h="16838"/>');
    expect(xml).toContain(
      '<w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1588" w:header="851" w:footer="1304" w:gutter="0"/>',
    );
    expect(xml).toContain('<w:docGrid w:type="linesAndChars" w:linePitch="579" w:charSpace="-849"/>');
  });

  test('is well-formed in every part', async () => {
    const parts = await readBack(await written(sample()));
    expect([...parts.keys()].sort()).toEqual([
      '[Content_Types].xml',
      '_rels/.rels',
      'word/_rels/document.xml.rels',
      'word/document.xml',
      'word/fontTable.xml',
      'word/footer1.xml',
      'word/footer2.xml',
      'word/footer3.xml',
      'word/settings.xml',
      'word/styles.xml',
    ]);
    for (const [name, text] of parts) {
      const parser = new SaxesParser({ xmlns: true });
      const faults: string[] = [];
      parser.on('error', (error) => faults.push(error.message));
      parser.write(text).close();
      expect(faults, name).toEqual([]);
    }
  });

  test('sets title, body, headings and tables in their fonts and sizes', async () => {
    const xml = await body(sample());
    const of = (words: string) => paragraphWith(xml, words);
    expect(of('关于新华区')).toMatch(/w:eastAsia="方正小标宋简体".*<w:sz w:val="44"\/>/);
    expect(of('关于新华区')).toContain('<w:jc w:val="center"/>');
    expect(of('截至11月9日')).toMatch(/w:eastAsia="仿宋_GB2312".*<w:sz w:val="32"\/>/);
    expect(of('截至11月9日')).toContain('w:firstLineChars="200" w:firstLine="640"');
    expect(of('总体情况')).toContain('w:eastAsia="黑体"');
    expect(of('按类别')).toContain('w:eastAsia="楷体_GB2312"');
    expect(of('经营')).toContain('w:eastAsia="仿宋_GB2312"');
    expect(of('80.10%')).toMatch(/w:eastAsia="仿宋_GB2312".*<w:sz w:val="24"\/>/);
    expect(of('专项治理工作日报')).toMatch(/<w:color w:val="FF0000"\/>/);
    expect(of('58号')).toMatch(/<w:bottom w:val="single" w:sz="18" w:space="11" w:color="FF0000"\/>/);
    expect(xml).not.toContain('<w:b/>');
  });

  test('numbers its levels, its pages and nothing else', async () => {
    const parts = await readBack(await written(sample()));
    const text = paragraphs(parts.get('word/document.xml') ?? '');
    for (const words of ['一、总体情况', '（一）按类别', '1.经营', '（1）门店', '二、各镇（街道）情况']) expect(text).toContain(words);
    expect(parts.get('word/settings.xml')).toContain('<w:evenAndOddHeaders/>');
    const [odd, even] = [parts.get('word/footer1.xml') ?? '', parts.get('word/footer2.xml') ?? ''];
    expect(odd).toMatch(/w:rightChars="100".*<w:jc w:val="right"\/>.*— .* PAGE .* —/);
    expect(even).toMatch(/w:leftChars="100".*<w:jc w:val="left"\/>.*— .* PAGE .* —/);
    expect(odd).toContain('<w:sz w:val="28"/>');
  });

  test('writes year and day as the standard does, escapes, and holds no picture', async () => {
    const bytes = await written(sample());
    const parts = await readBack(bytes);
    const all = [...parts.values()].join('');
    expect(all).toContain('新消安办〔2022〕58号');
    expect(all).toContain('2022年11月9日');
    expect(all).not.toContain('[2022]');
    expect(all).not.toMatch(/年0\d月|月0\d日/);
    expect(all).toContain('&lt;九小场所&gt;5,456家 &amp; ');
    expect([...parts.keys()].filter((name) => name.includes('media'))).toEqual([]);
    expect(all).not.toMatch(/<w:(drawing|pict|object)/);
  });

  test('marks a draft as such, and an issued one not', async () => {
    expect(await body(sample())).toContain('代拟稿');
    expect(await body(sample({ mark: null }))).not.toContain('代拟稿');
  });

  test('ends on an even page with its 版记', async () => {
    for (let lines = 0; lines < 60; lines++) {
      const document = sample({ parts: say(lines) });
      const { pages, colophon } = fallsOn(document);
      expect(pages % 2, `${lines} paragraphs`).toBe(0);
      expect(pages).toBeGreaterThanOrEqual(2);
      const xml = await body(document);
      expect(xml).toContain('抄送：市消防安全委员会办公室。');
      expect(xml).toContain('2022年11月9日印发');
      expect(xml.includes('<w:type w:val="evenPage"/>')).toBe(colophon !== 'same');
      // Under the text it hangs from the foot of the text area; on its own page an empty paragraph carries it there.
      const foot = 16838 - 1984 - 2 * 520;
      if (colophon === 'same') expect(xml).toContain(`w:vertAnchor="page" w:horzAnchor="page" w:tblpX="1588" w:tblpY="${foot}"`);
      else expect(xml).toContain(`w:line="${16838 - 2098 - 1984 - 80 - 2 * 520}" w:lineRule="exact"`);
    }
  });

  test('keeps its rules: red one of 2.25 pt 4 mm under the number, 版记 0.35 mm outside and 0.25 mm inside, as wide as the text', async () => {
    const xml = await body(sample());
    const rows = [...xml.matchAll(/<w:tcBorders><w:top w:val="single" w:sz="(\d+)".*?<w:bottom w:val="single" w:sz="(\d+)"/g)];
    expect(rows.map(([, top, bottom]) => [top, bottom])).toEqual([
      ['8', '6'],
      ['6', '8'],
    ]);
    // 版心 156 mm: 210 mm less 28 and 26.
    expect(11906 - 1588 - 1474).toBe(8844);
    expect(xml).toContain('<w:tcW w:w="8844" w:type="dxa"/>');
    const colophon = paragraphWith(xml, '印发');
    expect(colophon).toContain('<w:sz w:val="28"/>');
    expect(colophon).toContain('w:leftChars="100"');
    expect(colophon).toContain('w:rightChars="100"');
  });

  test('sets 22 lines of exactly 28.95 pt, two blank ones above number and title and one above the recipients', async () => {
    const xml = await body(sample());
    const all = [...xml.matchAll(/<w:p>.*?<\/w:p>/gs)].map(([p]) => p);
    const at = (words: string) => all.findIndex((p) => p.includes(words));
    const blank = (index: number) => !(all[index] ?? '<w:t').includes('<w:t');
    for (const [words, lines] of [
      ['新消安办〔2022〕58号', 2],
      ['关于新华区', 2],
      ['各镇（街道）消安委', 1],
    ] as const)
      for (let above = 1; above <= lines; above++) expect(blank(at(words) - above), `${words} ${above}`).toBe(true);
    expect(paragraphWith(xml, '截至11月9日')).toContain('w:line="579" w:lineRule="exact"');
    expect(paragraphWith(xml, '各镇（街道）消安委')).not.toContain('w:firstLine');
    // LibreOffice gives a character two cells of a grid that is narrower than itself.
    expect(all.every((p) => p.includes('<w:snapToGrid w:val="0"/>'))).toBe(true);
  });

  test('repeats the head of a table on each page and splits no row', async () => {
    const xml = await body(sample());
    const rows = [...xml.matchAll(/<w:tr>.*?<\/w:tr>/gs)].map(([row]) => row);
    expect(rows[0]).toContain('<w:tblHeader/>');
    expect(rows.slice(1).some((row) => row.includes('<w:tblHeader/>'))).toBe(false);
    expect(rows.every((row) => row.includes('<w:cantSplit/>'))).toBe(true);
  });

  test('sets the date four characters from the right and the organ centred above it', async () => {
    const xml = await body(sample({ signed: '新华区消安办' }));
    const date = [...xml.matchAll(/<w:p>.*?<\/w:p>/gs)].map(([p]) => p).find((p) => />2022年11月9日</.test(p)) ?? '';
    expect(date).toContain('w:rightChars="400"');
    // Six characters over six and a half: a quarter of one further in.
    expect(paragraphWith(xml, '>新华区消安办<')).toContain('w:rightChars="425"');
  });
});

test.each([
  ['新消安办[2022]58号'],
  ['新消安办【2022】58号'],
  ['新消安办〔2022〕第58号'],
  ['新消安办〔2022〕058号'],
  ['新消安办〔22〕58号'],
])('the number %s is refused', (number) => {
  expect(() => checkDocument(sample({ number }))).toThrow(/发文字号/);
});

test('a date that is none is refused', () => {
  expect(() => checkDocument(sample({ date: '2022年11月9日' }))).toThrow(/不是日期/);
});

test('ordinals begin anew under a higher level, beyond ten too', () => {
  const heads = (levels: number[]): Part[] => levels.map((level) => ({ kind: 'heading', level: level as 1 | 2 | 3 | 4, text: '' }));
  expect(ordinals(heads([1, 2, 2, 1, 2, 3, 4]))).toEqual(['一、', '（一）', '（二）', '二、', '（一）', '1.', '（1）']);
  expect(ordinals(heads(Array(21).fill(1))).slice(9)).toEqual(
    ['十', '十一', '十二', '十三', '十四', '十五', '十六', '十七', '十八', '十九', '二十', '二十一'].map((n) => `${n}、`),
  );
});

describe('as PDF', () => {
  test('without any program the refusal says what to do', async () => {
    await expect(writePdf(sample(), { path: '/nowhere', programs: [] })).rejects.toThrow(/LibreOffice/);
  });

  test.each(['soffice', 'chromium'] as const)('%s prints an even number of pages', { timeout: 240_000 }, async (program) => {
    for (const lines of [2, 12]) {
      let pdf: Buffer;
      try {
        pdf = await writePdf(sample({ parts: [...sample().parts, ...say(lines)] }), { programs: [program] });
      } catch (error) {
        // A machine without the program is told so; anything else is a fault.
        expect(error).toMatchObject({ type: '/problems/platform/no-pdf-program' });
        return;
      }
      expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
      // The count of lines says two pages for the one, four for the other; a machine's own fonts may take a page more.
      expect(pagesOf(pdf)).toBeGreaterThanOrEqual(2);
      expect(pagesOf(pdf) % 2).toBe(0);
    }
  });

  test('a program that writes nothing is told so', { timeout: 30_000 }, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'taizhang-soffice-'));
    try {
      writeFileSync(join(folder, 'soffice'), '#!/bin/sh\nexit 0\n', { mode: 0o755 });
      await expect(writePdf(sample(), { path: folder })).rejects.toMatchObject({ type: '/problems/platform/pdf-failed' });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

test('the page for the browser escapes what it is given', () => {
  const html = pageHtml(sample());
  expect(html).toContain('&lt;九小场所&gt;');
  expect(html).toContain('margin: 37mm 26mm 35mm 28mm');
});
