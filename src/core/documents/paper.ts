/** From an edition to the paper it is printed on. */
import { civilDate } from '../../platform/clock.ts';
import type { Tx } from '../../platform/db.ts';
import type { OfficialDocument, Part } from '../../platform/docx/index.ts';
import { getDivisionIndex } from '../divisions/index.ts';
import { notFound } from '../ledger/index.ts';
import { type Catalogue, getBulletin } from './bulletin.ts';
import { type Edition, findEdition, findIssue, type Issue, listFigures } from './queries.ts';
import {
  comparisonNote,
  type FrozenComparison,
  type FrozenFigure,
  type FrozenTable,
  moveWords,
  piecesOf,
  printed,
  printedPiece,
  tableOf,
} from './rules.ts';

export interface Whole {
  edition: Edition;
  issue: Issue;
  figures: FrozenFigure[];
  paper: OfficialDocument;
}

/** An edition with its issue, its numbers and the paper. Throws 404 when the actor may not see it. */
export async function getWhole(tx: Tx, catalogue: Catalogue, city: string, programme: string, id: string): Promise<Whole> {
  const edition = await findEdition(tx, city, id);
  const issue = edition?.programme === programme ? await findIssue(tx, city, edition.bulletin_id) : undefined;
  if (!edition || !issue) throw notFound();
  const figures = await listFigures(tx, city, id);
  const index = await getDivisionIndex(tx, city);
  const place = { code: edition.division, name: index.nameOf(edition.division) };
  return { edition, issue, figures, paper: paperOf(catalogue, edition, issue, figures, place) };
}

function paperOf(
  catalogue: Catalogue,
  edition: Edition,
  issue: Issue,
  figures: FrozenFigure[],
  place: { code: string; name: string },
): OfficialDocument {
  const bulletin = getBulletin(catalogue, issue.bulletin);
  const frozen = { figures, comparison: edition.comparison, counts: edition.counts, against: edition.against };
  const fill = (text: string) =>
    piecesOf(text)
      .map((piece) => (piece.kind === 'text' ? piece.text : (printedPiece(piece, frozen) ?? '—')))
      .join('');
  const parts = edition.blocks.flatMap((block): Part[] => {
    if (block.kind === 'comparison') {
      const table = tableOf(block, edition);
      return table ? [comparisonTable(block.title, table)] : [];
    }
    return [{ ...block, text: fill(block.text) }];
  });
  if (edition.edition_no > 1) {
    parts.push(
      { kind: 'heading', level: 1, text: '更正说明' },
      {
        kind: 'paragraph',
        text: `本期为第${edition.edition_no}版，原因：${edition.reason ?? ''}。${edition.changes.length === 0 ? '数字没有变动。' : ''}`,
      },
      ...edition.changes.map((move): Part => ({ kind: 'paragraph', text: `${moveWords(move)}。` })),
    );
  }
  const signed = bulletin.signed(place);
  const issued = edition.published_at ? civilDate(edition.published_at) : issue.on_date;
  return {
    mark: edition.state === 'published' ? null : '代拟稿',
    head: bulletin.head,
    number: issue.document_no,
    title: edition.title,
    recipients: bulletin.recipients(place),
    parts,
    attachments: [],
    signed,
    date: issue.on_date,
    copies: bulletin.copies?.(place) ?? null,
    printed_by: signed,
    printed_on: issued,
  };
}

function comparisonTable(title: string, comparison: FrozenComparison & { by?: FrozenTable['by'] }): Part {
  const rate = comparison.lines.some((line) => line.denominator !== null);
  const columns = [
    { title: '单位', align: 'left' as const, width: 4 },
    ...(rate
      ? [
          { title: '应计', align: 'right' as const, width: 2 },
          { title: '其中', align: 'right' as const, width: 2 },
        ]
      : []),
    { title: comparison.title, align: 'right' as const, width: 2.5 },
    ...(rate && comparison.basis ? [{ title: '位次', align: 'center' as const, width: 2 }] : []),
  ];
  const rows = comparison.lines.map((line) => [
    line.name,
    ...(rate ? [printed(line.denominator, ''), printed(line.numerator, '')] : []),
    printed(line.value, comparison.unit),
    ...(rate && comparison.basis
      ? [line.small ? '不可区分' : line.place === null ? '—' : `${line.place}${line.tied ? '（并列）' : ''}`]
      : []),
  ]);
  return { kind: 'table', title, columns, rows, note: comparisonNote(comparison) };
}
