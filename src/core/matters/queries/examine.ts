/** For `taizhang doctor`: that every matter that waits has one holder who is there and one wake-up that was heard. */
import type pg from 'pg';
import type { Finding } from '../../../platform/doctor.ts';

interface Fault {
  fault: 'no_holder' | 'no_wake' | 'missed' | 'left' | 'empty_desk';
  n: number;
  first: string;
}

/** What is wrong with a matter and what to do about it. */
const said: Readonly<Record<Fault['fault'], (n: number) => string>> = {
  no_holder: (n) => `${n} 件没有持有人，请由上级转办给能办的单位`,
  no_wake: (n) => `${n} 件没有下次提醒，请打开后转办或记一笔，仍不行的把编号告诉管理员`,
  missed: (n) => `${n} 件到点一小时后还没有提醒，请看后台是否在运行`,
  left: (n) => `${n} 件的持有人已离岗，请办理交接或转办`,
  empty_desk: (n) => `${n} 件在没有在岗人员的单位里，请给该单位安排岗位或转办`,
};

/**
 * Every matter that waits (open, or closed and to be looked at again) has one holder who is in office, or the queue of a unit in which
 * somebody is, and one wake-up that was not missed. Runs on the owner's connection, over all cities.
 */
export async function examineMatters(client: pg.Client, now: Date): Promise<Finding> {
  const { rows } = await client.query<Omit<Fault, 'fault'> & { fault: Fault['fault'] | 'waiting' }>(
    `with waiting as (
       select m.* from matters.matters m where m.outcome is null or m.look_back_why is not null and m.looked_back_on is null
     ), desks as (
       select distinct p.city, p.unit_id, p.programme from people.posts p
       join people.accounts a on a.city = p.city and a.id = p.account_id and a.state = 'active'
       where p.since <= ($1::timestamptz at time zone 'Asia/Shanghai')::date and (p.until is null or p.until > ($1::timestamptz at time zone 'Asia/Shanghai')::date)
     ), faults as (
       select 'waiting' as fault, number from waiting
       union all select 'no_holder', number from waiting where holder_unit_id is null
       union all select 'no_wake', number from waiting where wake_at is null
       union all select 'missed', number from waiting where wake_at < $1::timestamptz - interval '1 hour'
       union all select 'left', w.number from waiting w left join people.accounts a on a.city = w.city and a.id = w.holder_account_id
         where w.holder_account_id is not null and a.state is distinct from 'active'
       union all select 'empty_desk', w.number from waiting w
         where w.holder_account_id is null and w.holder_unit_id is not null
           and not exists (select from desks d where d.city = w.city and d.unit_id = w.holder_unit_id and d.programme = w.programme)
     )
     select fault, count(*)::int as n, min(number) as first from faults group by fault`,
    [now],
  );
  const waiting = rows.find((row) => row.fault === 'waiting')?.n ?? 0;
  const faults = rows.flatMap(({ fault, n, first }) => (fault === 'waiting' ? [] : [{ fault, n, first }]));
  if (faults.length === 0)
    return { key: 'matters', state: 'ok', title: '事项', words: `${waiting} 件等人办，各有一个持有人和一次下次提醒` };
  const broken = faults.some(({ fault }) => fault === 'no_holder' || fault === 'no_wake');
  const words = (Object.keys(said) as Fault['fault'][]).flatMap((key) => {
    const found = faults.find(({ fault }) => fault === key);
    return found ? [`${said[key](found.n)}（先看 ${found.first}）`] : [];
  });
  return { key: 'matters', state: broken ? 'wrong' : 'note', title: '事项', words: words.join('；') };
}
