import { type FormEvent, useState } from 'react';
import { useGet, useSend } from '../../../kit/api.ts';
import { Button } from '../../../kit/parts/button.tsx';
import { Dialog } from '../../../kit/parts/dialog.tsx';
import { Field } from '../../../kit/parts/form.tsx';
import { Empty, Failure, Skeleton } from '../../../kit/parts/states.tsx';
import { Table } from '../../../kit/parts/table.tsx';
import { useMay, useStand } from '../../../kit/session.tsx';
import { DivisionInput, useDivisions } from '../../divisions/ui/index.ts';
import type { UnitLine } from './wire.ts';

const kinds = [
  ['department', '部门'],
  ['committee', '议事协调机构'],
  ['task_force', '工作专班'],
  ['government', '人民政府'],
  ['town', '乡镇'],
  ['street', '街道'],
  ['village_committee', '村民委员会'],
  ['residents_committee', '居民委员会'],
  ['station', '站所'],
  ['court', '法院'],
  ['other', '其他'],
] as const;
const kindWord = (kind: string) => kinds.find(([k]) => k === kind)?.[1] ?? '';

/** 单位: whom posts belong to. A unit stands in one division. */
export function Units() {
  const division = useStand();
  const may = useMay();
  const { index } = useDivisions();
  const [adding, add] = useState(false);
  const { data, error, isPending } = useGet('/api/units', { query: { division }, keep: true });
  return (
    <div className="sheet">
      <div className="hd1">
        <h1>单位</h1>
        <span className="n">岗位设在单位里；换上方的区划，看别处的单位</span>
        <span className="sp" />
        {may('people.units.create') ? (
          <Button look="p" onClick={() => add(true)}>
            建单位
          </Button>
        ) : null}
      </div>
      <Failure problem={error} />
      {isPending ? <Skeleton /> : null}
      {data && data.items.length === 0 ? <Empty title="这里还没有单位">由系统管理员建单位，再给人安排岗位。</Empty> : null}
      {data && data.items.length > 0 ? (
        <Table
          caption="单位"
          rows={data.items}
          rowKey={(u) => u.id}
          columns={[
            { key: 'name', title: '单位', margin: true, cell: (u) => <b>{u.name}</b> },
            { key: 'kind', title: '性质', className: 's', cell: (u) => kindWord(u.kind) },
            {
              key: 'division',
              title: '所在区划',
              cell: (u) => (
                <>
                  {index.pathName(u.division) || u.division} <span className="n">{u.division}</span>
                </>
              ),
            },
          ]}
        />
      ) : null}
      <Dialog open={adding} onClose={() => add(false)} title="建单位">
        <UnitForm division={division} units={data?.items ?? []} onDone={() => add(false)} />
      </Dialog>
    </div>
  );
}

function UnitForm({ division: at, units, onDone }: { division: string; units: readonly UnitLine[]; onDone: () => void }) {
  const [name, setName] = useState('');
  const [kind, setKind] = useState<string>('department');
  const [division, setDivision] = useState(at);
  const [parent, setParent] = useState('');
  const [tried, setTried] = useState(false);
  const make = useSend('POST', '/api/units', {
    invalidates: ['/api/units'],
    onDone,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (name.trim().length > 1) make.mutate({ name: name.trim(), kind, division, parent_id: parent || null });
  };
  return (
    <form onSubmit={submit} noValidate>
      <Field title="全称" must hint="如 新华区应急管理局" error={tried && name.trim().length < 2 ? '请填写单位全称' : null}>
        {(c) => <input {...c} maxLength={100} value={name} onChange={(e) => setName(e.target.value)} />}
      </Field>
      <Field title="性质" must>
        {(c) => (
          <select {...c} value={kind} onChange={(e) => setKind(e.target.value)}>
            {kinds.map(([key, words]) => (
              <option key={key} value={key}>
                {words}
              </option>
            ))}
          </select>
        )}
      </Field>
      <div className="field">
        <span className="lb">所在区划</span>
        <DivisionInput value={division} onChange={setDivision} label="所在区划" />
      </div>
      <Field title="上级单位" hint="单位管理员也管下级单位的账号">
        {(c) => (
          <select {...c} value={parent} onChange={(e) => setParent(e.target.value)}>
            <option value="">没有</option>
            {units.map((u) => (
              <option key={u.id} value={u.id}>
                {u.name}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Failure problem={make.error} />
      <Button type="submit" look="p" busy={make.isPending}>
        建单位
      </Button>
    </form>
  );
}
