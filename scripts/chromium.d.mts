/** `CHROMIUM_PATH`, else the first on the path, else macOS's places; null when there is none. */
export function findChromium(): string | null;
