/** Routes of the office, of signing in and out, of one's own devices and password. */
import { z } from 'zod';
import { actId, perform, type Route, raw, read, settingsOf } from '../../ledger/index.ts';
import { changePassword } from '../acts.ts';
import { deviceWords } from '../clients.ts';
import { isFirstRun, listCities, newOffice, openOffice } from '../office.ts';
import {
  accountClosed,
  addressSlowed,
  adminsNotApart,
  nameLocked,
  noPost,
  noSuchCity,
  notFoundDevice,
  notOpened,
  oldPasswordWrong,
  oneTimeExpired,
  openedAlready,
  passwordUsed,
  signedOut,
  weakPassword,
  wrongPassword,
} from '../problems.ts';
import { endSession, endSessions, listDemoAccounts, listDevices, noteSignIn, officeOf, revokeDevice } from '../queries.ts';
import { deviceAnswer, devices, done, id, nothing, officeAnswer, type RouteOptions, sessionAnswer, sessionWith } from './shapes.ts';

export function sessionRoutes({ roles, sessions }: RouteOptions): readonly Route[] {
  const sessionOf = sessionWith(roles);
  return [
    raw({
      method: 'GET',
      path: '/api/office',
      operation: 'people.office.read',
      title: '本办公室',
      verb: 'public',
      answer: officeAnswer,
      run: async (_request, _reply, { office }) => {
        const opened = await office.db.anonymous(officeOf);
        return {
          state: opened ? 'ready' : 'first_run',
          demo: opened?.demo ?? false,
          city: opened ? { code: opened.city, name: opened.name } : null,
          now: office.clock.now().toISOString(),
          demo_accounts: opened?.demo ? await office.db.anonymous((tx) => listDemoAccounts(tx, opened.city)) : [],
          cities: opened ? [] : listCities(),
          complaints: opened?.complaints ?? null,
          record_no: opened?.record_no ?? null,
        };
      },
    }),
    raw({
      method: 'POST',
      path: '/api/office',
      operation: 'people.office.open',
      title: '首次启用',
      verb: 'public',
      body: newOffice,
      answer: z.object({ city: z.string() }),
      problems: [openedAlready, noSuchCity, adminsNotApart, weakPassword],
      rate: 10,
      run: async (request, _reply, { office }) => {
        const key = actId(request);
        if (!(await isFirstRun(office))) throw openedAlready();
        return await openOffice(office, key, request.body as z.infer<typeof newOffice>);
      },
    }),
    // ---------------------------------------------------------- sessions
    raw({
      method: 'POST',
      path: '/api/sessions',
      operation: 'people.session.sign_in',
      title: '登录',
      verb: 'public',
      body: z.object({ name: z.string().max(100), password: z.string().max(200) }),
      answer: sessionAnswer,
      problems: [wrongPassword, nameLocked, addressSlowed, accountClosed, oneTimeExpired, noPost, notOpened],
      rate: 120,
      run: async (request, reply, { office }) => {
        reply.header('cache-control', 'no-store');
        return await sessionOf(office, await sessions.signIn(office, request, reply, request.body as { name: string; password: string }));
      },
    }),
    raw({
      method: 'GET',
      path: '/api/session',
      operation: 'people.session.read',
      title: '我的登录',
      verb: null,
      answer: sessionAnswer,
      problems: [signedOut, noPost],
      run: async (request, reply, { office }) => {
        reply.header('cache-control', 'no-store');
        const found = await sessions.find(office, request);
        if (!found) throw signedOut();
        return await sessionOf(office, found);
      },
    }),
    raw({
      method: 'DELETE',
      path: '/api/sessions/current',
      operation: 'people.session.sign_out',
      title: '退出登录',
      verb: 'public',
      answer: nothing,
      run: async (request, reply, { office }) => {
        const found = await sessions.find(office, request);
        const session = found?.actor.session_id;
        if (found && session) {
          const { actor } = found;
          await office.db.transaction('write', settingsOf(actor), async (tx) => {
            await endSession(tx, actor.city, session, 'signed out');
            await noteSignIn(
              tx,
              actor.city,
              'signed_out',
              { id: actor.account_id, name: actor.account },
              { address: request.ip, words: deviceWords(request.headers['user-agent']) },
            );
          });
        }
        sessions.leave(reply);
        return {};
      },
    }),
    raw({
      method: 'DELETE',
      path: '/api/sessions',
      operation: 'people.session.sign_out_everywhere',
      title: '在所有设备上退出',
      verb: 'public',
      answer: z.object({ ended: z.int() }),
      run: async (request, reply, { office }) => {
        const found = await sessions.find(office, request);
        let ended = 0;
        if (found) {
          const { actor } = found;
          ended = await office.db.transaction('write', settingsOf(actor), async (tx) => {
            const count = await endSessions(tx, actor.city, actor.account_id, 'signed out everywhere');
            await noteSignIn(
              tx,
              actor.city,
              'signed_out_everywhere',
              { id: actor.account_id, name: actor.account },
              { address: request.ip, words: deviceWords(request.headers['user-agent']) },
            );
            return count;
          });
        }
        sessions.leave(reply);
        return { ended };
      },
    }),
    read({
      path: '/api/session/devices',
      operation: 'people.devices.list',
      title: '我的登录设备',
      verb: null,
      answer: z.object({ items: z.array(deviceAnswer) }),
      run: async ({ tx, actor }) => ({ items: devices(await listDevices(tx, actor.city, actor.account_id), actor.session_id) }),
    }),
    raw({
      method: 'DELETE',
      path: '/api/session/devices/:id',
      operation: 'people.devices.revoke',
      title: '让设备退出',
      verb: null,
      params: id,
      answer: nothing,
      problems: [notFoundDevice],
      run: async (request, _reply, { actor, office }) => {
        if (!actor) throw signedOut();
        const device = (request.params as z.infer<typeof id>).id;
        await office.db.transaction('write', settingsOf(actor), async (tx) => {
          if (!(await revokeDevice(tx, actor.city, device))) throw notFoundDevice();
          await noteSignIn(
            tx,
            actor.city,
            'device_revoked',
            { id: actor.account_id, name: actor.account },
            { address: request.ip, words: deviceWords(request.headers['user-agent']) },
          );
        });
        sessions.forget();
        return {};
      },
    }),
    raw({
      method: 'POST',
      path: '/api/session/password',
      operation: 'people.self.password',
      title: '修改本人密码',
      verb: null,
      body: z.object({ old_password: z.string().max(200), password: z.string().max(200) }),
      answer: done,
      problems: [oldPasswordWrong, weakPassword, passwordUsed],
      rate: 10,
      run: async (request, _reply, { actor, office }) => {
        if (!actor) throw signedOut();
        const answer = await perform(office, changePassword, actor, actId(request), request.body);
        sessions.forget();
        return answer;
      },
    }),
  ];
}
