import { type FormEvent, useRef, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { useFromHere } from '../../../../kit/address.ts';
import { ApiProblem, useSend } from '../../../../kit/api.ts';
import { dayOf } from '../../../../kit/format.ts';
import { Button, ButtonLink } from '../../../../kit/parts/button.tsx';
import { Field } from '../../../../kit/parts/form.tsx';
import { Failure, Skeleton } from '../../../../kit/parts/states.tsx';
import { may as mayDo, useSession, useStand } from '../../../../kit/session.tsx';
import { useTitle } from '../../../../kit/title.ts';
import { useDivisions, useRoots } from '../../../divisions/ui/index.ts';
import type { Sheet } from '../../sheet.ts';
import '../styles/record.css';
import { ACTS, apiOf, pageOf, useRecord, verbOf } from '../calls.ts';
import { cellWords } from '../values.tsx';
import type { Conflict, Row } from '../wire.ts';
import { ConflictTable } from './conflict.tsx';
import { ColumnField } from './fields.tsx';
import { changed, fieldsOf, missing, type Values } from './values-form.ts';

/** Registers a new row. */
export function CreatePage({ sheet }: { sheet: Sheet }) {
  const stand = useStand(sheet.programme);
  const today = dayOf(useSession().clock.now);
  const start: Record<string, string> = Object.fromEntries(
    sheet.columns.flatMap((c) => (c.fallback === undefined ? [] : [[c.name, c.fallback === 'today' ? today : c.fallback]])),
  );
  // A village is a place to register in; a whole county is not.
  if (stand.length >= 12) start.division = stand;
  return <RowForm sheet={sheet} row={null} start={start} version={0} />;
}

/** Changes a row: only the changed fields are sent, with the version that was read. */
export function EditPage({ sheet, id }: { sheet: Sheet; id: string }) {
  const answer = useRecord(sheet, id);
  if (answer.error)
    return (
      <div className="rec">
        <Failure problem={answer.error} onRetry={() => void answer.refetch()} />
      </div>
    );
  if (!answer.data) return <Skeleton rows={12} />;
  return <RowForm key={id} sheet={sheet} row={answer.data.row} start={{}} version={answer.data.version} />;
}

/** A row of the register that seems to be the same thing. */
interface Same {
  id: string;
  label: string;
  division: string;
}

interface Sent {
  values: Values;
  version: number;
  reason: string;
  /** Why this is another thing although a registered row agrees with it. */
  distinct_because?: string;
}

function RowForm({
  sheet,
  row,
  start,
  version,
}: {
  sheet: Sheet;
  row: Row | null;
  start: Readonly<Record<string, string>>;
  version: number;
}) {
  const session = useSession();
  const fromHere = useFromHere();
  const [, go] = useLocation();
  const title = row ? `修改 ${String(row[sheet.label] ?? '')}` : `登记${sheet.title}`;
  useTitle(title);
  const divisions = useDivisions().index;
  // What was read when the form opened; a fresh read in the background must not change what the person compares with.
  const [base, setBase] = useState(() => ({ fields: { ...fieldsOf(sheet, row ?? {}), ...start }, version }));
  const [fields, setFields] = useState<Readonly<Record<string, string>>>(base.fields);
  const [shown, setShown] = useState<Readonly<Record<string, string>>>(() =>
    Object.fromEntries(
      sheet.columns.filter((c) => row && (c.sealed || c.kind === 'reference')).map((c) => [c.name, row ? cellWords(c, row) : '']),
    ),
  );
  const [cleared, setCleared] = useState<ReadonlySet<string>>(new Set());
  const [reason, setReason] = useState('');
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({});
  const [conflict, setConflict] = useState<{ columns: readonly Conflict[]; version: number; sent: Sent } | null>(null);
  const [same, setSame] = useState<readonly Same[]>([]);
  const [because, setBecause] = useState('');
  const form = useRef<HTMLFormElement>(null);
  const act = row ? ACTS.edit : ACTS.create;
  const held = session.posts.filter((p) => p.verbs.includes(verbOf(sheet, act))).map((p) => p.division);
  const roots = useRoots(sheet.programme);
  const scopes = held.length > 0 ? held : roots;

  const save = useSend<{ id: string; version: number }, Sent>(row ? 'PATCH' : 'POST', apiOf(sheet, row ? `/${row.id}` : ''), {
    invalidates: [apiOf(sheet)],
    body: (sent) =>
      row
        ? { version: sent.version, values: sent.values, ...(sent.reason ? { reason: sent.reason } : {}) }
        : { values: sent.values, ...(sent.distinct_because ? { distinct_because: sent.distinct_because } : {}) },
    onDone: (done) => go(fromHere(`${pageOf(sheet)}/${done.id}`)),
  });

  const submitValues = (sent: Sent) =>
    save.mutate(sent, {
      onError: (problem) => {
        const found = fieldErrors(problem);
        setErrors(found);
        if (problem.status === 409 && Array.isArray(problem.body.column_conflicts)) {
          setConflict({ columns: problem.body.column_conflicts as Conflict[], version: Number(problem.body.version), sent });
        } else if (Array.isArray(problem.body.same)) {
          setSame(problem.body.same as Same[]);
        } else if (Object.keys(found).length > 0) focusFirstError();
      },
    });
  const focusFirstError = () => requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus());

  const values = changed(sheet, row ? base.fields : {}, fields, cleared);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const empty = missing(sheet, fields, (c) => Boolean(c.sealed && row?.[c.name]) && !cleared.has(c.name));
    setErrors(empty);
    setSame([]);
    if (Object.keys(empty).length > 0) return focusFirstError();
    submitValues({ values, version: base.version, reason: reason.trim() });
  };

  const back = fromHere(row ? `${pageOf(sheet)}/${row.id}` : pageOf(sheet));
  if (!mayDo(session, verbOf(sheet, act)) && session.posts.length > 0) {
    return (
      <div className="rec">
        <Failure
          problem={
            new ApiProblem(
              'about:blank',
              403,
              `您的岗位不能${row ? '修改' : '登记'}${sheet.title}`,
              '请由有此权限的同事办理，或向单位管理员申请岗位。',
            )
          }
        />
        <ButtonLink href={back}>返回</ButtonLink>
      </div>
    );
  }
  if (conflict && row) {
    return (
      <div className="rec">
        <h1 className="head">{title}</h1>
        <ConflictTable
          sheet={sheet}
          conflicts={conflict.columns}
          busy={save.isPending}
          problem={save.error?.status === 409 ? null : save.error}
          onBack={() => setConflict(null)}
          onChoose={(mine) => {
            const kept: Values = { ...conflict.sent.values };
            for (const { column } of conflict.columns) if (!mine.has(column)) delete kept[column];
            setBase({ fields: base.fields, version: conflict.version });
            setConflict(null);
            if (Object.keys(kept).length === 0) go(back);
            else submitValues({ ...conflict.sent, values: kept, version: conflict.version });
          }}
        />
      </div>
    );
  }
  return (
    <div className="rec">
      <p className="crumb">
        <Link href={fromHere(pageOf(sheet))}>{sheet.title}</Link>
      </p>
      <div className="head">
        <h1>{title}</h1>
      </div>
      <form ref={form} onSubmit={submit} noValidate>
        <div className="frm">
          {sheet.columns.map((column) => (
            <ColumnField
              key={column.name}
              sheet={sheet}
              column={column}
              value={fields[column.name] ?? ''}
              onChange={(value) => setFields((f) => ({ ...f, [column.name]: value }))}
              error={errors[column.name]}
              divisions={divisions}
              scopes={scopes}
              shown={shown[column.name] ?? ''}
              onShown={(words) => setShown((s) => ({ ...s, [column.name]: words }))}
              cleared={cleared.has(column.name)}
              onClear={(on) =>
                setCleared((c) => {
                  const next = new Set(c);
                  if (on) next.add(column.name);
                  else next.delete(column.name);
                  return next;
                })
              }
            />
          ))}
          {row && (
            <div className="w">
              <Field title="修改事由" hint="记入流水，如“现场核对”“经营者更换”">
                {(control) => <input {...control} value={reason} maxLength={200} onChange={(e) => setReason(e.currentTarget.value)} />}
              </Field>
            </div>
          )}
        </div>
        <Failure problem={save.error?.body.column_conflicts ? null : save.error} />
        {typeof save.error?.body.merged_into === 'string' && (
          <ButtonLink href={fromHere(`${pageOf(sheet)}/${save.error.body.merged_into}`)}>打开保留的那条</ButtonLink>
        )}
        {same.length > 0 && (
          <div className="w">
            <table className="cmp">
              <caption className="sr">台账里已有的</caption>
              <tbody>
                {same.map((s) => (
                  <tr key={s.id}>
                    <th scope="row">
                      <Link href={fromHere(`${pageOf(sheet)}/${s.id}`)}>{s.label}</Link>
                    </th>
                    <td>{divisions.pathName(s.division)}</td>
                    <td>{row ? <Link href={fromHere(`${pageOf(sheet)}/${row.id}/merge`, { other: s.id })}>对照合并</Link> : null}</td>
                  </tr>
                ))}
              </tbody>
            </table>
            {row ? (
              <p className="l">确是两{sheet.counted_in}的，在“修改事由”里写明，再保存。</p>
            ) : (
              <>
                <Field title={`确是两${sheet.counted_in}，理由`} hint="如“同一楼上下两家，共用执照”；记入流水">
                  {(control) => <input {...control} value={because} maxLength={200} onChange={(e) => setBecause(e.currentTarget.value)} />}
                </Field>
                <Button
                  disabled={because.trim().length < 2}
                  busy={save.isPending}
                  onClick={() => submitValues({ values, version: base.version, reason: '', distinct_because: because.trim() })}
                >
                  是另一{sheet.counted_in}，仍然登记
                </Button>
              </>
            )}
          </div>
        )}
        <div className="fbar">
          <Button look="p" type="submit" busy={save.isPending} disabled={row !== null && Object.keys(values).length === 0}>
            {row ? '保存' : '登记'}
          </Button>
          <ButtonLink href={back}>取消</ButtonLink>
          <span className="n">
            {row
              ? Object.keys(values).length === 0
                ? '还没有改动'
                : `改动 ${Object.keys(values).length} 项：${sheet.columns
                    .filter((c) => c.name in values)
                    .map((c) => c.title)
                    .join('、')}`
              : '登记后立即进入台账，留痕'}
          </span>
        </div>
      </form>
    </div>
  );
}

/** `errors: [{field, message}]` of a problem, by field. */
function fieldErrors(problem: ApiProblem): Record<string, string> {
  const list = Array.isArray(problem.body.errors) ? (problem.body.errors as readonly { field?: unknown; message?: unknown }[]) : [];
  // A server may name the field by its place in the body: values.phone.
  return Object.fromEntries(list.map((e) => [String(e.field).replace(/^values\./, ''), String(e.message)]));
}
