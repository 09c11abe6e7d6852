import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { books, questions } from '../pages/books.ts';
import { anchorOf, markdown, sectionsOf } from '../parts/markdown.ts';

const html = (source: string) => renderToStaticMarkup(createElement('div', null, ...markdown(source.split('\n')))).slice(5, -6);
/** What a person reads: signs of the markup and blanks aside. */
const bare = (text: string) =>
  text
    .replaceAll('&amp;', '&')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#x27;', "'")
    .replace(/[\s\u3000]+/g, '');

describe('a handbook', () => {
  it('has paragraphs, bold and code, broken lines of Chinese joined without a space', () => {
    expect(html('第一行，\n第二行用 `npm\nstart` **重要**。\n\nTwo\nwords')).toBe(
      '<p>第一行，第二行用 <code>npm start</code> <b>重要</b>。</p><p>Two words</p>',
    );
  });
  it('has lists within lists, and numbers that go on after a table', () => {
    expect(html('1. 甲\n   - 子一\n   - 子二\n2. 乙\n\n| 列 | |\n|---|---|\n| `a` | b |\n\n3. 丙')).toBe(
      '<ol start="1"><li><span>甲</span><ul><li><span>子一</span></li><li><span>子二</span></li></ul></li><li><span>乙</span></li></ol>' +
        '<section class="scroll" tabindex="0" aria-label="列"><table class="tbl"><thead><tr><th scope="col">列</th><td></td></tr></thead>' +
        '<tbody><tr><td><code>a</code></td><td>b</td></tr></tbody></table></section><ol start="3"><li><span>丙</span></li></ol>',
    );
  });
  it('keeps code as it is written, with what looks like markup in it', () => {
    expect(html('```sh\n# not a heading\n- **x** <b>\n```\n后文')).toBe('<pre># not a heading\n- **x** &lt;b&gt;</pre><p>后文</p>');
    expect(sectionsOf('## 一　登录\n```\n## no\n```\n## 二')).toEqual(['一　登录', '二']);
  });
  it('never makes elements of what is written', () => {
    expect(html('<script>alert(1)</script> [x](javascript:1)')).toBe('<p>&lt;script&gt;alert(1)&lt;/script&gt; [x](javascript:1)</p>');
  });
});

describe('the shelf', () => {
  it.each(books)('$title is shown whole: no word is lost, no mark is left over', async ({ load, title }) => {
    const source = (await load()).default;
    expect(source.split('\n')[0]).toBe(`# ${title}`);
    const shown = html(source);
    // By lines, each without the signs that stand for the elements; the first heading belongs to the page.
    let fenced = false;
    for (const line of source.split('\n').slice(1)) {
      if (line.startsWith('```')) {
        fenced = !fenced;
        continue;
      }
      if (/^\|[\s:|-]+\|$/.test(line)) continue;
      const text = fenced
        ? line
        : line
            .replace(/^ *(#{1,3}|-|\d+\.) +/, '')
            .replaceAll('**', '')
            .replaceAll('`', '');
      for (const cell of fenced || !line.startsWith('|') ? [text] : text.split('|')) {
        expect(bare(shown.replace(/<[^>]+>/g, '')), line).toContain(bare(cell));
      }
    }
    const outside = shown.replace(/<(pre|code)>[\s\S]*?<\/\1>/g, '');
    expect(outside).not.toMatch(/\*\*|`|<p>[#|-]/);
    for (const section of sectionsOf(source)) expect(shown).toContain(`<h2 id="${anchorOf(section)}">`);
  });

  it('answers every common question under a heading that exists', async () => {
    for (const { ask, book, section } of questions) {
      const source = (await books.find((b) => b.key === book)?.load())?.default ?? '';
      expect(sectionsOf(source), ask).toContain(section);
    }
  });
});
