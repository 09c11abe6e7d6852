import { useState } from 'react';
import { number, shortDateTime } from '../../../kit/format.ts';
import { Button } from '../../../kit/parts/button.tsx';
import { Table } from '../../../kit/parts/table.tsx';
import { Lightbox, type Picture, pictureOf } from '../../files/ui/index.ts';
import type { AttachedFile, MatterStep } from './calls.ts';
import { roleTitle } from './pictures.ts';

/** 流水 of one matter, the latest first. */
export function Steps({ steps }: { steps: readonly MatterStep[] }) {
  const [moved, setMoved] = useState(false);
  const [opened, open] = useState<readonly Picture[]>([]);
  const shown = moved ? steps.filter((step) => step.clock_words !== '') : steps;
  const unsealed = steps.filter((step) => step.seal_no === null).length;
  return (
    <section className="m-lg">
      <div className="sec">
        <h2>流水</h2>
        <span className="n">
          {number(steps.length)} 笔，{unsealed === 0 ? '均已封存' : `${number(unsealed)} 笔待封存`}
        </span>
        <span className="sp" />
        <Button look="link" aria-pressed={moved} onClick={() => setMoved(!moved)}>
          {moved ? '看全部' : '只看动时钟的'}
        </Button>
        <Button look="link" className="desk-only" onClick={() => window.print()}>
          打印
        </Button>
      </div>
      <Table
        caption="流水"
        density="tight"
        rows={shown}
        rowKey={(step) => `${step.act_id} ${step.at} ${step.title}`}
        columns={[
          { key: 'seal', title: '流水号', className: 's n', cell: (s) => (s.seal_no === null ? '待封存' : number(s.seal_no)) },
          { key: 'at', title: '时间', cell: (s) => shortDateTime(s.at) },
          { key: 'who', title: '谁', cell: (s) => [s.account, s.unit_name].filter(Boolean).join('　') },
          { key: 'what', title: '事', cell: (s) => <b>{s.title}</b> },
          { key: 'words', title: '内容', className: 'wrap grow', cell: (s) => s.words },
          { key: 'files', title: '凭据', cell: (s) => (s.files.length > 0 ? <Files files={s.files} open={open} /> : null) },
          { key: 'clock', title: '时钟', className: 'wrap clock', cell: (s) => s.clock_words },
        ]}
      />
      <Lightbox pictures={opened} at={opened.length > 0 ? 0 : null} onClose={() => open([])} />
    </section>
  );
}

/** 整改前 4, 签名: photos open large, other papers are fetched. */
function Files({ files, open }: { files: readonly AttachedFile[]; open: (pictures: readonly Picture[]) => void }) {
  const roles = [...new Set(files.map((file) => file.role))];
  return (
    <span className="m-files">
      {roles.map((role) => {
        const of = files.filter((file) => file.role === role);
        const title = `${roleTitle(role)}${of.length > 1 ? ` ${of.length}` : ''}`;
        return role === 'proof' ? (
          of.map((file, i) => (
            <a key={file.id} href={pictureOf(file.id)} target="_blank" rel="noreferrer">
              {roleTitle(role)}
              {of.length > 1 ? ` ${i + 1}` : ''}
            </a>
          ))
        ) : (
          <Button key={role} look="link" onClick={() => open(of.map((file) => ({ id: file.id, title: roleTitle(role) })))}>
            {title}
          </Button>
        );
      })}
    </span>
  );
}
