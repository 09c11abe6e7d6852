import { useQuery } from '@tanstack/react-query';
import { createElement, useEffect } from 'react';
import { Link, useParams } from 'wouter';
import { useFromHere } from '../address.ts';
import { Button } from '../parts/button.tsx';
import { anchorOf, markdown, sectionsOf } from '../parts/markdown.ts';
import { Empty, Failure, Skeleton } from '../parts/states.tsx';
import { useTitle } from '../title.ts';
import { books } from './books.ts';
import './help.css';

/** One handbook to read: what is in it, then all of it on one page, so that the browser's own search finds every word and paper takes it. */
export function Book() {
  const { book: key } = useParams<{ book: string }>();
  const book = books.find((b) => b.key === key);
  const to = useFromHere();
  const { data, error, refetch } = useQuery({
    queryKey: ['book', key],
    queryFn: async () => (book ? (await book.load()).default : ''),
    staleTime: Number.POSITIVE_INFINITY,
    enabled: book !== undefined,
  });
  useTitle(book?.title);
  useEffect(() => {
    // The browser looked for the section before the text was there.
    if (data && window.location.hash) document.getElementById(decodeURIComponent(window.location.hash.slice(1)))?.scrollIntoView();
  }, [data]);
  if (!book) return <Empty title="没有这一本">请从帮助里选一本手册。</Empty>;
  return (
    <article className="sheet prose book">
      <div className="hd1">
        <Link href={to('/help')}>帮助</Link>
        <span className="n">/</span>
        <h1>{book.title}</h1>
        <span className="sp" />
        <Button className="desk-only" onClick={() => window.print()}>
          打印
        </Button>
      </div>
      <Failure problem={error} onRetry={() => void refetch()} />
      {data ? (
        <>
          <nav aria-label="目录">
            <ul className="chapters">
              {sectionsOf(data).map((title) => (
                <li key={title}>
                  <a href={`#${anchorOf(title)}`}>{title}</a>
                </li>
              ))}
            </ul>
          </nav>
          {createElement('div', null, ...markdown(data.split(/\r?\n/)))}
        </>
      ) : error ? null : (
        <Skeleton rows={14} />
      )}
    </article>
  );
}
