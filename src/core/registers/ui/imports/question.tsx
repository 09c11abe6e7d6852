import { useState } from 'react';
import { number } from '../../../../kit/format.ts';
import { Button } from '../../../../kit/parts/button.tsx';
import { useDivisions, useRoots } from '../../../divisions/ui/index.ts';
import type { Sheet } from '../../sheet.ts';
import { Combo, divisionChoices } from '../record/combo.tsx';
import type { ImportQuestion } from '../wire.ts';

interface QuestionProps {
  sheet: Sheet;
  question: ImportQuestion;
  /** Further questions after this one. */
  more: number;
  busy: boolean;
  onAnswer: (code: string) => void;
  /** Lands without these rows. */
  onLater: () => void;
  onShow: () => void;
}

/** A name that several divisions bear is asked, never guessed: the likeliest are on top with the reason, nothing is chosen beforehand. */
export function Question({ sheet, question, more, busy, onAnswer, onLater, onShow }: QuestionProps) {
  const divisions = useDivisions().index;
  const roots = useRoots(sheet.programme);
  const [chosen, choose] = useState<string | null>(null);
  const [all, showAll] = useState(false);
  const [elsewhere, setElsewhere] = useState(false);
  const front = all ? question.candidates : question.candidates.slice(0, 3);
  const rest = question.candidates.length - front.length;
  const count = question.candidates.length;
  return (
    <section aria-label={`“${question.text}”是哪一个`}>
      <div className="ask">
        <h2>“{question.text}”是哪一个？</h2>
        <p>
          <Button look="link" onClick={onShow}>
            {number(question.rows)} 行
          </Button>
          {count === 0
            ? '写的区划在您的范围里没有找到。'
            : count === 1
              ? '的写法与区划表不同，请看是不是它。'
              : `只写了名称，没有上级。您的范围里有 ${number(count)} 个${question.text}。`}
          {more > 0 ? `答完还有 ${more} 个要问。` : ''}
        </p>
      </div>
      <ul className="op">
        {front.map((c) => (
          <li key={c.code}>
            <label className="check">
              <input
                type="radio"
                className="rd"
                name="division-answer"
                checked={!elsewhere && chosen === c.code}
                onChange={() => {
                  setElsewhere(false);
                  choose(c.code);
                }}
              />
              <span>
                <code>{c.code}</code>
                {c.path.replaceAll(' ', '　')}
                {c.hint && <span className="n">{c.hint}</span>}
              </span>
            </label>
          </li>
        ))}
        {rest > 0 && (
          <li>
            <Button look="link" onClick={() => showAll(true)}>
              另外 {rest} 个{question.text}
            </Button>
          </li>
        )}
        <li>
          <label className="check">
            <input
              type="radio"
              className="rd"
              name="division-answer"
              checked={elsewhere}
              onChange={() => {
                setElsewhere(true);
                choose(null);
              }}
            />
            <span>
              都不是，另选
              {elsewhere && (
                <Combo
                  label="另选区划"
                  placeholder="名称、拼音或代码"
                  chosen={chosen ? divisions.pathName(chosen) : ''}
                  find={(words) => divisionChoices(divisions, roots, words)}
                  onChoose={(choice) => choose(choice?.value ?? null)}
                />
              )}
            </span>
          </label>
        </li>
      </ul>
      <div className="acts" style={{ paddingTop: 10 }}>
        <Button look="p" disabled={chosen === null} busy={busy} onClick={() => chosen && onAnswer(chosen)}>
          用于这 {number(question.rows)} 行
        </Button>
        <span className="n">只管本次，不改区划表</span>
        <span className="sp" />
        <Button look="link" onClick={onLater}>
          先不指认
        </Button>
      </div>
    </section>
  );
}
