/** What the administration says about the office itself: where complaints go, and the number under which the app is registered. */
import { z } from 'zod';
import { act } from '../../ledger/index.ts';
import { setOffice } from '../queries.ts';

/** A mobile or fixed line, a 400 number, or a hotline such as 12345, with area code or without. */
const hotline = z
  .string()
  .trim()
  .regex(
    /^$|^((0\d{2,3}-?)?1\d{4}|400-?\d{3}-?\d{4}|1[3-9]\d{9}|(0\d{2,3}-?)?[2-9]\d{6,7}(-\d{1,6})?)$/,
    '电话应为手机号、带区号的座机，或 12345 一类的热线',
  );

/**
 * 投诉建议 and 备案号, which every government app shows (国办函〔2026〕12号). Both are public. What is empty is taken away again, and the pages
 * say that the office has not filled it in.
 */
export const editOffice = act(
  'people.office.edit',
  '修改投诉建议和备案号',
  z.object({
    complaints: z.object({ text: z.string().trim().max(200, '受理说明最多 200 字'), phone: hotline }),
    record_no: z.string().trim().max(100, '备案号最多 100 字'),
  }),
  async (tx, actor, input, deed) => {
    deed.about({ relation: 'platform.office', division: actor.city });
    const { text, phone } = input.complaints;
    const complaints = text === '' && phone === '' ? null : { text, phone };
    const record_no = input.record_no === '' ? null : input.record_no;
    // Before and after are kept as versions (platform.office_facts); the line in the ledger says what stands there from now on, also what was emptied.
    deed.says({ complaints: complaints ? [text, phone].filter(Boolean).join(' ') : '不填', record_no: record_no ?? '不填' });
    await setOffice(tx, actor.city, complaints, record_no);
    return { complaints, record_no };
  },
);
