import { useFromHere } from '../../../../kit/address.ts';
import { Button, ButtonLink } from '../../../../kit/parts/button.tsx';
import { Empty } from '../../../../kit/parts/states.tsx';
import { useMay } from '../../../../kit/session.tsx';
import type { Sheet } from '../../sheet.ts';
import { ACTS, pageOf, verbOf } from '../calls.ts';

/** Nothing to show: either the filters let nothing through, or the first row has yet to come, and this is how. */
export function NoRows({ sheet, filtered, hereName, onClear }: { sheet: Sheet; filtered: boolean; hereName: string; onClear: () => void }) {
  const may = useMay();
  const fromHere = useFromHere();
  if (filtered) {
    return (
      <Empty title={`${hereName}没有符合条件的${sheet.title}`} acts={<Button onClick={onClear}>清掉筛选和查找</Button>}>
        <p>去掉一个筛选，或在左边换一个区划。</p>
      </Empty>
    );
  }
  const canImport = may(verbOf(sheet, ACTS.import));
  const canCreate = may(verbOf(sheet, ACTS.create));
  return (
    <Empty
      title={`${hereName}还没有${sheet.title}`}
      acts={
        <>
          {canImport && (
            <ButtonLink look="p" href={fromHere(`${pageOf(sheet)}/import`)}>
              导入现有台账
            </ButtonLink>
          )}
          {canCreate && <ButtonLink href={fromHere(`${pageOf(sheet)}/new`)}>登记第一{sheet.counted_in}</ButtonLink>}
        </>
      }
    >
      <p>
        {canImport
          ? `把现有的 Excel 或 WPS 台账传上来，列的顺序、名称不必相同；也可以一${sheet.counted_in}一${sheet.counted_in}登记。`
          : '由有登记权限的同事导入或登记后，这里就能看到。'}
      </p>
    </Empty>
  );
}
