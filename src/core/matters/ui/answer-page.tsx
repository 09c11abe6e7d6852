import { ClockMark } from '../../../kit/parts/marks.tsx';
import { PhotoPair } from '../../files/ui/index.ts';
import { ActForm } from './act-form.tsx';
import type { MatterAct, MatterFile } from './calls.ts';
import { picturesOf } from './pictures.ts';
import { clockOf, dueOf } from './row-words.tsx';

/** An act on a phone: what it is about on top, the pair, what is asked, and the button in reach of the thumb. */
export function ActScreen({
  file,
  act,
  onDone,
  onAgain,
}: {
  file: MatterFile;
  act: MatterAct;
  onDone: (title: string) => void;
  onAgain: () => void;
}) {
  const { matter } = file;
  const [before, after] = [picturesOf(matter, 'before'), picturesOf(matter, 'after')];
  return (
    <div className="m-screen">
      <div className="m-mh">
        <h1>{matter.title}</h1>
        <span>{[matter.place?.name, dueOf(matter)].filter(Boolean).join('　')}</span>
        {clockOf(matter.clock.state) ? <ClockMark state={clockOf(matter.clock.state) ?? 'ok'}>{matter.clock.words}</ClockMark> : null}
      </div>
      <ActForm
        file={file}
        act={act}
        onDone={onDone}
        onAgain={onAgain}
        {...(act.name === 'answer' && before.length > 0 ? { beside: before } : {})}
        frame={({ fields, words, buttons }) => (
          <>
            <div className="m-in">
              <h2>{act.title}</h2>
              {act.name === 'verify' && before.length + after.length > 0 ? <PhotoPair before={before} after={after} /> : null}
              {fields}
            </div>
            <div className="m-bar">
              <p>{words}</p>
              <div>{buttons}</div>
            </div>
          </>
        )}
      />
    </div>
  );
}
