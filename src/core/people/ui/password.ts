/**
 * What the browser can say about a new password before it is sent, in one sentence; null when nothing is wrong. The server judges again, by
 * the same rule (GB/T 22239-2019 身份鉴别): ten signs, three classes of four, not the sign-in name.
 */
export function passwordProblem(password: string, name: string): string | null {
  if ([...password].length < 10) return '至少 10 个字符';
  const classes = [/[A-Z]/, /[a-z]/, /[0-9]/, /[^A-Za-z0-9]/].filter((kind) => kind.test(password)).length;
  if (classes < 3) return '须含大写字母、小写字母、数字、其他符号中的至少三类';
  const own = name.trim().toLowerCase();
  if (own !== '' && password.toLowerCase().includes(own)) return '不能含有用户名';
  return null;
}

export const passwordHint = '至少 10 个字符，含大写字母、小写字母、数字、其他符号中的三类';
