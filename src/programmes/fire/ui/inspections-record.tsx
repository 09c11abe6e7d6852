/** One inspection as a file: who, when, what was answered, how the score came, what was cleared, who signed. */
import { Fragment, useState } from 'react';
import { Link, useParams } from 'wouter';
import { Lightbox, PhotoPair, type Picture, smallOf } from '../../../core/files/ui/index.ts';
import type { Answer } from '../../../core/visits/checklist.ts';
import { scoreOf } from '../../../core/visits/checklist.ts';
import { useFromHere } from '../../../kit/address.ts';
import { useGet } from '../../../kit/api.ts';
import type { AnswerOf } from '../../../kit/api-paths.ts';
import { date, monthDay, shortDateTime, time } from '../../../kit/format.ts';
import { RiskMark, Tag } from '../../../kit/parts/marks.tsx';
import { Failure, Skeleton } from '../../../kit/parts/states.tsx';
import { Table } from '../../../kit/parts/table.tsx';
import { useTitle } from '../../../kit/title.ts';
import { smallPremises } from '../checklists.ts';
import { hazardGrade } from '../codes.ts';
import { clearedTitles, picturesOf } from './inspections-of.tsx';
import { StartVisit } from './worklist-start.tsx';
import './inspections.css';

type Record = AnswerOf<'/api/fire/inspections/{id}'>;
type Answered = Record['answers'][number];

const gradeOf = (code: string): string => hazardGrade.items.find((one) => one.code === code)?.title ?? code;

export function InspectionPage() {
  const { id = '' } = useParams<{ id?: string }>();
  const to = useFromHere();
  const answer = useGet('/api/fire/inspections/{id}', { params: { id } });
  useTitle(answer.data ? `${answer.data.premises.name} ${answer.data.kind_title}` : null);
  if (answer.error)
    return (
      <div className="sheet">
        <Failure problem={answer.error} onRetry={() => void answer.refetch()} />
        <Link href={to('/fire/inspections')} className="btn">
          回到检查记录
        </Link>
      </div>
    );
  if (!answer.data) return <Skeleton rows={14} />;
  return <OneInspection key={id} record={answer.data} />;
}

function OneInspection({ record }: { record: Record }) {
  const to = useFromHere();
  const failed = record.answers.filter((one) => one.answer === 'fail');
  const { passed, applicable } = scoreOf(
    smallPremises,
    record.answers.map((one): Answer => ({ code: one.code, answer: one.answer as Answer['answer'] })),
  );
  return (
    <article className="i-page">
      <div className="i-main">
        <header className="i-h">
          <div>
            <p className="n">
              <Link href={to('/fire/inspections')}>检查记录</Link>　{record.division_name}
            </p>
            <h1>
              {record.premises.name || '（已移出名册）'}　{record.kind_title}
            </h1>
          </div>
          <StartVisit place={{ id: record.premises.id, division: record.division }} />
        </header>
        <div className="i-fx">
          <div>
            <span className="n">场所</span>
            <Link href={to(`/fire/premises/${record.premises.id}`)}>{record.premises.name || '打开场所'}</Link>
          </div>
          <div>
            <span className="n">时间</span>
            {date(record.on_date)} {time(record.started_at)}
          </div>
          <div>
            <span className="n">检查人</span>
            <ul>
              {record.officers.map((who) => (
                <li key={`${who.name} ${who.certificate ?? ''}`}>
                  {who.name}
                  <span className="n">　{who.certificate ? `证件 ${who.certificate}` : who.unit_name}</span>
                </li>
              ))}
            </ul>
          </div>
          <div>
            <span className="n">得分</span>
            {record.score === null ? (
              '没有适用的项，不计分'
            ) : (
              <div>
                <b>{record.score}</b> 分
                <span className="n">
                  {'　'}
                  合格项权重 {passed}，适用项权重 {applicable}
                </span>
              </div>
            )}
          </div>
        </div>
        {failed.length > 0 ? (
          <section aria-labelledby="i-failed">
            <div className="sec">
              <h2 id="i-failed">不合格 {failed.length} 项</h2>
            </div>
            <ul className="i-fails">
              {failed.map((one) => (
                <Fail key={one.code} one={one} record={record} />
              ))}
            </ul>
          </section>
        ) : null}
        {record.clears.length > 0 ? (
          <section aria-labelledby="i-clears">
            <div className="sec">
              <h2 id="i-clears">五清</h2>
            </div>
            <ul className="i-fails">
              {record.clears.map((one) => (
                <li key={one.id}>
                  <p>
                    <Tag>{one.code}</Tag> {one.title}{' '}
                    <b>
                      {one.count} {one.unit}
                    </b>
                    <span className="n">　{[one.where, one.disposal].filter(Boolean).join('；')}</span>
                  </p>
                  {one.photos.length > 0 ? (
                    <PhotoPair titles={clearedTitles} before={picturesOf(one.photos, 'before')} after={picturesOf(one.photos, 'after')} />
                  ) : null}
                </li>
              ))}
            </ul>
          </section>
        ) : null}
        <section aria-labelledby="i-all">
          <div className="sec">
            <h2 id="i-all">逐项回答</h2>
            <span className="n">{record.answers.length} 项；合格项权重之和除以适用项权重之和，乘 100 得分（权重为示例）</span>
          </div>
          {smallPremises.sections.map((section) => {
            const own = record.answers.filter((one) => one.section === section.code);
            return own.length === 0 ? null : (
              <Fragment key={section.code}>
                <h3 className="i-part">
                  {section.title}
                  <span className="n">　{summary(own)}</span>
                </h3>
                <Table
                  caption={section.title}
                  density="tight"
                  rows={own}
                  rowKey={(one) => one.code}
                  columns={[
                    { key: 'code', title: '项', className: 's', cell: (one) => one.code },
                    { key: 'question', title: '检查内容', className: 'wrap grow', cell: (one) => one.question },
                    { key: 'grade', title: '等级', cell: (one) => one.grade },
                    {
                      key: 'answer',
                      title: '回答',
                      cell: (one) => (one.answer === 'fail' ? <b className="i-bad">{one.answer_title}</b> : one.answer_title),
                    },
                  ]}
                />
              </Fragment>
            );
          })}
        </section>
      </div>
      <aside className="i-side" aria-label="结果">
        <Result record={record} failed={failed.length} />
      </aside>
    </article>
  );
}

const summary = (own: readonly Answered[]): string =>
  (['fail', 'pass', 'na'] as const)
    .map((kind) => ({
      title: own.find((one) => one.answer === kind)?.answer_title,
      count: own.filter((one) => one.answer === kind).length,
    }))
    .filter((one) => one.count > 0)
    .map((one) => `${one.title} ${one.count}`)
    .join('，');

/** A failure: what was seen, what was done about it, its photos and the matter that it opened. */
function Fail({ one, record }: { one: Answered; record: Record }) {
  const to = useFromHere();
  const hazard = record.hazards.find((each) => each.id === one.matter_id);
  return (
    <li>
      <p>
        <Tag>{one.code}</Tag> <b>{one.question}</b> <span className="n">{gradeOf(one.grade)}</span>
      </p>
      <p>{one.words}</p>
      {one.measures ? <p className="n">临时防范措施：{one.measures}</p> : null}
      <p className="n">
        {one.fixed ? '当场已整改　' : ''}
        {hazard ? (
          <>
            隐患 <Link href={to(`/matters/${hazard.id}`)}>{hazard.number}</Link>
            {hazard.already_open ? '（此前已登记，未重复登记）' : ''}　期限 {shortDateTime(hazard.due_at)}
          </>
        ) : (
          '没有单独的隐患编号'
        )}
      </p>
      <Photos photos={one.photos} />
    </li>
  );
}

const roles: Readonly<{ [role: string]: string }> = { before: '整改前', after: '整改后', proof: '凭据', signature: '签字' };

function Photos({ photos }: { photos: Answered['photos'] }) {
  const [at, open] = useState<number | null>(null);
  const pictures = photos.map(({ id, role, taken_at, note }): Picture => ({ id, title: roles[role] ?? '照片', taken_at, note }));
  if (pictures.length === 0) return null;
  return (
    <>
      <ul className="i-photos">
        {pictures.map((one, index) => (
          <li key={one.id}>
            <button type="button" aria-label={`放大看${one.title}照片，第 ${index + 1} 张`} onClick={() => open(index)}>
              <img src={smallOf(one.id)} alt="" loading="lazy" />
            </button>
            <span className="n">{one.title}</span>
          </li>
        ))}
      </ul>
      <Lightbox pictures={pictures} at={at} onClose={() => open(null)} />
    </>
  );
}

/** Colour before and after, what follows, and the signature or why there is none. */
function Result({ record, failed }: { record: Record; failed: number }) {
  const registered = record.hazards.filter((one) => !one.already_open).length;
  return (
    <>
      <div className="i-must">
        <b>{failed > 0 ? `查出 ${failed} 项不合格` : '未查出问题'}</b>
        <span>{registered > 0 ? `登记隐患 ${registered} 处` : record.hazards.length > 0 ? '隐患此前均已登记' : '没有登记隐患'}</span>
      </div>
      <dl className="i-res">
        <dt>当次风险</dt>
        <dd>
          {record.risk ? <RiskMark risk={record.risk} /> : '没有改变'}
          {record.risk_before && record.risk && record.risk_before !== record.risk ? (
            <span className="n">
              {'　'}
              原为 <RiskMark risk={record.risk_before} />
            </span>
          ) : null}
        </dd>
        <dt>检查单位</dt>
        <dd>{record.unit_name || '—'}</dd>
        {record.over_cap ? (
          <>
            <dt>超出年度上限的缘由</dt>
            <dd>
              {record.over_cap.title}：{record.over_cap.words}
            </dd>
          </>
        ) : null}
        <dt>被检查单位签字</dt>
        <dd>
          {record.signature ? (
            <img className="i-sign" src={`/api/files/${record.signature}`} alt={`${record.signer ?? '被检查单位'}的签字`} />
          ) : record.refused_because ? (
            `拒签：${record.refused_because}`
          ) : record.signed ? (
            '已签字'
          ) : (
            '网格排查不要求签字'
          )}
          {record.signer ? (
            <span className="n">
              {'　'}
              {record.signer}，{monthDay(record.on_date)}
            </span>
          ) : null}
        </dd>
        {record.note ? (
          <>
            <dt>备注</dt>
            <dd>{record.note}</dd>
          </>
        ) : null}
      </dl>
    </>
  );
}
