/** What a person does in the administration of people. One exported act per thing done. */
export * from './acts/accounts.ts';
export * from './acts/delegations.ts';
export { editOffice } from './acts/office.ts';
export * from './acts/posts.ts';
export { accountName, phonePlace } from './acts/reach.ts';

/** What the ledger page calls these acts. */
export const peopleTitles: readonly (readonly [verb: string, title: string])[] = [
  ['people.office.open', '启用系统'],
  ['people.office.edit', '修改投诉建议和备案号'],
  ['people.demo.load', '装入演示人员'],
  ['people.accounts.create', '建账号'],
  ['people.accounts.change', '修改账号'],
  ['people.password.reset', '重设密码'],
  ['people.self.password', '修改本人密码'],
  ['people.posts.assign', '安排岗位'],
  ['people.posts.end', '结束岗位'],
  ['people.self.delegate', '设代理'],
  ['people.self.undelegate', '收回代理'],
  ['people.delegations.set', '为他人设代理'],
  ['people.delegations.end', '结束他人的代理'],
  ['people.handover.do', '办理交接'],
  ['people.units.create', '建单位'],
];
