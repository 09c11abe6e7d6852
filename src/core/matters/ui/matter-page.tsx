/** One matter as a file: what, where, whose, until when; photos; what may be done, each act saying what will happen; what was done. */
import { useState } from 'react';
import { Link, useParams } from 'wouter';
import { useFromHere, useQueryState } from '../../../kit/address.ts';
import { monthDay, number, shortDateTime, time } from '../../../kit/format.ts';
import { useNames } from '../../../kit/names.ts';
import { Button, ButtonLink } from '../../../kit/parts/button.tsx';
import { Dialog } from '../../../kit/parts/dialog.tsx';
import { Tag } from '../../../kit/parts/marks.tsx';
import { Failure, Notice, Skeleton } from '../../../kit/parts/states.tsx';
import { phoneWidth, useWidth } from '../../../kit/width.ts';
import { PhotoPair } from '../../files/ui/index.ts';
import { ActForm } from './act-form.tsx';
import { ActScreen } from './answer-page.tsx';
import type { MatterFile } from './calls.ts';
import { useMatter } from './calls.ts';
import { ClockLine } from './clock-line.tsx';
import { useMatterLinks } from './links.ts';
import { Modes, Requests } from './modes.tsx';
import { picturesOf } from './pictures.ts';
import { foundOf, holderOf } from './row-words.tsx';
import { Steps } from './steps.tsx';
import './matters.css';
import './narrow.css';

export function MatterPage() {
  const { id = '' } = useParams<{ id?: string }>();
  return <OneMatter key={id} id={id} />;
}

function OneMatter({ id }: { id: string }) {
  const answer = useMatter(id);
  const address = useQueryState();
  const phone = useWidth(phoneWidth);
  const [done, setDone] = useState<string | null>(null);
  const file = answer.data;
  const act = file?.acts.find((one) => one.name === address.get('act'));
  const close = () => address.patch({ act: null }, { replace: true });
  const again = () => void answer.refetch();
  const finish = (title: string) => {
    setDone(title);
    close();
  };
  if (answer.error && (!file || answer.error.status === 404)) {
    return (
      <div className="sheet m-gone">
        {done ? (
          <Notice look="good" title={`已${done}`}>
            这件已不由您持有，也不在您的管辖范围内。
          </Notice>
        ) : (
          <Failure problem={answer.error} onRetry={again} />
        )}
        <ButtonLink href="/todo">回到待办</ButtonLink>
      </div>
    );
  }
  if (!file) return <Skeleton rows={12} />;
  if (phone && act) return <ActScreen file={file} act={act} onDone={finish} onAgain={again} />;
  return (
    <>
      <div className="m-page">
        <article className="m-main" aria-label={file.matter.title}>
          <Head file={file} />
          {phone && done ? <Done title={done} onClose={() => setDone(null)} /> : null}
          {phone ? <Must file={file} /> : null}
          <Facts file={file} />
          <Modes file={file} />
          <ClockLine matter={file.matter} />
          <Requests file={file} />
          <Proof file={file} />
          <Steps steps={file.steps} />
        </article>
        {phone ? null : (
          <aside className="m-ac" aria-label="我能办的">
            {done ? <Done title={done} onClose={() => setDone(null)} /> : null}
            <Must file={file} />
            <Acts file={file} />
            <Holder file={file} />
          </aside>
        )}
        {phone ? <ActBar file={file} /> : null}
      </div>
      {act && !phone ? (
        <Dialog open onClose={close} title={act.title}>
          <ActForm
            key={act.name}
            file={file}
            act={act}
            onDone={finish}
            onAgain={again}
            onCancel={close}
            frame={({ fields, words, buttons }) => (
              <>
                <p className="m-what">
                  {file.matter.number}　{file.matter.title}
                </p>
                {fields}
                <p className="l m-will">{words}</p>
                <div className="m-btns">{buttons}</div>
              </>
            )}
          />
        </Dialog>
      ) : null}
    </>
  );
}

const Done = ({ title, onClose }: { title: string; onClose: () => void }) => (
  <Notice look="good" title={`已办：${title}`} onClose={onClose}>
    已记入流水。
  </Notice>
);

const path = ['签收', '承办', '反馈', '核查', '销号'] as const;
const stageAt = { accept: 0, handle: 1, verify: 3, closed: 4 } as const;
const endWords = { closed: '销号', penalty_suggested: '建议处罚', withdrawn: '撤销' } as const;

function Head({ file: { matter } }: { file: MatterFile }) {
  const at = stageAt[matter.stage];
  const [copied, copy] = useState(false);
  return (
    <header className="m-h">
      <div>
        <div className="n">
          {matter.kind_title}　{matter.number}
          {matter.supervised ? (
            <>
              {'　'}
              <Tag>督办</Tag>
            </>
          ) : null}
          {'　'}
          <button
            type="button"
            className="a desk-only"
            onClick={() => {
              // Without a secure context there is no clipboard; the address bar has the link.
              void navigator.clipboard?.writeText(`${window.location.origin}/matters/${matter.id}`).then(() => copy(true));
            }}
          >
            {copied ? '已复制' : '复制链接'}
          </button>
        </div>
        <h1>{matter.title}</h1>
      </div>
      <ol className="m-st" aria-label="环节">
        {path.map((title, i) => {
          const state = matter.stage === 'closed' ? 'd' : i < at ? 'd' : i === at ? 'now' : '';
          const last = i === path.length - 1 && matter.outcome ? endWords[matter.outcome] : title;
          const here = i === at;
          return (
            <li
              key={title}
              className={[state, here && matter.stage === 'closed' ? 'now' : ''].filter(Boolean).join(' ') || undefined}
              aria-current={here ? 'step' : undefined}
            >
              <i aria-hidden="true" />
              {last}
            </li>
          );
        })}
      </ol>
    </header>
  );
}

function Facts({ file: { matter } }: { file: MatterFile }) {
  const names = useNames();
  const to = useFromHere();
  const { place } = matter;
  return (
    <div className="m-fx">
      <div>
        <span className="n">场所</span>
        {place ? (
          place.register ? (
            <Link href={to(`/${place.register.replaceAll('.', '/')}/${place.id}`)}>{place.name}</Link>
          ) : (
            place.name
          )
        ) : (
          '不涉及场所'
        )}
      </div>
      <div>
        <span className="n">地点</span>
        {matter.address ? `${matter.address}　` : ''}
        {names.path(matter.division) === matter.division ? matter.division_name : names.path(matter.division)}
      </div>
      <div>
        <span className="n">{matter.item_code ? '检查项、等级' : '等级'}</span>
        <span>
          {matter.item_code ? `${matter.item_code}　` : ''}
          <Tag>{matter.grade_title}</Tag>
        </span>
      </div>
      <div>
        <span className="n">依据</span>
        {matter.basis.map((b) => `${b.title} ${b.article}`.trim()).join('；') || '未注明'}
      </div>
    </div>
  );
}

function Proof({ file: { matter } }: { file: MatterFile }) {
  const [before, after] = [picturesOf(matter, 'before'), picturesOf(matter, 'after')];
  return (
    <div className="m-ph">
      <PhotoPair before={before} after={after} noAfter={matter.outcome === null ? '还没有整改后照片' : '没有整改后照片'} />
      <ul>
        {matter.detail ? (
          <li>
            <span className="n">情况</span>
            {matter.detail}
          </li>
        ) : null}
        <li>
          <span className="n">整改要求</span>
          {matter.requirement || '未写明'}
        </li>
        {matter.measures ? (
          <li>
            <span className="n">临时措施</span>
            {matter.measures}
          </li>
        ) : null}
        {matter.remaining ? (
          <li>
            <span className="n">还剩未整改</span>
            {matter.remaining}
          </li>
        ) : null}
        <li>
          <span className="n">承办人</span>
          {matter.handler ? holderOf({ holder: matter.handler }) : '尚未指定'}
        </li>
        <li>
          <span className="n">销号要件</span>
          {matter.evidence.rule.split('；').map((rule, i) => (
            <span key={rule} className="m-rule">
              {rule}
              {i === 0 && matter.evidence.basis ? (
                <>
                  {'　'}
                  <b>{matter.evidence.complete ? '已齐' : matter.evidence.missing.join('、')}</b>
                </>
              ) : null}
            </span>
          ))}
        </li>
        {matter.evidence.basis ? (
          <li>
            <span className="n">照片依据</span>
            {matter.evidence.basis}
          </li>
        ) : null}
        <li>
          <span className="n">发现</span>
          {foundOf(matter)}
          {matter.relapse_of ? (
            <>
              ，反弹自 <Link href={`/matters/${matter.relapse_of.id}`}>{matter.relapse_of.number}</Link>
            </>
          ) : null}
          {matter.relapses > 0 ? `，先后反弹 ${number(matter.relapses)} 次` : ''}
          {matter.look_back_on ? `，${monthDay(matter.look_back_on)} 前回头看` : ''}
        </li>
      </ul>
    </div>
  );
}

const todo = { accept: '签收', handle: '反馈整改情况', verify: '核查', closed: '回头看' } as const;

/** The one thing that matters: what waits for me, in seal red; nothing red when it waits for another. */
function Must({ file: { matter, acts } }: { file: MatterFile }) {
  // An ended matter may be looked at again at any time; it waits for that only when it was drawn.
  const mine = acts.find((act) => act.primary && (act.name !== 'look_back' || matter.look_back_on !== null));
  if (!mine) {
    return matter.outcome === null ? (
      <p className="m-other">
        等{matter.holder ? holderOf(matter) : '受理单位'}
        {todo[matter.stage]}。
      </p>
    ) : (
      <p className="m-other">本件已{matter.outcome === 'closed' ? '销号' : matter.outcome === 'withdrawn' ? '撤销' : '转建议处罚'}。</p>
    );
  }
  const what = mine.name === 'decide_extension' ? '决定延期申请' : mine.name === 'decide_hold' ? '决定挂账申请' : todo[matter.stage];
  const when = matter.due_at ? `${monthDay(matter.due_at)}${time(matter.due_at) === '23:59' ? '' : ` ${time(matter.due_at)}`}` : null;
  return (
    <div className="m-must">
      <b>{matter.clock.state === 'over' ? `${matter.clock.words}，请即${what}` : when ? `请在 ${when} 前${what}` : `请${what}`}</b>
      <span>
        {mine.name === 'verify'
          ? '您没有承办过本件，也不是唯一检查人'
          : matter.clock.state === 'over'
            ? `期限 ${when ?? ''}`
            : matter.clock.words}
      </span>
    </div>
  );
}

function Acts({ file: { matter, acts }, onPick }: { file: MatterFile; onPick?: () => void }) {
  const { patch } = useQueryState();
  const links = useMatterLinks()(matter);
  if (acts.length + links.length === 0) return <p className="l">您在这一步没有可办的事，可以查看。</p>;
  return (
    <ul className="m-acts">
      {[...acts]
        .sort((a, b) => Number(b.primary) - Number(a.primary))
        .map((act) => (
          <li key={act.name}>
            <Button
              look={act.primary ? 'p' : undefined}
              aria-describedby={`act-${act.name}`}
              onClick={() => {
                onPick?.();
                patch({ act: act.name });
              }}
            >
              {act.title}
            </Button>
            <p id={`act-${act.name}`}>{act.words}</p>
          </li>
        ))}
      {links.map((link) => (
        <li key={link.href}>
          <ButtonLink href={link.href}>{link.title}</ButtonLink>
          <p>{link.words}</p>
        </li>
      ))}
    </ul>
  );
}

function Holder({ file: { matter } }: { file: MatterFile }) {
  if (matter.outcome !== null) return null;
  return (
    <dl className="m-me">
      <dt>持有人</dt>
      <dd>{holderOf(matter)}</dd>
      {matter.wake ? (
        <>
          <dt>下次提醒</dt>
          <dd>
            {shortDateTime(matter.wake.at)}　{matter.wake.why}
          </dd>
        </>
      ) : null}
      {matter.escalates_to ? (
        <>
          <dt>升级</dt>
          <dd>{matter.escalates_to}</dd>
        </>
      ) : null}
    </dl>
  );
}

/** The acts of a phone: the first one in reach of the thumb with its sentence, the others in a sheet. */
function ActBar({ file }: { file: MatterFile }) {
  const { patch } = useQueryState();
  const [open, setOpen] = useState(false);
  const first = file.acts.find((act) => act.primary) ?? file.acts[0];
  const [link, ...links] = useMatterLinks()(file.matter);
  if (!first && !link) return null;
  const others = file.acts.length + links.length - (first ? 1 : 0);
  return (
    <div className="m-bar">
      <p>{first?.words ?? link?.words}</p>
      <div>
        {first ? (
          <Button look="p" onClick={() => patch({ act: first.name })}>
            {first.title}
          </Button>
        ) : null}
        {link ? <ButtonLink href={link.href}>{link.title}</ButtonLink> : null}
        {others > 0 ? (
          <Button aria-haspopup="dialog" onClick={() => setOpen(true)}>
            其他 {others} 项
          </Button>
        ) : null}
      </div>
      <Dialog open={open} onClose={() => setOpen(false)} title="我能办的" look="sheet">
        <Acts file={file} onPick={() => setOpen(false)} />
        <Holder file={file} />
      </Dialog>
    </div>
  );
}
