/** What a sign-in name and a new password must be. Pure: the browser says the same before anything is sent, the server judges. */

export const accountNameForm = /^[a-z][a-z0-9._-]{2,39}$/;
export const accountNameWords = '用户名以小写字母开头，3–40 个小写字母、数字、点、横线或下划线';

/** The rule in one line, for the hint beside a password. */
export const passwordHint = '至少 10 个字符，大写字母、小写字母、数字、其他符号四类里至少三类，不含用户名';

/**
 * What is wrong with a new password, in words; empty when nothing is. At least ten signs of three classes out of capital letters, small
 * letters, digits and others (GB/T 22239-2019 身份鉴别 asks for complexity; the numbers are 可配置), not the sign-in name.
 */
export function weaknesses(password: string, name: string): string[] {
  const found: string[] = [];
  const signs = [...password];
  if (signs.length < 10) found.push(`密码至少 10 个字符，现在是 ${signs.length} 个`);
  if (signs.length > 128) found.push('密码最多 128 个字符');
  const classes = [/[A-Z]/, /[a-z]/, /[0-9]/, /[^A-Za-z0-9]/].filter((kind) => kind.test(password)).length;
  if (classes < 3) found.push('密码须含大写字母、小写字母、数字、其他符号中的至少三类');
  const plain = password.toLowerCase();
  const own = name.trim().toLowerCase();
  if (own.length >= 3 && (plain.includes(own) || plain.includes([...own].reverse().join('')))) found.push('密码不能包含用户名');
  if (/^(.)\1*$/u.test(password)) found.push('密码不能是同一个字符');
  return found;
}
