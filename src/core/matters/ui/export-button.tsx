import { useState } from 'react';
import { download, type Query } from '../../../kit/api.ts';
import { Button } from '../../../kit/parts/button.tsx';
import { Failure } from '../../../kit/parts/states.tsx';

/** 导出: the list as it is filtered, in the office's own layout. */
export function ExportButton({ query }: { query: Query }) {
  const [work, setWork] = useState<{ busy: boolean; problem: unknown }>({ busy: false, problem: null });
  const start = async () => {
    setWork({ busy: true, problem: null });
    try {
      await download('/api/matters/export', query);
      setWork({ busy: false, problem: null });
    } catch (problem) {
      setWork({ busy: false, problem });
    }
  };
  return (
    <>
      <Button busy={work.busy} onClick={() => void start()} className="desk-only">
        {work.busy ? '正在导出' : '导出'}
      </Button>
      <Failure problem={work.problem} />
    </>
  );
}
