/** The words of a draft, changed by the office. Numbers stay places: they are put in from the list and cannot be typed. */
import { useRef, useState } from 'react';
import { useSend } from '../../../kit/api.ts';
import { Button } from '../../../kit/parts/button.tsx';
import { Failure } from '../../../kit/parts/states.tsx';
import { type Block, examine, printed } from '../rules.ts';
import './words.css';
import { documentsApi, documentsBase, type EditionOpened } from './wire.ts';

let made = 0;
const keyed = (block: Block) => ({ key: ++made, block });

export function Words({ edition, programme, onDone }: { edition: EditionOpened; programme: string; onDone: () => void }) {
  const [title, setTitle] = useState(edition.title.join('\n'));
  const [blocks, setBlocks] = useState(() => edition.blocks.map(keyed));
  const focused = useRef<{ key: number; at: number } | null>(null);
  const save = useSend<{ id: string }, object>('PATCH', documentsApi(programme, `/editions/${edition.id}`), {
    invalidates: [documentsBase(programme)],
    onDone,
  });
  const set = (key: number, text: string) =>
    setBlocks((all) =>
      all.map((one) =>
        one.key === key ? { key, block: { ...one.block, ...(one.block.kind === 'comparison' ? { title: text } : { text }) } } : one,
      ),
    );
  const typed = examine(blocks.map((one) => one.block)).handwritten;
  const insert = (figure: string) => {
    const to = focused.current ?? { key: blocks.find((one) => one.block.kind === 'paragraph')?.key ?? 0, at: 0 };
    const found = blocks.find((one) => one.key === to.key);
    if (!found || found.block.kind === 'comparison') return;
    const { text } = found.block;
    set(to.key, `${text.slice(0, to.at)}{figure:${figure}}${text.slice(to.at)}`);
  };
  return (
    <div className="words">
      <p className="l">
        数字写作 {'{figure:…}'}，变化写作 {'{change:…}'}，由系统填入，不能手写；从清单中点一下，插在光标处。
      </p>
      <p className="acts">
        {edition.figures.map((figure) => (
          <Button key={figure.key} onClick={() => insert(figure.key)}>
            {figure.title} {printed(figure.value, figure.unit)}
          </Button>
        ))}
      </p>
      <textarea aria-label="标题，每行一行" rows={2} value={title} onChange={(e) => setTitle(e.target.value)} />
      {blocks.map(({ key, block }) => (
        <div key={key} className={`block ${block.kind}`}>
          <textarea
            aria-label={block.kind === 'heading' ? '小标题' : block.kind === 'comparison' ? '表名' : '段落'}
            rows={block.kind === 'paragraph' ? Math.max(2, Math.ceil(block.text.length / 32)) : 1}
            value={block.kind === 'comparison' ? block.title : block.text}
            onChange={(e) => set(key, e.target.value)}
            onSelect={(e) => {
              focused.current = { key, at: e.currentTarget.selectionStart };
            }}
          />
          <Button
            look="link"
            aria-label="在下面加一段"
            onClick={() =>
              setBlocks((all) => all.flatMap((one) => (one.key === key ? [one, keyed({ kind: 'paragraph', text: '' })] : [one])))
            }
          >
            加段
          </Button>
          <Button look="link" aria-label="删去这一段" onClick={() => setBlocks((all) => all.filter((one) => one.key !== key))}>
            删去
          </Button>
        </div>
      ))}
      {typed.length > 0 ? (
        <p className="bad">
          手写数字 {typed.length} 个：{typed.slice(0, 8).join('、')}。签发人会看到；能用清单中的，请改用清单。
        </p>
      ) : null}
      <Failure problem={save.error} />
      <p className="acts">
        <Button
          look="p"
          busy={save.isPending}
          onClick={() =>
            save.mutate({
              version: edition.version,
              title: title
                .split('\n')
                .map((line) => line.trim())
                .filter(Boolean),
              blocks: blocks.map((one) => one.block),
            })
          }
        >
          保存文字
        </Button>
        <Button onClick={onDone}>不改了</Button>
      </p>
    </div>
  );
}
