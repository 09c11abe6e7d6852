/** Code lists of places. Pure. */
import type { CodeList } from '../registers/sheet.ts';

/** The datum in which a position was given; stored with it, never converted silently. */
export const datum: CodeList = {
  key: 'subjects.datum',
  title: '坐标系',
  items: [
    { code: 'CGCS2000', title: '国家 2000', also: ['CGCS2000', '2000', '国家2000', '天地图'] },
    { code: 'WGS84', title: 'WGS84', also: ['GPS', '84坐标'] },
    { code: 'GCJ-02', title: 'GCJ-02', also: ['GCJ02', '火星坐标', '高德', '腾讯'] },
    { code: 'BD-09', title: 'BD-09', also: ['BD09', '百度'] },
  ],
};
