/**
 * The boundaries of the house: doors → programmes → core front doors → platform, and the three zones (pure, browser, server), told apart by
 * file name. Read by `boundaries.test.ts`, which also shows that each rule can fail.
 */
import type { IRegularForbiddenRuleType } from 'dependency-cruiser';

/** Core units from the top of the house to its bottom: each may import only what stands before it. */
export const order = [
  'ledger',
  'reference',
  'divisions',
  'clock',
  'people',
  'files',
  'notices',
  'books',
  'registers',
  'subjects',
  'matters',
  'visits',
  'events',
  'indicators',
  'documents',
  'forms',
] as const;

/** Declarations and arithmetic: no node, no database, no DOM. The browser and the phone run them too. */
export const pure = [
  '^src/platform/problems?\\.ts$',
  '^src/platform/[^/]+/problems\\.ts$',
  '^src/core/ledger/actor\\.ts$',
  // The nouns of two units, declared like a sheet.
  '^src/core/(matters/kind|visits/checklist)\\.ts$',
  '^src/core/reference/identifiers\\.ts$',
  '^src/core/registers/(cells|headings|masks)\\.ts$',
  '^src/core/registers/cells/[^/]+\\.ts$',
  '^src/(core|programmes)/[^/]+/(registers|codes|checklists|matters|events|rules|problems|sheet)\\.ts$',
  '^src/(core|programmes)/[^/]+/(registers|codes|checklists|matters|events|rules|problems|sheet)/[^/]+\\.ts$',
];

/** The interface. */
export const browser = '^src/(kit/|web\\.tsx$|(core|programmes)/[^/]+/ui/)';

/** Tests may open what the code beside them may not: a whole office, another unit's rooms. */
const tests = '/tests/';

/** What one core unit shows to the others, and to programmes. `ui/pages.ts` is for manifests: it loads no page before it is opened. */
const frontDoor = ['^src/core/[^/]+/(index\\.ts|ui/(index|pages)\\.ts)$', '^src/core/(programme|unit)\\.ts$', ...pure];

const generated = '^src/generated/';

/** A rule and a pair of files that breaks it: from path to imported path, or package. */
export interface BoundaryRule extends IRegularForbiddenRuleType {
  name: string;
  comment: string;
  breaks: readonly [from: string, to: string];
}

const rule = (
  name: string,
  comment: string,
  from: IRegularForbiddenRuleType['from'],
  to: IRegularForbiddenRuleType['to'],
  breaks: BoundaryRule['breaks'],
): BoundaryRule => ({ name, comment, severity: 'error', from, to, breaks });

export const rules: readonly BoundaryRule[] = [
  rule(
    'pure-stays-pure',
    'A pure file imports only pure files. Move what needs node, a package, the database or the DOM into a server or ui file.',
    { path: pure, pathNot: tests },
    { pathNot: pure },
    ['src/programmes/fire/rules.ts', 'src/platform/clock.ts'],
  ),
  rule(
    'browser-stays-browser',
    'Interface files import ui/, kit/, pure files, the generated client types and browser packages, never server files.',
    { path: browser, pathNot: tests },
    { path: '^src/', pathNot: [browser, ...pure, '^src/generated/api\\.ts$'] },
    ['src/core/people/ui/accounts.tsx', 'src/core/people/queries.ts'],
  ),
  rule('browser-without-node', 'Interface files use no module of Node.', { path: browser, pathNot: tests }, { dependencyTypes: ['core'] }, [
    'src/kit/format.ts',
    'node:path',
  ]),
  rule(
    'server-without-browser',
    'Server files import nothing of ui/ or kit/. Move what both need into a pure file.',
    { path: '^src/', pathNot: [browser, tests] },
    { path: browser },
    ['src/core/people/acts.ts', 'src/kit/format.ts'],
  ),
  rule(
    'kit-without-domain',
    'The kit serves every unit and knows none: it imports kit/ and pure files.',
    { path: '^src/kit/', pathNot: tests },
    { path: '^src/', pathNot: ['^src/kit/', ...pure, '^src/generated/api\\.ts$'] },
    ['src/kit/session.tsx', 'src/core/people/ui/me.tsx'],
  ),
  rule(
    'platform-without-domain',
    'The platform stands below the core: it imports only itself and the generated database types.',
    { path: '^src/platform/', pathNot: tests },
    { path: '^src/', pathNot: ['^src/platform/', '^src/generated/db\\.ts$'] },
    ['src/platform/db.ts', 'src/core/ledger/index.ts'],
  ),
  rule(
    'programmes-apart',
    'Programmes never import each other. What two of them need is a noun of the core.',
    { path: '^src/programmes/([^/]+)/' },
    { path: '^src/programmes/', pathNot: '^src/programmes/$1/' },
    ['src/programmes/fire/acts.ts', 'src/programmes/court/codes.ts'],
  ),
  rule(
    'core-knows-no-programme',
    'Core, platform and kit import no programme, their tests neither: a programme declares itself to them.',
    { path: '^src/(core|platform|kit)/' },
    { path: '^src/programmes/' },
    ['src/core/registers/acts.ts', 'src/programmes/fire/codes.ts'],
  ),
  rule(
    'doors-list-programmes',
    'Only src/units.ts and src/web.tsx list programmes.',
    { path: '^src/[^/]+$', pathNot: '^src/(units\\.ts|web\\.tsx)$' },
    { path: '^src/programmes/' },
    ['src/demo.ts', 'src/programmes/fire/programme.ts'],
  ),
  rule(
    'programmes-use-front-doors',
    'A programme imports a core unit by its index.ts, its ui/index.ts, its ui/pages.ts or a pure file.',
    { path: '^src/programmes/', pathNot: tests },
    { path: '^src/', pathNot: ['^src/programmes/', '^src/platform/', '^src/kit/', generated, ...frontDoor] },
    ['src/programmes/fire/acts.ts', 'src/core/people/queries.ts'],
  ),
  rule(
    'core-uses-front-doors',
    'A core unit imports another one by its index.ts, its ui/index.ts or a pure file.',
    { path: '^src/core/([^/]+)/', pathNot: tests },
    { path: '^src/core/', pathNot: ['^src/core/$1/', '^src/core/[^/]+\\.ts$', ...frontDoor] },
    ['src/core/registers/acts.ts', 'src/core/people/queries.ts'],
  ),
  ...order
    .slice(0, -1)
    .map((unit, at) =>
      rule(
        `order-of-${unit}`,
        `${unit} may import only the units that stand above it: ${order.slice(0, at).join(', ') || 'none'}.`,
        { path: `^src/core/${unit}/`, pathNot: tests },
        { path: '^src/core/[^/]+/', pathNot: `^src/core/(${order.slice(0, at + 1).join('|')})/` },
        [`src/core/${unit}/acts.ts`, 'src/core/forms/index.ts'],
      ),
    ),
  rule(
    'order-of-the-unknown',
    `Every core unit has its place in the order of the house: ${order.join(', ')}.`,
    { path: '^src/core/[^/]+/', pathNot: `^src/core/(${order.join('|')})/` },
    {},
    ['src/core/gadgets/acts.ts', 'src/core/ledger/index.ts'],
  ),
  rule(
    'core-declares-itself',
    "unit.ts says in types what a unit gives to the doors; at run time no unit imports the core's own doors.",
    { path: '^src/core/[^/]+/', pathNot: tests },
    { path: '^src/core/[^/]+\\.ts$', dependencyTypesNot: ['type-only'] },
    ['src/core/people/acts.ts', 'src/core/deploy.ts'],
  ),
  rule(
    'core-names-no-programme',
    'programme.ts is made of every noun; a unit that needs its types stands above itself. What all units share is in unit.ts.',
    { path: '^src/core/[^/]+/', pathNot: tests },
    { path: '^src/core/programme\\.ts$' },
    ['src/core/people/acts.ts', 'src/core/programme.ts'],
  ),
  rule(
    'nobody-imports-doors',
    'Nothing inside a unit imports a door.',
    { path: '^src/(core|platform|kit|programmes|generated)/', pathNot: tests },
    { path: '^src/[^/]+\\.tsx?$' },
    ['src/core/people/acts.ts', 'src/units.ts'],
  ),
  rule('tests-stay-outside', 'Code never imports tests.', { path: '^src/', pathNot: tests }, { path: ['/tests/', '^tests/'] }, [
    'src/core/people/acts.ts',
    'tests/support/database.ts',
  ]),
  rule(
    'no-circle',
    'These files import each other in a circle. Take what both need into a third file.',
    {},
    { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    ['src/core/people/acts.ts', 'src/core/people/circle.ts'],
  ),
  rule('imports-lead-somewhere', 'The imported file or package does not exist.', {}, { couldNotResolve: true }, [
    'src/core/people/acts.ts',
    './missing.ts',
  ]),
  rule(
    'packages-declared',
    'Every package that is imported stands in package.json.',
    { pathNot: generated },
    { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    ['src/platform/db.ts', 'stranger'],
  ),
  rule(
    'server-packages-installed',
    'The server runs without development packages: what it imports belongs under dependencies.',
    { path: '^src/', pathNot: [browser, tests] },
    { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    ['src/platform/db.ts', 'developer'],
  ),
  rule(
    'pool-stays-in-platform',
    'Only the platform opens connections; core and programmes take the transaction they are given.',
    { path: '^src/(core|programmes)/', pathNot: tests },
    { path: '^node_modules/pg/', dependencyTypesNot: ['type-only'] },
    ['src/core/people/queries.ts', 'pg'],
  ),
];
