/** Figures that every kind of matter has, declared once, so that 发现 and 销号率 mean the same in each programme. */
import { closedAmong, foundMatters } from '../matters/index.ts';
import type { MatterKind } from '../matters/kind.ts';
import { type CountedFigure, figure, type RatioFigure, ratio } from './figure.ts';

/** 发现: matters of a kind by the day they were found. `unit` is what one is counted in, such as 处. */
export const mattersFound = (key: string, kind: MatterKind, unit: string): CountedFigure =>
  figure(key, {
    title: `发现${kind.title}`,
    unit,
    definition: `期间内登记的${kind.title}，含当场整改和反弹后重新立件的；按发现日计，登记有误已撤销的不计`,
    source: `${kind.title}事项`,
    rows: () => foundMatters(kind),
    cumulative: true,
  });

/** 销号率: of the matters found in the window, those closed by its end. Never over 100 %. */
export const closingRate = (key: string, kind: MatterKind, found: CountedFigure): RatioFigure =>
  ratio(key, {
    title: `${kind.title}销号率`,
    definition: `期间内发现的${kind.title}中，到截止日已由另一人核查销号的占比；分母是发现数，不会超过 100%`,
    source: `${kind.title}事项`,
    of: found,
    those: (_tx, window) => closedAmong(window),
    cumulative: true,
  });
