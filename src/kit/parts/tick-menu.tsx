import { Checkbox } from './form.tsx';
import { Dropdown } from './menu.tsx';

/** A filter as a menu of ticks, with what is chosen in its button. */
export function TickMenu({
  title,
  items,
  value,
  onChange,
}: {
  title: string;
  items: readonly { code: string; title: string }[];
  value: readonly string[];
  /** In the order of the items, so that equal choices have equal addresses. */
  onChange: (value: string[]) => void;
}) {
  const words = items.filter((item) => value.includes(item.code)).map((item) => item.title);
  const turn = (code: string, on: boolean) =>
    onChange(items.map((item) => item.code).filter((one) => (one === code ? on : value.includes(one))));
  return (
    <Dropdown label={title} lead={words.length > 0 ? `${title}：` : ''} button={words.length > 0 ? <b>{words.join('、')}</b> : title}>
      <div className="pad ticks">
        {items.map((item) => (
          <Checkbox key={item.code} checked={value.includes(item.code)} onChange={(event) => turn(item.code, event.currentTarget.checked)}>
            {item.title}
          </Checkbox>
        ))}
      </div>
    </Dropdown>
  );
}
