import { Link } from 'wouter';
import { useFromHere } from '../../../kit/address.ts';
import { date } from '../../../kit/format.ts';
import { Drawer } from '../../../kit/parts/drawer.tsx';
import { Failure, Skeleton } from '../../../kit/parts/states.tsx';
import { PhotoPair } from '../../files/ui/index.ts';
import { type MatterRow, useMatter } from './calls.ts';
import { useMatterLinks } from './links.ts';
import { picturesOf } from './pictures.ts';
import { dueOf, holderOf, RowClock } from './row-words.tsx';

/** A matter beside its list: what decides whether to open it. */
export function MatterDrawer({ id, seed, onClose }: { id: string; seed: MatterRow | undefined; onClose: () => void }) {
  const to = useFromHere();
  const answer = useMatter(id);
  const file = answer.data;
  const row = file?.matter ?? seed;
  const page = to(`/matters/${id}`);
  const acts = file?.acts ?? [];
  const links = useMatterLinks();
  return (
    <Drawer
      title={row?.title ?? (answer.error ? '打不开' : '　')}
      note={row ? `${row.number}　${row.stage_title}` : undefined}
      page={page}
      onClose={onClose}
      foot={
        <>
          {[...acts]
            .sort((a, b) => Number(b.primary) - Number(a.primary))
            .slice(0, 2)
            .map((act) => (
              <Link key={act.name} href={to(`/matters/${id}`, { act: act.name })} className={act.primary ? 'btn p' : 'btn'}>
                {act.title}
              </Link>
            ))}
          {(row ? links(row) : []).map((link) => (
            <Link key={link.href} href={link.href} className="btn">
              {link.title}
            </Link>
          ))}
          {acts.length > 2 ? (
            <Link href={page} className="btn bare">
              全部 {acts.length} 项
            </Link>
          ) : null}
        </>
      }
    >
      {answer.error ? (
        <div className="m-say">
          <Failure problem={answer.error} onRetry={() => void answer.refetch()} />
        </div>
      ) : row ? (
        <>
          <dl className="facts">
            <dt>时钟</dt>
            <dd>
              <RowClock row={row} bare /> <span className="n">{dueOf(row)}</span>
            </dd>
            <dt>持有人</dt>
            <dd>{holderOf(row)}</dd>
            {row.mode_title ? (
              <>
                <dt>整改方式</dt>
                <dd>{row.mode_title}</dd>
              </>
            ) : null}
            <dt>场所</dt>
            <dd>{row.place?.name ?? '—'}</dd>
            <dt>所在</dt>
            <dd>{row.division_name}</dd>
            <dt>等级</dt>
            <dd>{file?.matter.grade_title ?? row.grade}</dd>
            <dt>发现</dt>
            <dd>{date(row.found_on)}</dd>
            {file ? (
              <>
                <dt>整改要求</dt>
                <dd>{file.matter.requirement || '—'}</dd>
                <dt>销号要件</dt>
                <dd>{file.matter.evidence.complete ? '已齐' : file.matter.evidence.missing.join('、')}</dd>
              </>
            ) : null}
          </dl>
          {file && file.matter.photos.length > 0 ? (
            <div className="m-small">
              <PhotoPair before={picturesOf(file.matter, 'before')} after={picturesOf(file.matter, 'after')} />
            </div>
          ) : null}
        </>
      ) : (
        <Skeleton rows={8} />
      )}
    </Drawer>
  );
}
