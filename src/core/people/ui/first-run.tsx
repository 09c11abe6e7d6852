/**
 * An empty office: choose the city and make the three administrators. They are separate persons (三员分立: system, security, audit), as
 * the graded protection of information systems asks (GB/T 22239-2019 8.1.5); none of them sees business rows.
 */
import { type FormEvent, useState } from 'react';
import { ApiProblem, send } from '../../../kit/api.ts';
import { Button } from '../../../kit/parts/button.tsx';
import { Field } from '../../../kit/parts/form.tsx';
import { Failure, Notice } from '../../../kit/parts/states.tsx';
import type { Office } from '../../../kit/session.tsx';
import { useTitle } from '../../../kit/title.ts';
import { accountNameForm, accountNameWords, passwordHint, weaknesses } from '../rules.ts';
import './sign-in.css';

const admins = [
  { key: 'system', title: '系统管理员', does: '建单位、建账号、锁账号，填投诉建议和备案号；不能安排岗位' },
  { key: 'security', title: '安全管理员', does: '安排岗位、解锁账号、重设密码、办交接；不能建账号' },
  { key: 'audit', title: '审计管理员', does: '看流水和登录记录、核对封存；什么也改不了' },
] as const;
type AdminKey = (typeof admins)[number]['key'];
interface Admin {
  name: string;
  title: string;
  password: string;
  again: string;
}
const blank: Admin = { name: '', title: '', password: '', again: '' };

export function FirstRun({ office, onDone }: { office: Office; onDone: () => void }) {
  useTitle('首次启用');
  const cities = office.cities;
  const [city, setCity] = useState(cities.length === 1 ? (cities[0]?.code ?? '') : '');
  const [people, setPeople] = useState<Record<AdminKey, Admin>>({ system: blank, security: blank, audit: blank });
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const set = (key: AdminKey, change: Partial<Admin>) => setPeople((before) => ({ ...before, [key]: { ...before[key], ...change } }));

  const wrong = (key: AdminKey): Partial<Record<keyof Admin, string>> => {
    const p = people[key];
    const same = admins.some((a) => a.key !== key && p.name !== '' && people[a.key].name.trim() === p.name.trim());
    const reused = admins.some((a) => a.key !== key && p.password !== '' && people[a.key].password === p.password);
    const [weak] = weaknesses(p.password, p.name);
    const namesake = admins.some((a) => a.key !== key && p.title.trim() !== '' && people[a.key].title.trim() === p.title.trim());
    return {
      ...(!accountNameForm.test(p.name.trim()) ? { name: accountNameWords } : same ? { name: '三个管理员须是三个账号' } : {}),
      ...(p.title.trim() === ''
        ? { title: '请填写姓名' }
        : namesake
          ? { title: '三个管理员须是三个人；同名的请加以区别，如注明单位' }
          : {}),
      ...(weak ? { password: weak } : reused ? { password: '三个管理员的密码不能相同' } : {}),
      ...(p.again !== p.password ? { again: '两次填写不一样' } : {}),
    };
  };
  const ready = city !== '' && admins.every((a) => Object.keys(wrong(a.key)).length === 0);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!ready || busy) return;
    setBusy(true);
    setProblem(null);
    try {
      const made = (key: AdminKey) => ({
        name: people[key].name.trim(),
        title: people[key].title.trim(),
        password: people[key].password,
      });
      await send('POST', '/api/office', {
        body: { city, administrators: { system: made('system'), security: made('security'), audit: made('audit') } },
      });
      onDone();
    } catch (cause) {
      // Somebody else finished first: the office is ready, and this page has no more to do.
      if (cause instanceof ApiProblem && cause.status === 409) onDone();
      else setProblem(cause);
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className="gate">
      <header>
        <span className="name">台账</span>
        <span className="l">首次启用</span>
      </header>
      <main className="wide">
        <form onSubmit={submit} noValidate>
          <h1>启用本办公室</h1>
          <Notice>
            选定城市，设三名管理员。三名管理员须是三个人，互相制约，都看不到业务数据；之后由系统管理员建账号，安全管理员安排岗位。
          </Notice>
          <fieldset>
            <legend>一　城市</legend>
            <Field
              title="地级市及区划代码"
              must
              error={tried && city === '' ? '请选择城市；选定后不能更改' : null}
              hint="选定后不能更改。没有要找的城市，请运维人员先执行 scripts/fetch-divisions.mjs 备好它的区划表。"
            >
              {(c) => (
                <select {...c} value={city} onChange={(e) => setCity(e.target.value)}>
                  <option value="">请选择</option>
                  {cities.map((x) => (
                    <option key={x.code} value={x.code}>
                      {x.name}　{x.code}
                    </option>
                  ))}
                </select>
              )}
            </Field>
          </fieldset>
          {admins.map((a, i) => {
            const errors = tried ? wrong(a.key) : {};
            const p = people[a.key];
            return (
              <fieldset key={a.key}>
                <legend>
                  {['二', '三', '四'][i]}　{a.title}
                  <span className="n">　{a.does}</span>
                </legend>
                <div className="two-fields">
                  <Field title="用户名" must error={errors.name}>
                    {(c) => (
                      <input
                        {...c}
                        autoComplete="off"
                        autoCapitalize="none"
                        spellCheck={false}
                        value={p.name}
                        onChange={(e) => set(a.key, { name: e.target.value })}
                      />
                    )}
                  </Field>
                  <Field title="姓名" must error={errors.title}>
                    {(c) => <input {...c} autoComplete="off" value={p.title} onChange={(e) => set(a.key, { title: e.target.value })} />}
                  </Field>
                  <Field title="密码" must error={errors.password} hint={passwordHint}>
                    {(c) => (
                      <input
                        {...c}
                        type="password"
                        autoComplete="new-password"
                        value={p.password}
                        onChange={(e) => set(a.key, { password: e.target.value })}
                      />
                    )}
                  </Field>
                  <Field title="再填一遍" must error={errors.again}>
                    {(c) => (
                      <input
                        {...c}
                        type="password"
                        autoComplete="new-password"
                        value={p.again}
                        onChange={(e) => set(a.key, { again: e.target.value })}
                      />
                    )}
                  </Field>
                </div>
              </fieldset>
            );
          })}
          <Failure problem={problem} />
          <div className="acts" style={{ marginTop: 16 }}>
            <Button type="submit" look="p" busy={busy}>
              启用
            </Button>
            <span className="n">城市和三名管理员一次写入；之后用各自的账号登录。</span>
          </div>
        </form>
      </main>
    </div>
  );
}
