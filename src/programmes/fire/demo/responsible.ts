/** 三级包保 of the demo city, with the vacancies that a real one has. */
import { newId } from '../../../platform/ids.ts';
import { dice } from './dice.ts';
import type { DemoRow, Place } from './premises.ts';
import { countyUnits, givenFirst, givenLast, givenOne, streetDuties, surnames, townDuties } from './words.ts';

/** Divisions that lack a tier: what `fire.responsibility_vacant` finds. */
const withoutCounty = ['410402400', '410423213'];
const withoutGrid = ['410402007205', '410402010204', '410402400206', '410481101202'];

/**
 * County leaders by town, town cadres by village in 新华区 and by town elsewhere, village cadres and grid workers by village or grid, for
 * every division in which premises stand. `held` are persons with an account, by division.
 */
export function makeResponsible(
  places: readonly Place[],
  divisions: ReadonlySet<string>,
  held: ReadonlyMap<string, { name: string; unit_name: string }>,
  seed = 4104_2,
): DemoRow[] {
  const chance = dice(seed);
  const names = new Map(places.map((place) => [place.code, place.name]));
  const nameOf = (code: string) => names.get(code) ?? code;
  const person = () =>
    `${chance.pick(surnames)}${chance.chance(0.25) ? chance.pick(givenOne) : `${chance.pick(givenFirst)}${chance.pick(givenLast)}`}`;
  const phone = () => `1${chance.pick(['35', '36', '37', '38', '39', '50', '58', '59', '83', '86', '87'])}${chance.digits(8)}`;
  const rows: DemoRow[] = [];
  const add = (
    tier: string,
    division: string,
    name: string,
    unit_name: string,
    duty: string,
    period: { since: string; until?: string },
    own = phone(),
  ) => rows.push({ id: newId(), values: { tier, division, name, unit_name, duty, phone: own, ...period } });
  const since = () => chance.pick(['2021-12-01', '2022-03-15', '2022-06-01', '2022-09-13']);

  const villages = [...new Set([...divisions].map((code) => code.slice(0, 12)))].sort();
  const towns = [...new Set(villages.map((code) => code.slice(0, 9)))];
  for (const town of towns) {
    const county = town.slice(0, 6);
    // 平顶山高新技术产业开发区 and its like have no shorter name in the table.
    const short = nameOf(county).replace(/^平顶山(市)?/, '');
    if (!withoutCounty.includes(town))
      add('county', town, person(), `${short}${chance.pick(countyUnits)}`, chance.pick(['局长', '党组书记', '副局长', '三级调研员']), {
        since: since(),
      });
    const duties = nameOf(town).includes('街道') ? streetDuties : townDuties;
    if (county !== '410402') add('town', town, person(), nameOf(town), chance.pick(duties), { since: since() });
    else {
      // A cadre answers for a few villages.
      let cadre = { name: '', duty: '', phone: '' };
      for (const [at, village] of villages.filter((code) => code.startsWith(town)).entries()) {
        if (at % 3 === 0)
          cadre = { name: (at === 0 ? held.get(town)?.name : undefined) ?? person(), duty: chance.pick(duties), phone: phone() };
        add('town', village, cadre.name, nameOf(town), cadre.duty, { since: since() }, cadre.phone);
      }
    }
  }
  for (const village of villages) {
    const rural = Number(village.slice(9)) >= 200;
    add(
      'village',
      village,
      person(),
      nameOf(village),
      rural ? chance.pick(['党支部书记', '村委会主任', '村委委员']) : chance.pick(['党委书记', '居委会主任', '居委委员']),
      { since: since() },
    );
    if (withoutGrid.includes(village)) {
      // The last one left before the campaign, and nobody came.
      add('grid', village, person(), nameOf(village), '网格员', { since: '2021-12-01', until: '2022-09-30' });
      continue;
    }
    const grids = [...divisions].filter((code) => code.length === 15 && code.startsWith(village)).sort();
    for (const [at, grid] of (grids.length > 0 ? grids : [village]).entries()) {
      const own = at === 0 ? held.get(village) : undefined;
      add('grid', grid, own?.name ?? person(), own?.unit_name ?? nameOf(village), '网格员', { since: since() });
    }
  }
  return rows;
}
