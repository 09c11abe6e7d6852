/** Sessions: signing in and out, and the actor behind a cookie. Real time throughout; only the posts follow the business date. */
import { createHash, randomBytes } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { listen } from '../../platform/db.ts';
import { newId } from '../../platform/ids.ts';
import type { Actor, Authenticate, Office } from '../ledger/index.ts';
import { actorFrom } from './actors.ts';
import { deviceWords } from './clients.ts';
import { checkPassword } from './passwords.ts';
import {
  accountClosed,
  addressSlowed,
  nameLocked,
  noPost,
  notOpened,
  oneTimeExpired,
  passwordDue,
  signedOut,
  wrongPassword,
} from './problems.ts';
import { beginSignIn, findActorOfSession, finishSignIn, type NewSession, noteSignIn, type OpenedOffice, officeOf } from './queries.ts';
import type { Roles } from './roles.ts';

export const sessionCookie = 'taizhang_session';
/** Recognises the browser again, so that a person's list of devices stays short. Opens nothing. */
const deviceCookie = 'taizhang_device';

/** How long a desk session may rest, and how long it may last at all. Administrators and the door's brief programmes rest half as long. */
const idleMinutes = 30;
const briefIdleMinutes = 15;
const lastsHours = 12;

/**
 * How long a remembered actor is believed without asking the database again. Whoever changes posts, locks or signs out tells every process
 * at once (`taizhang_sessions`); this bound holds when that word is lost with its connection.
 */
const rememberedFor = 15_000;
const rememberedAtMost = 5_000;

/** Paths that a person may still use who must first change the password. */
const openBeforeChange = new Set(['/api/session', '/api/session/password', '/api/sessions', '/api/sessions/current']);

export interface SignedIn {
  actor: Actor;
  idle_minutes: number;
  must_change_password: boolean;
}

interface Remembered extends SignedIn {
  until: number;
  today: string;
}

export class Sessions {
  readonly #roles: Roles;
  readonly #secure: boolean;
  readonly #briefProgrammes: readonly string[];
  readonly #remembered = new Map<string, Remembered>();
  /** Counts what was forgotten: an actor read before a change is not remembered after it. */
  #forgotten = 0;
  #opened: OpenedOffice | undefined;

  constructor(options: { roles: Roles; publicUrl: string | null; briefProgrammes: readonly string[] }) {
    this.#roles = options.roles;
    this.#secure = options.publicUrl?.startsWith('https:') ?? false;
    this.#briefProgrammes = options.briefProgrammes;
  }

  /** Listens to what other processes changed. Returns the function that stops it. */
  listen(office: Office): () => Promise<void> {
    return listen(office.db.url, 'taizhang_sessions', () => this.forget());
  }

  /** Forgets all remembered actors: the next request of each asks the database. Changes are rare and asking costs a millisecond. */
  forget(): void {
    this.#forgotten += 1;
    this.#remembered.clear();
  }

  authenticate(office: Office): Authenticate {
    return async (request, reply, demanded) => {
      const found = await this.find(office, request);
      if (!found) {
        if (request.cookies[sessionCookie]) reply.clearCookie(sessionCookie, { path: '/' });
        if (demanded) throw signedOut();
        return null;
      }
      const path = request.routeOptions.url ?? '';
      if (found.must_change_password && !openBeforeChange.has(path)) {
        if (demanded) throw passwordDue();
        return null;
      }
      if (found.actor.posts.length === 0 && demanded && !path.startsWith('/api/sessions')) throw noPost();
      return found.actor;
    };
  }

  /** Who is behind the cookie of a request; undefined when nobody is signed in. */
  async find(office: Office, request: FastifyRequest): Promise<SignedIn | undefined> {
    const token = request.cookies[sessionCookie];
    if (!token || token.length > 100) return undefined;
    const hash = digest(token);
    const key = hash.toString('base64');
    const today = office.clock.today();
    const known = this.#remembered.get(key);
    if (known && known.until > Date.now() && known.today === today) return known;
    const before = this.#forgotten;
    const city = (await this.#office(office))?.city;
    if (!city) return undefined;
    const fresh = await office.db.transaction('write', { city }, async (tx) => {
      const facts = await findActorOfSession(tx, city, hash, today);
      if (!facts) return undefined;
      const actor = await actorFrom(tx, facts, city, this.#roles, facts.session_id);
      return {
        actor,
        idle_minutes: facts.idle_minutes,
        must_change_password: facts.must_change === true,
        until: Date.now() + Math.min(rememberedFor, facts.expires_in_ms),
        today,
      };
    });
    this.#remembered.delete(key);
    if (fresh && this.#forgotten === before) {
      if (this.#remembered.size >= rememberedAtMost)
        for (const oldest of this.#remembered.keys()) {
          this.#remembered.delete(oldest);
          break;
        }
      this.#remembered.set(key, fresh);
    }
    return fresh;
  }

  /**
   * Signs a person in and sets the cookies. Refuses with the same words, and after the same work, whether the name is unknown or the password
   * wrong; only who knows the password learns that his account is closed or without post.
   */
  async signIn(office: Office, request: FastifyRequest, reply: FastifyReply, typed: { name: string; password: string }): Promise<SignedIn> {
    const opened = await this.#office(office);
    if (!opened) throw notOpened();
    const { city } = opened;
    const name = typed.name.normalize('NFKC').trim().toLowerCase();
    const nameKey = office.vault.blind(name, 'people.sign_in').toString('hex');
    const from = { address: request.ip, words: deviceWords(request.headers['user-agent']) };
    const attempt = await office.db.anonymous((tx) => beginSignIn(tx, city, name, nameKey, from.address));
    const who = { id: attempt.account_id, name: attempt.account_name };
    if (attempt.refused === 'address') throw addressSlowed({ seconds: attempt.seconds });
    if (attempt.refused === 'name') {
      await office.db.anonymous((tx) => noteSignIn(tx, city, 'refused', who, from));
      throw nameLocked({ seconds: attempt.seconds });
    }
    const right = await checkPassword(attempt.hash, typed.password);
    if (!right || !attempt.account_id || !attempt.reserved_at) {
      await office.db.anonymous((tx) => noteSignIn(tx, city, 'failed', who, from));
      if (attempt.pause_ms > 0) await new Promise((resume) => setTimeout(resume, attempt.pause_ms));
      throw wrongPassword();
    }
    const token = randomBytes(32).toString('base64url');
    const known = request.cookies[deviceCookie];
    const device = known && /^[\w-]{43}$/.test(known) ? known : randomBytes(32).toString('base64url');
    const session: NewSession = {
      account: attempt.account_id,
      nameKey,
      address: from.address,
      reservedAt: attempt.reserved_at,
      today: office.clock.today(),
      session: newId(),
      token: digest(token),
      device: newId(),
      deviceToken: digest(device),
      words: from.words,
      hours: lastsHours,
      idleMinutes,
      briefProgrammes: this.#briefProgrammes,
      briefIdleMinutes,
    };
    const refused = await office.db.anonymous((tx) => finishSignIn(tx, city, session));
    if (refused === 'closed') throw accountClosed();
    if (refused === 'expired') throw oneTimeExpired();
    if (refused === 'no_post') throw noPost();
    const secure = this.#secure || request.protocol === 'https';
    const cookie = { path: '/', httpOnly: true, sameSite: 'lax', secure } as const;
    reply.setCookie(sessionCookie, token, cookie);
    reply.setCookie(deviceCookie, device, { ...cookie, maxAge: 400 * 24 * 3600 });
    request.cookies[sessionCookie] = token;
    const found = await this.find(office, request);
    if (!found) throw signedOut();
    return found;
  }

  /** Forgets what is remembered here and takes the cookie away; the session itself is ended by the caller. */
  leave(reply: FastifyReply): void {
    this.forget();
    reply.clearCookie(sessionCookie, { path: '/' });
  }

  /** The opened office, asked until there is one: it is opened once and never closed. */
  async #office(office: Office): Promise<OpenedOffice | undefined> {
    this.#opened ??= await office.db.anonymous(officeOf);
    return this.#opened;
  }
}

/** Only the digest of a token is stored: who reads the database cannot sign in with what he finds. */
const digest = (token: string): Buffer => createHash('sha256').update(token).digest();
