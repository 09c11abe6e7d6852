/** Comments on cells: the office programs want them twice, as text and as an old drawing that says where the box hangs. */
import { HEADER, MAIN } from './cell-xml.ts';
import { columnLetter } from './letters.ts';
import { escapeXml } from './xml.ts';

export interface CommentOut {
  row: number;
  column: number;
  text: string;
}

export function commentsXml(comments: readonly CommentOut[]): string {
  const listed = comments.map(
    ({ row, column, text }) =>
      `<comment ref="${columnLetter(column)}${row}" authorId="0"><text><r><rPr><sz val="9"/><rFont val="宋体"/></rPr><t xml:space="preserve">${escapeXml(text)}</t></r></text></comment>`,
  );
  return `${HEADER}<comments xmlns="${MAIN}"><authors><author></author></authors><commentList>${listed.join('')}</commentList></comments>`;
}

export function vmlXml(comments: readonly CommentOut[]): string {
  const shapes = comments.map(({ row, column, text }, at) => {
    const lines = Math.max(2, Math.ceil(text.length / 14) + text.split('\n').length - 1);
    const anchor = [column, 15, Math.max(0, row - 1), 2, column + 3, 15, row + lines, 4].join(', ');
    return `<v:shape id="_x0000_s${1025 + at}" type="#_x0000_t202" style="position:absolute;visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto"/><x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>${anchor}</x:Anchor><x:AutoFill>False</x:AutoFill><x:Row>${row - 1}</x:Row><x:Column>${column - 1}</x:Column></x:ClientData></v:shape>`;
  });
  return `<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1"/></o:shapelayout><v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>${shapes.join('')}</xml>`;
}
