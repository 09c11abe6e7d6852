/** What came of the visit: score, colour, and each hazard with its deadline. Read from the record, so that it can be opened again. */
import { Link } from 'wouter';
import { answerKinds } from '../../../../core/visits/checklist.ts';
import { AnswerMark, deadlineWords } from '../../../../core/visits/ui/index.ts';
import { useFromHere } from '../../../../kit/address.ts';
import { useGet } from '../../../../kit/api.ts';
import { dateTime, number } from '../../../../kit/format.ts';
import { ButtonLink } from '../../../../kit/parts/button.tsx';
import { RiskMark } from '../../../../kit/parts/marks.tsx';
import { Failure, Skeleton } from '../../../../kit/parts/states.tsx';
import { hazard } from '../../matters.ts';

export function Result({ id }: { id: string }) {
  const answer = useGet('/api/fire/inspections/{id}', { params: { id } });
  const to = useFromHere();
  if (answer.error) return <Failure problem={answer.error} onRetry={() => void answer.refetch()} />;
  if (!answer.data) return <Skeleton />;
  const one = answer.data;
  const fixed = (code: string | null) => one.answers.some((each) => each.code === code && each.fixed);
  const counts = (kind: string) => one.answers.filter((each) => each.answer === kind).length;
  const fresh = one.hazards.filter((each) => !each.already_open);
  const rechecked = one.matter_id;
  return (
    <div className="vi-start">
      <div className="vi-in">
        <h1 className="vi-name">
          {one.premises.name}
          <span className="l">{`　${one.kind_title}已登记　${dateTime(one.started_at)}`}</span>
        </h1>
        <div className="vi-score">
          <div>
            <span className="l">得分</span>
            <b>{number(one.score)}</b>
            <span className="n">示例分值</span>
          </div>
          <div>
            <span className="l">风险等级</span>
            <b>
              <RiskMark risk={one.risk} />
              {one.risk === null ? '未定级' : null}
            </b>
            <span className="n">
              {one.risk_before === one.risk ? (
                '没有变化'
              ) : one.risk_before === null ? (
                '原来未定级'
              ) : (
                <>
                  原来 <RiskMark risk={one.risk_before} />
                </>
              )}
            </span>
          </div>
          <div>
            <span className="l">登记隐患</span>
            <b>{fresh.length} 处</b>
            <span className="n">
              {one.hazards.length > fresh.length
                ? `另 ${one.hazards.length - fresh.length} 处原已立案`
                : fresh.length > 0
                  ? '各自开始计时'
                  : '没有不合格'}
            </span>
          </div>
        </div>
        <p className="vi-counts">
          {answerKinds.map((kind) => (
            <span key={kind}>
              <AnswerMark of={kind} /> {counts(kind)} 项
            </span>
          ))}
        </p>
        {rechecked ? (
          <p className="gap">
            这是一次复查。
            <Link href={`/matters/${rechecked}`}>
              {one.hazards.some((each) => each.id === rechecked)
                ? '原隐患仍未整改，去看看'
                : one.hazards.length > 0
                  ? '又查出不合格，去原隐患看看'
                  : '没有再发现，去原隐患办下一步'}
            </Link>
          </p>
        ) : null}
        {one.hazards.length > 0 ? (
          <section className="vi-open">
            <h2>隐患</h2>
            <ul>
              {one.hazards.map((each) => (
                <li key={each.id}>
                  <Link href={`/matters/${each.id}`}>{each.number}</Link>
                  <span>
                    {each.title}
                    <span className="n">
                      {`　${hazard.grades.find((grade) => grade.code === each.grade)?.title ?? each.grade}　`}
                      {each.already_open
                        ? `原已立案，期限 ${dateTime(each.due_at)}`
                        : fixed(each.item_code)
                          ? '当场整改，待他人核查'
                          : `${deadlineWords(hazard, each.grade)}内整改，最迟 ${dateTime(each.due_at)}`}
                    </span>
                  </span>
                </li>
              ))}
            </ul>
          </section>
        ) : null}
        {one.clears.length > 0 ? (
          <section className="vi-open">
            <h2>五清</h2>
            <ul>
              {one.clears.map((each) => (
                <li key={each.id}>
                  <span className="n">{each.code}</span>
                  <span>
                    {each.title} {each.count} {each.unit}
                    <span className="n">{[each.where, each.disposal].filter(Boolean).map((words) => `　${words}`)}</span>
                  </span>
                </li>
              ))}
            </ul>
          </section>
        ) : null}
        <dl className="facts vi-who">
          <dt>检查人</dt>
          <dd>{one.officers.map((each) => `${each.name}${each.certificate ? `（${each.certificate}）` : ''}`).join('、')}</dd>
          {one.kind === 'inspection' ? (
            <>
              <dt>签字</dt>
              <dd>{one.refused_because ? `拒签：${one.refused_because}` : `${one.signer ?? '被检查单位'}已签字`}</dd>
            </>
          ) : null}
          {one.over_cap ? (
            <>
              <dt>超出年度上限</dt>
              <dd>
                {one.over_cap.title}：{one.over_cap.words}
              </dd>
            </>
          ) : null}
        </dl>
      </div>
      <div className="v-bar">
        <div className="v-two">
          <ButtonLink href={`/fire/premises/${one.premises.id}`}>看这家的台账</ButtonLink>
          <ButtonLink href={to('/fire/worklist')} look="p">
            开下一家
          </ButtonLink>
        </div>
      </div>
    </div>
  );
}
