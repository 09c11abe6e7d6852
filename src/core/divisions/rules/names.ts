/**
 * Names of divisions as the statistics list, the signboard and the clerk write them.
 * The list says 张庄村村民委员会, the screen 张庄村, a workbook 张庄, 张庄村委会 or 张庄村村委.
 */
import { levelOf } from './codes.ts';

/** Committee endings, with the slips the statistics list itself contains (村民村委员会, 村民委员会委会). */
const committee = /(?:村民村|村民|居民|家属|村|居)?(?:委员会|委会)(?:委会)?$/;

/**
 * The name for people: the committee goes, the place stays.
 * 张庄村村民委员会 → 张庄村; 武庄村民委员会 → 武庄村; 金山社区居民委员会 → 金山社区; 西大街居民委员会 → 西大街. Other levels stay as they are.
 */
export function displayName(code: string, officialName: string): string {
  const name = officialName.trim();
  if (levelOf(code) !== 'village' || !committee.test(name)) return name;
  const place = name.replace(committee, '');
  if (place === '') return name;
  const isVillagersCommittee = /村[^社]{0,3}委/.test(name);
  return isVillagersCommittee && !/(?:村|社区)$/.test(place) ? `${place}村` : place;
}

/** How freely a written name follows the real one: 0 as on the list, 1 another full form, 2 the bare core, 3 a form only to be asked about. */
export type Freedom = 0 | 1 | 2 | 3;

/** Every way a name may be written, each with the least freedom that reaches it. */
export function writtenForms(code: string, name: string, officialName: string | undefined, cityName: string): Map<string, Freedom> {
  const forms = new Map<string, Freedom>();
  const add = (form: string, freedom: Freedom) => {
    const key = foldName(form);
    if (key !== '' && (forms.get(key) ?? 4) > freedom) forms.set(key, freedom);
  };
  const level = levelOf(code);
  add(name, 0);
  if (officialName !== undefined) add(officialName, 0);
  if (level === 'city') {
    add(name.replace(/(?:市|地区|盟|自治州)$/, ''), 1);
  } else if (level === 'county') {
    countyForms(name, cityName, add);
  } else if (level === 'town') {
    townForms(name, add);
  } else if (level === 'village') {
    villageForms(code, name, add);
  }
  return forms;
}

type Add = (form: string, freedom: Freedom) => void;

function countyForms(name: string, cityName: string, add: Add): void {
  const shortCity = cityName.replace(/市$/, '');
  let own = name;
  if (cityName !== '' && own.startsWith(cityName)) own = own.slice(cityName.length);
  else if (shortCity !== '' && own.startsWith(shortCity)) own = own.slice(shortCity.length);
  add(own, 1);
  // Functional districts are known by their kind: 平顶山高新技术产业开发区 is 高新区, 平顶山市城乡一体化示范区 is 示范区.
  for (const [long, short] of [
    ['高新技术产业开发区', '高新区'],
    ['高新技术产业开发区', '高新技术开发区'],
    ['经济技术开发区', '经开区'],
    ['城乡一体化示范区', '示范区'],
    ['城乡一体化示范区', '一体化示范区'],
    ['产业集聚区', '集聚区'],
  ] as const) {
    if (own.endsWith(long)) add(own.slice(0, own.length - long.length) + short, 1);
  }
  const core = own.replace(/(?:回族|满族|土家族|苗族|侗族|瑶族|彝族|藏族|壮族|蒙古族)?(?:自治县|自治旗|区|县|市|旗)$/, '');
  if (core.length >= 2) add(core, 2);
}

const townEnding = /(?:街道|地区|(?:回族|满族|苗族|土家族|彝族|瑶族|侗族|壮族|蒙古族|畲族)?(?:镇|乡)|街道筹备组)$/;

function townForms(name: string, add: Add): void {
  const core = name.replace(/街道筹备组$/, '').replace(townEnding, '');
  if (core === '' || core === name) return;
  if (/街道(?:筹备组)?$/.test(name)) {
    for (const ending of ['街道', '街道办事处', '街道办', '办事处', '办', '街办', '街道筹备组']) add(core + ending, 1);
    // 曙光街街道 is said 曙光街道 as often as not.
    if (core.endsWith('街')) for (const ending of ['道', '道办事处', '道办']) add(core + ending, 2);
    for (const ending of ['镇', '乡']) add(core + ending, 3);
  } else {
    const kind = name.endsWith('镇') ? '镇' : '乡';
    for (const ending of ['', '人民政府', '政府', '党委', '党委政府']) add(core + kind + ending, 1);
    // A town is often already called by the kind it was or will be: asked, because both may exist side by side.
    for (const ending of kind === '镇' ? ['乡', '街道', '街道办事处', '办事处', '办'] : ['镇', '街道', '街道办事处', '办事处', '办'])
      add(core + ending, 3);
  }
  add(core, 2);
}

function villageForms(code: string, name: string, add: Add): void {
  const core = name.replace(/(?:社区|村)$/, '');
  if (core === '') return;
  // 001–199 and 400–499 are residents' committees (居委会), 200–399 and 500–599 villagers' (村委会): 编制规则.
  const serial = Number(code.slice(9, 12));
  const ofVillagers = (serial >= 200 && serial <= 399) || serial >= 500;
  const villagers = ['村', '村委会', '村民委员会', '村村民委员会', '村村委会', '村村委', '村委', '行政村', '村村'];
  const residents = ['社区', '社区居委会', '社区居民委员会', '社区居委', '居委会', '居民委员会', '居委', '社区委员会', '社区党群服务中心'];
  for (const ending of villagers) add(core + ending, ofVillagers ? 1 : 3);
  for (const ending of residents) add(core + ending, !ofVillagers || name.endsWith('社区') ? 1 : 3);
  if (name.endsWith('社区')) add(`${core}社区村民委员会`, 1);
  if (core.length >= 2) add(core, 2);
}

/** One spelling for what looks the same: half width, no white space, no zero-width signs, no separators or brackets. */
export function foldName(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/[\s\u200B-\u200F\u202A-\u202E\u2060\uFEFF\u00AD]+/gu, '')
    .replace(/[/\\|,，、;；:：.。·・\-‐-―－_~>→()（）[\]【】〔〕「」《》"'“”‘’]+/gu, '');
}

const digits: Readonly<Record<string, number>> = { 〇: 0, 零: 0, 一: 1, 二: 2, 两: 2, 三: 3, 四: 4, 五: 5, 六: 6, 七: 7, 八: 8, 九: 9 };

/** A Chinese or Arabic number from 0 to 999; undefined when it is none. */
export function readNumber(text: string): number | undefined {
  if (/^\d{1,3}$/.test(text)) return Number(text);
  const match = /^(?:([一二两三四五六七八九])?(百))?[零〇]?(?:([一二两三四五六七八九])?(十))?([零〇一二两三四五六七八九])?$/.exec(text);
  if (text === '' || !match) return undefined;
  const [, hundreds, hundred, tens, ten, ones] = match;
  if (hundred !== undefined && hundreds === undefined) return undefined;
  const of = (sign: string | undefined, otherwise: number) => (sign === undefined ? otherwise : (digits[sign] ?? otherwise));
  return (hundred ? of(hundreds, 0) * 100 : 0) + (ten ? of(tens, 1) * 10 : 0) + of(ones, 0);
}

const number = '(\\d{1,3}|[〇零一二两三四五六七八九十百]{1,5})';
const gridPatterns = [
  new RegExp(`第?${number}号?(?:全科|基础|综合|微|单元|专属)?(?:网格|格)$`),
  new RegExp(`(?:全科|基础|综合|微|单元|专属)?网格第?${number}号?$`),
  /(?<=[^\d])(\d{3})$/,
];

/** Parts the grid from a folded name: 张庄村003网格, 张庄村第3网格, 张庄村网格3 and 张庄村003 are village and `003`. */
export function splitGrid(folded: string): { place: string; grid: string | undefined } {
  for (const pattern of gridPatterns) {
    const match = pattern.exec(folded);
    const value = match?.[1] === undefined ? undefined : readNumber(match[1]);
    if (match && value !== undefined && value > 0) return { place: folded.slice(0, match.index), grid: String(value).padStart(3, '0') };
  }
  return { place: folded.replace(/(?:全科|基础|综合)?网格$/, ''), grid: undefined };
}

/** Leaves out a trailing villagers' group (3组, 第三村民小组): the ledger's smallest division is the grid. */
export function withoutGroup(folded: string): string {
  return folded.replace(/第?(?:\d{1,3}|[一二三四五六七八九十]{1,3})(?:号)?(?:村民|居民)?小?组$/, '');
}
