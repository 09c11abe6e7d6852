/** 不合格: what was seen, the photo its rule asks for, what keeps people safe until it is put right, and what will follow. */
import { Link } from 'wouter';
import { Button } from '../../../kit/parts/button.tsx';
import { Checkbox, Field } from '../../../kit/parts/form.tsx';
import { PhotoPicker } from '../../files/ui/index.ts';
import { afterPhotoBasis, type ChecklistItem } from '../checklist.ts';
import { kindRules } from '../rules.ts';
import { type Asking, deadlineWords, faultsAt, lawsOf } from './asking.ts';
import { hasPhrase, type Said, withPhrase } from './run.ts';

/** Words that are often said, pressed in and out. */
function Phrases({ item, words, onChange }: { item: ChecklistItem; words: string; onChange: (words: string) => void }) {
  if (item.phrases.length === 0) return null;
  return (
    <fieldset className="v-ph">
      <legend className="sr">常见情况，点一下就写上</legend>
      {item.phrases.map((phrase) => (
        <Button
          key={phrase}
          className={hasPhrase(words, phrase) ? 'on' : undefined}
          aria-pressed={hasPhrase(words, phrase)}
          onClick={() => onChange(withPhrase(words, phrase))}
        >
          {phrase}
        </Button>
      ))}
    </fieldset>
  );
}

/** What the record will bring about: 24 小时内整改, by which law; or that it is open already. */
function Follows({ asking, item, fixed }: { asking: Asking; item: ChecklistItem; fixed: boolean }) {
  const { kind, visit } = asking;
  const known = asking.known[item.code] ?? [];
  const grade = kind.grades.find((one) => one.code === item.grade)?.title ?? item.grade;
  const laws = lawsOf(asking, item);
  return (
    <div className="v-then">
      {known.length > 0 ? (
        <p>
          这一项已有未销号的{kind.title}：
          {known.map((one) => (
            <Link key={one.id} href={`/matters/${one.id}`}>
              {one.number}
            </Link>
          ))}
          。不另立一件，这次看到的记在它下面。
        </p>
      ) : (
        <p>
          提交后登记为{kind.title}（{grade}），
          {fixed ? (
            '当场整改的不再计时，由他人核查后销号。'
          ) : (
            <>
              <b>{deadlineWords(kind, item.grade)}</b>内整改。
            </>
          )}
        </p>
      )}
      <p className="l">
        {kindRules[visit].orders ? '责令' : '建议'}：{item.requirement}
      </p>
      {laws.length > 0 ? <p className="l">依据：{laws.map((one) => `${one.title}${one.article}`).join('；')}</p> : null}
    </div>
  );
}

export function FailurePanel({ asking, item, said, tried }: { asking: Asking; item: ChecklistItem; said: Said; tried: boolean }) {
  const faults = tried ? faultsAt(asking.faults, item.code) : {};
  const say = (what: Partial<Omit<Said, 'answer'>>) => asking.act({ do: 'say', code: item.code, what });
  const after = afterPhotoBasis(item, asking.rules);
  return (
    <section className="v-fail" aria-label={`${item.code} 不合格的情况`}>
      <Field title="看到的情况" must error={faults.words ?? null}>
        {(control) => (
          <textarea {...control} rows={2} maxLength={1000} value={said.words} onChange={(event) => say({ words: event.target.value })} />
        )}
      </Field>
      <Phrases item={item} words={said.words} onChange={(words) => say({ words })} />
      <PhotoPicker
        place={asking.place}
        value={said.photos}
        onChange={(photos) => say({ photos })}
        onBusy={asking.onBusy}
        title="拍现场"
        must={item.photo !== undefined}
        error={faults.photos ?? null}
      />
      <p className="n v-why">{item.photo ? `须拍照：${item.photo.basis}` : '照片可拍可不拍：没有规定要求'}</p>
      <Checkbox checked={said.fixed} onChange={(event) => say({ fixed: event.target.checked })}>
        当场整改了
      </Checkbox>
      {said.fixed ? (
        <>
          <PhotoPicker
            place={asking.place}
            value={said.after_photos}
            onChange={(after_photos) => say({ after_photos })}
            onBusy={asking.onBusy}
            title="拍整改后"
            hint="站在同一位置"
            must={after !== undefined}
            error={faults.after_photos ?? null}
          />
          {after ? <p className="n v-why">须拍照：{after}</p> : null}
        </>
      ) : item.urgent && asking.rules.temporary_measures ? (
        <Field title="整改前的临时防范措施" must hint="有即时危险：写明现在怎么保证安全" error={faults.measures ?? null}>
          {(control) => (
            <textarea
              {...control}
              rows={2}
              maxLength={500}
              value={said.measures}
              onChange={(event) => say({ measures: event.target.value })}
            />
          )}
        </Field>
      ) : null}
      <Follows asking={asking} item={item} fixed={said.fixed} />
    </section>
  );
}
