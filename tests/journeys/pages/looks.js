/** Runs inside the page under test, after axe-core: what a journey looks at besides the words. */
globalThis.looks = {
  /** Still fetching fonts, a skeleton or nothing at all where words will be. */
  loading: () =>
    document.fonts.status !== 'loaded' ||
    document.querySelector('.skel') !== null ||
    (document.querySelector('main')?.textContent ?? '') === '',

  /** Violations of WCAG 2.2 AA, each with the rule, the element and what is wrong with it. */
  violations: async () => {
    const found = await globalThis.axe.run(document, {
      runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] },
      resultTypes: ['violations'],
    });
    return found.violations.flatMap((violation) =>
      violation.nodes.map((node) => `${violation.id}: ${node.target.join(' ')}: ${node.failureSummary ?? ''}`.replace(/\s+/g, ' ')),
    );
  },

  /** What lies beside the screen. Wide tables may scroll inside their own frame. */
  beside: () => {
    const width = document.documentElement.clientWidth;
    const frame = '.scroll, .scr, .tw0, .tabs, .fl, .sp4, .series';
    // The page itself does not scroll sideways when its main part does: every box is looked at, save those in a frame of their own.
    const over = [...document.querySelectorAll('body *')].filter((one) => {
      const box = one.getBoundingClientRect();
      return box.width > 0 && box.right > width + 1 && !one.closest(frame) && getComputedStyle(one).position !== 'fixed';
    });
    // The outermost ones say where it begins.
    const first = over.filter((one) => !over.includes(one.parentElement));
    return first
      .slice(0, 8)
      .map((one) => `${Math.round(one.getBoundingClientRect().right)} px on ${width}: ${one.outerHTML.slice(0, 160)}`);
  },

  /** What has the focus lies under something else (WCAG 2.4.11): empty when it can be seen. */
  hiddenFocus: () => {
    const box = document.activeElement.getBoundingClientRect();
    const seen = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    return document.activeElement.contains(seen)
      ? []
      : [`${document.activeElement.outerHTML.slice(0, 140)} lies under ${seen?.outerHTML.slice(0, 80)}`];
  },

  /**
   * Targets below 44 px in either direction. Exempt are a link inside a sentence (WCAG 2.5.8, inline) and what cannot be seen; a tick
   * is as large as its label.
   */
  small: () => {
    const least = 43.5;
    const controls = 'a[href], button, select, textarea, input:not([type=hidden]), [role=menuitem], [role=option], summary';
    const found = [...document.querySelectorAll(controls)].flatMap((one) => {
      const target = one.matches('input[type=checkbox], input[type=radio]') ? (one.closest('label') ?? one) : one;
      const box = target.getBoundingClientRect();
      const style = getComputedStyle(target);
      const unseen = box.width === 0 || box.height === 0 || style.visibility === 'hidden' || target.closest('.sr, .skip, [inert]') !== null;
      const own = target.textContent.trim().length;
      const inSentence = style.display === 'inline' && own > 0 && target.parentElement.textContent.trim().length > own;
      if (unseen || inSentence || (box.width >= least && box.height >= least)) return [];
      // What lies over it belongs to it: a link may be stretched over its whole tile.
      target.scrollIntoView({ block: 'center', inline: 'nearest' });
      const now = target.getBoundingClientRect();
      const [x, y] = [now.left + now.width / 2, now.top + now.height / 2];
      const reach = (dx, dy) => target.contains(document.elementFromPoint(x + dx, y + dy));
      // Under a sheet or a drawer: nobody presses it now.
      if (!reach(0, 0)) return [];
      const wide = box.width >= least || (reach(-21, 0) && reach(21, 0)) || reach(42, 0) || reach(-42, 0);
      const high = box.height >= least || (reach(0, -21) && reach(0, 21)) || reach(0, 42) || reach(0, -42);
      if (wide && high) return [];
      return [`${Math.round(box.width)}×${Math.round(box.height)} ${target.outerHTML.slice(0, 140)}`];
    });
    return [...new Set(found)];
  },
};
