import { Link } from 'wouter';
import { type Changes, useFromHere } from '../../../kit/address.ts';
import { useGet } from '../../../kit/api.ts';
import { dateTime, number } from '../../../kit/format.ts';
import { useProgrammes, useSheetWords } from '../../../kit/manifest.ts';
import { useNames } from '../../../kit/names.ts';
import { Button } from '../../../kit/parts/button.tsx';
import { Drawer } from '../../../kit/parts/drawer.tsx';
import { Tag } from '../../../kit/parts/marks.tsx';
import { Failure, Skeleton } from '../../../kit/parts/states.tsx';
import { type ActRow, pairsOf, summaryWords, wordsOf } from './shape.ts';

/** The name of what an act was about. */
const named = (summary: Readonly<Record<string, unknown>>): string | null => {
  const name = summary.label ?? summary.title ?? summary.name;
  return typeof name === 'string' ? name : null;
};

/** One row of an act: its fields before and after, the changed ones marked by sign and weight. */
function RowVersions({ row, about }: { row: ActRow; about: string | null }) {
  const sheets = useSheetWords();
  const programmes = useProgrammes();
  const to = useFromHere();
  const sheet = wordsOf(row.relation, sheets);
  const names = useNames();
  const pairs = pairsOf(row, sheet, names.path);
  const both = row.before !== null && row.after !== null;
  const label = (row.after ?? row.before)?.[sheet?.label ?? 'name'];
  const path = `/${(sheet?.key ?? row.relation).replaceAll('.', '/')}`;
  const opens = programmes.some((p) => p.pages.some((page) => page.path === `${path}/:id`));
  const name = typeof label === 'string' ? label : (about ?? sheet?.title ?? row.relation);
  const changed = pairs.filter((p) => p.changed);
  const same = pairs.filter((p) => !p.changed);
  const line = (p: (typeof pairs)[number]) => (
    <tr key={p.name} className={p.changed && both ? 'changed' : undefined}>
      <th scope="row">
        {p.changed && both ? <span aria-hidden="true">▸</span> : null}
        {p.title}
      </th>
      {row.before ? <td>{p.before}</td> : null}
      {row.after ? <td>{p.changed && both ? <b>{p.after}</b> : p.after}</td> : null}
    </tr>
  );
  return (
    <section className="versions">
      <h3>
        {opens ? <Link href={to(`${path}/${row.row_id}`)}>{name}</Link> : name}
        <span className="n">
          {'　'}
          {sheet && name !== sheet.title ? `${sheet.title}　` : ''}
          {row.before === null ? '新登记' : row.after === null ? '移出' : `第 ${row.version - 1} 版 → 第 ${row.version} 版`}
        </span>
      </h3>
      {row.erased ? <p className="n">已依法删除：内容和各版都不在了，只留摘要，封存仍可核对。</p> : null}
      <table className="tbl tight pair" hidden={row.erased}>
        <caption className="sr">{name} 的前后两版</caption>
        <thead>
          <tr>
            <th scope="col">项</th>
            {row.before ? <th scope="col">原来</th> : null}
            {row.after ? <th scope="col">{row.before ? '改为' : '登记为'}</th> : null}
          </tr>
        </thead>
        <tbody>{(both ? changed : pairs).map(line)}</tbody>
      </table>
      {both && same.length > 0 ? (
        <details>
          <summary className="a">没有变的 {same.length} 项</summary>
          <table className="tbl tight pair">
            <tbody>{same.map(line)}</tbody>
          </table>
        </details>
      ) : null}
    </section>
  );
}

/** One act opened: who, when, why, and the rows it wrote. */
export function ActDrawer({ id, onClose, onFilter }: { id: string; onClose: () => void; onFilter: (changes: Changes) => void }) {
  const { data, error, isPending } = useGet('/api/ledger/acts/{id}', { params: { id } });
  const names = useNames();
  const act = data?.act;
  return (
    <Drawer
      title={act?.title ?? '流水'}
      note={act ? `${act.seal_no === null ? '待封存' : `第 ${number(act.seal_no)} 笔`}　${dateTime(act.at)}` : ''}
      onClose={onClose}
    >
      <Failure problem={error} />
      {isPending ? <Skeleton /> : null}
      {act ? (
        <>
          <dl className="facts">
            <dt>谁</dt>
            <dd>
              <Button look="link" onClick={() => onFilter({ account: act.account_id, account_name: act.account })}>
                {act.account}
              </Button>
            </dd>
            {act.unit_name ? (
              <>
                <dt>单位</dt>
                <dd>
                  {act.unit_id ? (
                    <Button look="link" onClick={() => onFilter({ unit: act.unit_id, unit_name: act.unit_name })}>
                      {act.unit_name}
                    </Button>
                  ) : (
                    act.unit_name
                  )}
                </dd>
              </>
            ) : null}
            <dt>区划</dt>
            <dd>
              {names.path(act.division)} <span className="n">{act.division}</span>
            </dd>
            <dt>内容</dt>
            <dd>{summaryWords(act.summary) || '—'}</dd>
            {act.reason ? (
              <>
                <dt>事由</dt>
                <dd>{act.reason}</dd>
              </>
            ) : null}
            {act.row_id ? (
              <>
                <dt>同一对象</dt>
                <dd>
                  <Button look="link" onClick={() => onFilter({ subject: act.row_id, subject_name: named(act.summary) })}>
                    它的全部流水
                  </Button>
                </dd>
              </>
            ) : null}
            <dt>封存</dt>
            <dd>{act.seal_no === null ? <Tag>待封存，十秒内</Tag> : '已封存，改动必被发现'}</dd>
          </dl>
          {data.rows.map((row) => (
            <RowVersions
              key={`${row.relation} ${row.row_id} ${row.version}`}
              row={row}
              // A face has its name in the table of its subject, which this act may not have written.
              about={row.row_id === act.row_id ? named(act.summary) : null}
            />
          ))}
          {data.rows_total > data.rows.length ? (
            <p className="n pad">
              这一笔写了 {number(data.rows_total)} 行，这里显示前 {number(data.rows.length)} 行。
            </p>
          ) : null}
          {data.rows_total === 0 ? <p className="n pad">这一笔没有改动行（如查看封存内容、登录设置）。</p> : null}
        </>
      ) : null}
    </Drawer>
  );
}
