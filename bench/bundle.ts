/** JavaScript that a signed-out visitor's browser fetches for the first page. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { findChromium } from '../scripts/chromium.mjs';
import { root } from '../src/platform/root.ts';

const web = join(root, 'dist', 'web');

/** KB (1,024 bytes) compressed, and which files. In a real browser when there is one, else what `index.html` names. */
export async function firstPage(port: number): Promise<{ kilobytes: number; files: string[]; browser: boolean }> {
  const chromium = findChromium();
  const files = chromium ? await fetched(chromium, port) : named();
  const bytes = files.reduce((sum, file) => {
    const path = join(web, file);
    return sum + (existsSync(`${path}.gz`) ? statSync(`${path}.gz`).size : gzipSync(readFileSync(path)).length);
  }, 0);
  return { kilobytes: bytes / 1024, files, browser: chromium !== null };
}

async function fetched(executablePath: string, port: number): Promise<string[]> {
  const { chromium } = await import('playwright-core');
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  try {
    const page = await browser.newPage();
    const files = new Set<string>();
    page.on('response', (response) => {
      const { pathname } = new URL(response.url());
      if (pathname.endsWith('.js')) files.add(pathname.slice(1));
    });
    await page.goto(`http://127.0.0.1:${port}/`, { waitUntil: 'networkidle' });
    await page.waitForSelector('input');
    return [...files].sort();
  } finally {
    await browser.close();
  }
}

function named(): string[] {
  const html = readFileSync(join(web, 'index.html'), 'utf8');
  return [...html.matchAll(/(?:src|href)="\/([^"]+\.js)"/g)].flatMap((found) => found[1] ?? []);
}
