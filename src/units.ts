/**
 * The programmes and units of this installation: with `src/web.tsx` the only place that lists programmes. A new programme is one line
 * here and one there.
 */
import { createClock } from './core/clock/index.ts';
import { routes as divisionRoutes } from './core/divisions/routes.ts';
import { createDocuments } from './core/documents/index.ts';
import { createFiles, fileTitles } from './core/files/index.ts';
import { createIndicators } from './core/indicators/index.ts';
import type { Office } from './core/ledger/index.ts';
import { createLedger, ledgerTitles } from './core/ledger/unit.ts';
import { createMatters, type OnChange, type Tell, type Telling } from './core/matters/index.ts';
import { createNotices, tell } from './core/notices/index.ts';
import { buildActor, createPeople, createRoles, findAccountId, peopleTitles, readerActor, systemActor } from './core/people/index.ts';
import type { Programme } from './core/programme.ts';
import { createRegisters, verbTitles } from './core/registers/index.ts';
import type { Unit } from './core/unit.ts';
import { createVisits } from './core/visits/index.ts';
import { fire } from './programmes/fire/programme.ts';

export const programmes: readonly Programme[] = [fire];

/** What only the clock brings comes by the hundred in a night: one notice for whoever it waits for, with the latest of them, not one each. */
const gathered: Partial<Record<Telling['why'], string>> = { near: '有事项临期', overdue: '有事项超期', escalated: '有超期事项升级' };

/** What happens to a matter is heard by the persons and units it concerns. */
const tellOfMatters: Tell = async (tx, { programme, division, matter, why, accounts, units, words }) => {
  const title = gathered[why];
  if (title) {
    const many = {
      kind: `matter.${why}`,
      programme,
      division,
      title: `${title}，请看待办`,
      words: `最近一件 ${matter.number} ${words}`,
      link: '/todo',
    };
    for (const id of accounts) await tell(tx, { ...many, to: [id], about: { relation: 'people.accounts', id } });
    for (const id of units) await tell(tx, { ...many, to: { programme, unit_id: id }, about: { relation: 'divisions.units', id } });
    return;
  }
  const notice = {
    kind: `matter.${why}`,
    programme,
    division,
    title: `${matter.number} ${matter.title}`,
    words,
    link: `/matters/${matter.id}`,
    about: { relation: 'matters.matters', id: matter.id },
  };
  if (accounts.length > 0) await tell(tx, { ...notice, to: [...accounts] });
  for (const unit_id of units) await tell(tx, { ...notice, to: { programme, unit_id } });
};

/** A change of a matter is heard by the programme of its kind. */
const changedIn =
  (all: readonly Programme[]): OnChange =>
  async (tx, actor, deed, changed) => {
    await all.find((one) => changed.kind.startsWith(`${one.key}.`))?.matterChanged?.(tx, actor, deed, changed);
  };

/** Everything the doors need, put together from the units once a process. `more` are further programmes, such as the laws' fixture. */
export function assemble(options: { publicUrl: string | null }, more: readonly Programme[] = []) {
  const all = [...programmes, ...more];
  // Roles must know every unit's; people is built with them, so its own come from its constant.
  const roles = createRoles(all, () => units);
  // Acts behind plain routes name themselves there; the others are named by their units.
  const titles = new Map<string, string>([
    ...ledgerTitles,
    ...peopleTitles,
    ...all.flatMap((p) => fileTitles(p.key)),
    ...all.flatMap((p) => [...(p.acts ?? []).map((a) => [a.verb, a.title] as const), ...p.registers.flatMap(verbTitles)]),
  ]);
  const titleOf = (verb: string) =>
    titles.get(verb) ??
    units.flatMap((u) => u.acts ?? []).find((a) => a.verb === verb)?.title ??
    units.flatMap((u) => u.routes ?? []).find((r) => r.kind === 'act' && r.act.verb === verb)?.title ??
    verb;
  const tables = new Map([
    ['platform.office_facts', '本办公室'] as const,
    ...all.flatMap((p) => p.registers.map((sheet) => [sheet.key, sheet.title] as const)),
  ]);
  const matters = createMatters(
    all.flatMap((p) => p.matters ?? []),
    { verbsOf: (role) => roles.verbsOf(role), system: systemActor, tell: tellOfMatters, changed: changedIn(all) },
  );
  const people = createPeople({ roles, publicUrl: options.publicUrl, briefProgrammes: ['court'], handovers: [matters.handover] });
  const units: readonly Unit[] = [
    createLedger({ titleOf, tableOf: (relation) => tables.get(relation) ?? relation, accountNamed: findAccountId }),
    { key: 'divisions', routes: divisionRoutes },
    createClock({ jobs: () => units.flatMap((u) => u.jobs ?? []), operator: (office) => systemActor(office, 'clock') }),
    people,
    createRegisters({
      sheets: all.flatMap((p) =>
        p.registers.map((sheet) => ({
          sheet,
          ...(p.warnings?.[sheet.key] ? { warnings: p.warnings[sheet.key] as NonNullable<Programme['warnings']>[string] } : {}),
        })),
      ),
      actorOf: (office, account) => buildActor(office, roles, account),
      system: (office) => systemActor(office, 'registers'),
      titleOf,
    }),
    createFiles(),
    createNotices({ withheld: ['court'] }),
    matters,
    createVisits(all.flatMap((p) => p.checklists ?? [])),
    createIndicators(all.flatMap((p) => p.figures)),
    createDocuments({
      bulletins: all.flatMap((p) => p.bulletins ?? []),
      figures: all.flatMap((p) => p.figures),
      rolesWith: (verb, level) => roles.giving(verb, level),
      system: (office, programme) => systemActor(office, programme),
    }),
    ...all,
  ];
  return {
    units,
    programmes: all,
    people,
    roles,
    routes: units.flatMap((u) => u.routes ?? []),
    jobs: units.flatMap((u) => u.jobs ?? []),
    constraints: Object.assign({}, ...units.map((u) => u.constraints ?? {})) as NonNullable<Unit['constraints']>,
    /** The actor of `--as`, or the named reader: without court scope and unmasking. */
    actorFor: (office: Office, account: string | undefined) =>
      account
        ? buildActor(office, roles, account)
        : readerActor(
            office,
            roles,
            all.map((p) => p.key).filter((key) => key !== 'court'),
          ),
  };
}
