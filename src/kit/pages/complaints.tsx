import { Failure } from '../parts/states.tsx';
import { useOffice } from '../session.tsx';
import { useTitle } from '../title.ts';

const blank = '本办公室尚未填写';

/** 投诉建议 and 备案号: every government application shows both (国办函〔2026〕12号). */
export function Complaints() {
  useTitle('投诉建议');
  const { data: office, error } = useOffice();
  return (
    <article className="sheet prose">
      <div className="hd1">
        <h1>投诉建议</h1>
      </div>
      <Failure problem={error} />
      {office ? (
        <>
          <p>系统不好用、给基层添了负担、有人借它派指标排名次，都可以说。</p>
          <dl className="facts" style={{ padding: '8px 0' }}>
            <dt>受理</dt>
            <dd>{office.complaints?.text || blank}</dd>
            <dt>电话</dt>
            <dd>{office.complaints?.phone ? <a href={`tel:${office.complaints.phone}`}>{office.complaints.phone}</a> : blank}</dd>
            <dt>备案号</dt>
            <dd>{office.record_no ?? blank}</dd>
          </dl>
          <p className="n">依据：国办函〔2026〕12号。由系统管理员在“管理”的“本办公室”里填写。</p>
        </>
      ) : null}
    </article>
  );
}
