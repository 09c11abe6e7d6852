/** Cells as worksheet XML. Strings stand in the cell itself: a table of shared strings would have to be held in memory. */
import { escapeXml } from './xml.ts';

/** More makes Excel call the file damaged. */
export const LONGEST_TEXT = 32_767;
export const LAST_ROW = 1_048_576;

export function textCell(address: string, style: number, text: string): string {
  // `_x0041_` would be read as a character code.
  const plain = text.includes('_x') ? text.replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_') : text;
  return `<c r="${address}"${styleOf(style)} t="inlineStr"><is><t xml:space="preserve">${escapeXml(plain.slice(0, LONGEST_TEXT))}</t></is></c>`;
}

/** A number in exactly these digits. */
export function numberCell(address: string, style: number, digits: string): string {
  return `<c r="${address}"${styleOf(style)}><v>${escapeXml(digits)}</v></c>`;
}

export function blankCell(address: string, style: number): string {
  return `<c r="${address}"${styleOf(style)}/>`;
}

function styleOf(style: number): string {
  return style > 0 ? ` s="${style}"` : '';
}

/** The parts of a package that only list the others. */
export interface ListedSheet {
  name: string;
  state?: string;
}

export const HEADER = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
export const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';

export const ROOT_RELATIONS = `${HEADER}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/><Relationship Id="rId2" Type="${OFFICE}/extended-properties" Target="docProps/app.xml"/></Relationships>`;

export function appProperties(application: string): string {
  return `${HEADER}<Properties xmlns="${OFFICE.replace('/relationships', '')}/extended-properties"><Application>${escapeXml(application)}</Application></Properties>`;
}

/** `xl/workbook.xml`. Names must already be fit for tabs. */
export function workbookXml(sheets: readonly ListedSheet[], options: { date1904?: boolean; names?: string } = {}): string {
  const tabs = sheets.map(
    (sheet, at) =>
      `<sheet name="${escapeXml(sheet.name)}" sheetId="${at + 1}"${sheet.state && sheet.state !== 'visible' ? ` state="${sheet.state}"` : ''} r:id="rId${at + 1}"/>`,
  );
  const firstVisible = Math.max(
    0,
    sheets.findIndex((sheet) => (sheet.state ?? 'visible') === 'visible'),
  );
  return `${HEADER}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><workbookPr${options.date1904 ? ' date1904="1"' : ''}/><bookViews><workbookView activeTab="${firstVisible}" firstSheet="${firstVisible}"/></bookViews><sheets>${tabs.join('')}</sheets>${
    options.names ? `<definedNames>${options.names}</definedNames>` : ''
  }</workbook>`;
}

export function workbookRelations(sheets: number, theme: boolean): string {
  const relation = (id: string, type: string, target: string) => `<Relationship Id="${id}" Type="${OFFICE}/${type}" Target="${target}"/>`;
  const listed = Array.from({ length: sheets }, (_, at) => relation(`rId${at + 1}`, 'worksheet', `worksheets/sheet${at + 1}.xml`));
  listed.push(relation('rIdStyles', 'styles', 'styles.xml'));
  if (theme) listed.push(relation('rIdTheme', 'theme', 'theme/theme1.xml'));
  return `${HEADER}<Relationships xmlns="${PACKAGE}/relationships">${listed.join('')}</Relationships>`;
}

/** Relations of sheet `number` to its comments. */
export function commentRelations(number: number): string {
  return `${HEADER}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/comments" Target="../comments${number}.xml"/><Relationship Id="rId2" Type="${OFFICE}/vmlDrawing" Target="../drawings/vmlDrawing${number}.vml"/></Relationships>`;
}

export function contentTypes(sheets: number, theme: boolean, commented: readonly number[]): string {
  const kind = 'application/vnd.openxmlformats-officedocument';
  const override = (part: string, type: string) => `<Override PartName="${part}" ContentType="${kind}.${type}+xml"/>`;
  const listed = Array.from({ length: sheets }, (_, at) => override(`/xl/worksheets/sheet${at + 1}.xml`, 'spreadsheetml.worksheet'));
  if (theme) listed.push(override('/xl/theme/theme1.xml', 'theme'));
  for (const number of commented) listed.push(override(`/xl/comments${number}.xml`, 'spreadsheetml.comments'));
  return `${HEADER}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Default Extension="vml" ContentType="${kind}.vmlDrawing"/>${override('/xl/workbook.xml', 'spreadsheetml.sheet.main')}${override('/xl/styles.xml', 'spreadsheetml.styles')}${override('/docProps/app.xml', 'extended-properties')}${listed.join('')}</Types>`;
}
