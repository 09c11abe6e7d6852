import { dateTime } from '../../../../kit/format.ts';
import type { Sheet } from '../../sheet.ts';
import { useHistory } from '../calls.ts';

/** Source and date of the row: who registered it, who changed it last. Nothing until the history has come. */
export function Stamps({ sheet, id, version }: { sheet: Sheet; id: string; version: number }) {
  const items = useHistory(sheet, id).data?.items ?? [];
  const [last, first] = [items[0], items.at(-1)];
  if (!last || !first) return null;
  const words = ({ act }: typeof first) =>
    [dateTime(act.at), act.account, act.unit_name, act.import_id ? '导入' : ''].filter(Boolean).join('　');
  return (
    <p className="ones n">
      登记　{words(first)}
      {last !== first && (
        <>
          <br />
          最近修改　{words(last)}　第 {version} 版
        </>
      )}
    </p>
  );
}
