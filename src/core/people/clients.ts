/** Words for a browser, so that a person knows his own devices again: `Windows，Chrome`. Rough on purpose: nothing decides by it. */
const systems: readonly (readonly [RegExp, string])[] = [
  [/HarmonyOS|OpenHarmony/i, '鸿蒙'],
  [/Android/i, '安卓手机'],
  [/iPhone/i, '苹果手机'],
  [/iPad/i, '苹果平板'],
  [/Windows/i, 'Windows'],
  [/Mac OS X|Macintosh/i, 'Mac'],
  [/UOS|Kylin/i, '国产系统'],
  [/Linux/i, 'Linux'],
];
const browsers: readonly (readonly [RegExp, string])[] = [
  [/MicroMessenger/i, '微信'],
  [/DingTalk/i, '钉钉'],
  [/QQBrowser/i, 'QQ 浏览器'],
  [/360SE|360EE|QIHU/i, '360 浏览器'],
  [/HuaweiBrowser/i, '华为浏览器'],
  [/MiuiBrowser/i, '小米浏览器'],
  [/Edg(e|A|iOS)?\//i, 'Edge'],
  [/Firefox\//i, 'Firefox'],
  [/Chrome\//i, 'Chrome'],
  [/Safari\//i, 'Safari'],
];
const first = (list: typeof systems, text: string): string | undefined => list.find(([pattern]) => pattern.test(text))?.[1];

export function deviceWords(userAgent: string | undefined): string {
  const text = userAgent ?? '';
  const words = [first(systems, text), first(browsers, text)].filter((word) => word !== undefined);
  return words.length > 0 ? words.join('，') : '其他设备';
}
