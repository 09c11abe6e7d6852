/** An edition as paper: A4 in the look of GB/T 9704-2012, every number a link that opens it as it was frozen. */
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { useQueryState } from '../../../kit/address.ts';
import { date } from '../../../kit/format.ts';
import { type Block, comparisonNote, moveWords, piecesOf, printed, printedPiece, tableOf } from '../rules.ts';
import type { EditionOpened } from './wire.ts';

const han = '零一二三四五六七八九十';
/** Ordinals as on the printed document: 一、 （一） 1. （1）. */
function ordinals(blocks: readonly Block[]): string[] {
  const count = [0, 0, 0, 0];
  return blocks.map((block) => {
    if (block.kind !== 'heading') return '';
    const n = (count[block.level - 1] ?? 0) + 1;
    count[block.level - 1] = n;
    count.fill(0, block.level);
    const word = n > 10 ? `十${n > 19 ? '' : (han[n - 10] ?? '')}` : (han[n] ?? '');
    return block.level === 1 ? `${word}、` : block.level === 2 ? `（${word}）` : block.level === 3 ? `${n}.` : `（${n}）`;
  });
}

/** `moved`: keys of the figures that are marked, because the edition beside has them otherwise. */
export function Paper({ edition, moved }: { edition: EditionOpened; moved?: ReadonlySet<string> }) {
  const query = useQueryState();
  const opened = `${query.get('figure') ?? ''}@${query.get('of') ?? ''}`;
  const numberLink = (key: string, of: string | null, words: ReactNode) => {
    const marked = moved?.has(key) === true && of === null;
    return (
      <Link
        href={query.href({ edition: edition.id, view: null, figure: key, of, after: null })}
        className={[opened === `${key}@${of ?? ''}` ? 'fig on' : 'fig', marked ? 'mv' : ''].filter(Boolean).join(' ')}
        title={edition.figures.find((figure) => figure.key === key)?.title}
      >
        {words}
        {marked ? <span className="sr">（有变动）</span> : null}
      </Link>
    );
  };
  const words = (text: string) =>
    piecesOf(text).map((piece, at) => {
      const key = `${at}`;
      if (piece.kind === 'text') return <span key={key}>{piece.text}</span>;
      const value = printedPiece(piece, edition) ?? '—';
      return (
        <span key={key}>
          {piece.kind === 'figure' ? numberLink(piece.key, piece.division, value) : numberLink(`${piece.kind}:${piece.key}`, null, value)}
        </span>
      );
    });
  const order = ordinals(edition.blocks);
  const corrected: Block[] =
    edition.edition_no > 1
      ? [
          {
            kind: 'paragraph',
            text: `本期为第${edition.edition_no}版，原因：${edition.reason ?? ''}。${edition.changes.length === 0 ? '数字没有变动。' : ''}`,
          },
          ...edition.changes.map((move): Block => ({ kind: 'paragraph', text: `${moveWords(move)}。` })),
        ]
      : [];
  const { paper } = edition;
  return (
    <article className="a4" aria-label={edition.title.join('')}>
      <div className="mark">{paper.mark}</div>
      <div className="head">{paper.head}</div>
      <div className="number">{paper.number}</div>
      <h1>
        {edition.title.map((line) => (
          <span key={line}>{line}</span>
        ))}
      </h1>
      <p className="to">{paper.recipients}：</p>
      {edition.blocks.map((block, at) => {
        const key = `${at} ${block.kind}`;
        if (block.kind === 'comparison')
          return <ComparisonTable key={key} title={block.title} comparison={tableOf(block, edition)} link={numberLink} />;
        if (block.kind === 'heading')
          return (
            <h2 key={key} className={`l${block.level}`}>
              {order[at]}
              {words(block.text)}
            </h2>
          );
        return <p key={key}>{words(block.text)}</p>;
      })}
      {corrected.length > 0 ? <h2 className="l1">更正说明</h2> : null}
      {corrected.map((block) => (block.kind === 'paragraph' ? <p key={block.text}>{block.text}</p> : null))}
      <div className="sign">
        <div>{paper.signed}</div>
        <div>{date(paper.date)}</div>
      </div>
      <div className="colophon">
        {paper.copies ? <div>抄送：{paper.copies}。</div> : null}
        <div>
          <span>{paper.printed_by}</span>
          <span>{date(paper.printed_on)}印发</span>
        </div>
      </div>
    </article>
  );
}

function ComparisonTable({
  title,
  comparison,
  link,
}: {
  title: string;
  comparison: ReturnType<typeof tableOf>;
  link: (key: string, of: string | null, words: ReactNode) => ReactNode;
}) {
  if (!comparison) return null;
  const rate = comparison.lines.some((line) => line.denominator !== null);
  const ranked = rate && comparison.basis !== null;
  return (
    <>
      <table>
        <caption>{title}</caption>
        <thead>
          <tr>
            <th scope="col">单位</th>
            {rate ? (
              <>
                <th scope="col">应计</th>
                <th scope="col">其中</th>
              </>
            ) : null}
            <th scope="col">{comparison.title}</th>
            {ranked ? <th scope="col">位次</th> : null}
          </tr>
        </thead>
        <tbody>
          {comparison.lines.map((line) => (
            <tr key={line.code}>
              <td>{line.name}</td>
              {rate ? (
                <>
                  <td className="r">{printed(line.denominator, '')}</td>
                  <td className="r">{printed(line.numerator, '')}</td>
                </>
              ) : null}
              <td className="r">{link(comparison.figure, line.code, printed(line.value, comparison.unit))}</td>
              {ranked ? (
                <td className="c">{line.small ? '不可区分' : line.place === null ? '—' : `${line.place}${line.tied ? '（并列）' : ''}`}</td>
              ) : null}
            </tr>
          ))}
        </tbody>
      </table>
      <p className="note">{comparisonNote(comparison)}</p>
    </>
  );
}
