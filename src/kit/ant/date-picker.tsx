/**
 * A calendar in Chinese whatever language the browser speaks, which also understands dates as they are typed in offices. Ant Design's,
 * under the tokens of this book; loaded only when a desk shows a date field.
 */
import { ConfigProvider, DatePicker } from 'antd';
import zhCN from 'antd/locale/zh_CN';
import dayjs from 'dayjs';
import 'dayjs/locale/zh-cn';
import type { DateInputProps } from '../parts/date-input.tsx';
import { useToday } from '../session.tsx';
import { useSize } from '../size.ts';

dayjs.locale('zh-cn');
const typed = ['YYYY-MM-DD', 'YYYY.M.D', 'YYYY年M月D日', 'YYYY/M/D', 'YYYYMMDD'];

/** Ant Design takes pixels and colours, not our custom properties: the values are those of tokens.css. */
function useTheme() {
  useSize();
  const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;
  return {
    token: {
      colorPrimary: '#1c4a87',
      colorText: '#1b1f24',
      colorTextPlaceholder: '#626971',
      colorTextDescription: '#626971',
      colorTextDisabled: '#626971',
      colorBorder: '#83878c',
      colorBorderSecondary: '#deded7',
      colorBgElevated: '#ffffff',
      colorLink: '#1c4a87',
      controlItemBgActive: '#e9eff8',
      controlItemBgHover: '#e9eff8',
      fontFamily: 'var(--font)',
      fontSize: 14 * rem,
      fontSizeSM: 13 * rem,
      controlHeight: 32 * rem,
      borderRadius: 3,
      borderRadiusSM: 2,
      borderRadiusLG: 3,
      boxShadow: 'none',
      boxShadowSecondary: '0 0 0 1px #83878c',
      motion: false,
      wireframe: false,
    },
  };
}

export default function ChineseDatePicker({ id, value, onChange, min, max, ...aria }: DateInputProps) {
  const theme = useTheme();
  const today = useToday();
  return (
    <ConfigProvider locale={zhCN} theme={theme} wave={{ disabled: true }}>
      <DatePicker
        {...aria}
        {...(id ? { id } : {})}
        value={value ? dayjs(value) : null}
        onChange={(day) => onChange(day ? day.format('YYYY-MM-DD') : '')}
        format={typed}
        placeholder="年-月-日"
        // It opens in the month of the business clock, whose today is not always the machine's.
        defaultPickerValue={dayjs(today)}
        showNow={false}
        {...(min ? { minDate: dayjs(min) } : {})}
        {...(max ? { maxDate: dayjs(max) } : {})}
        // A modal dialog covers everything outside itself.
        getPopupContainer={(field) => field.closest<HTMLElement>('dialog') ?? document.body}
        style={{ width: '100%' }}
      />
    </ConfigProvider>
  );
}
