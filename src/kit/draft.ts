/**
 * Drafts 草稿: what a person is writing is kept on this device with each change, so that a closed browser or an empty battery loses nothing.
 * Small JSON only; photos are sent as they are taken and a draft holds their ids. Slots carry the account's id: a colleague on the same
 * phone does not meet them.
 */
const before = 'taizhang.draft.';

/** What was kept under `slot`, or null when there is nothing, or nothing that `fits` (an older version of the page wrote it). */
export function readDraft<T>(slot: string, fits: (value: unknown) => value is T): T | null {
  try {
    const text = localStorage.getItem(before + slot);
    const value: unknown = text === null ? null : JSON.parse(text);
    return fits(value) ? value : null;
  } catch {
    // Storage may be forbidden, and what lies there may be broken.
    return null;
  }
}

/** Keeps it; false when the device refuses (full, or forbidden): the page should say so. */
export function keepDraft(slot: string, value: unknown): boolean {
  try {
    localStorage.setItem(before + slot, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}

export function dropDraft(slot: string): void {
  try {
    localStorage.removeItem(before + slot);
  } catch {
    // Nothing was kept then.
  }
}

/** Slots that begin with `start`, such as everything a person has not sent yet. */
export function draftSlots(start: string): string[] {
  try {
    return Object.keys(localStorage)
      .filter((key) => key.startsWith(before + start))
      .map((key) => key.slice(before.length))
      .sort();
  } catch {
    return [];
  }
}
