// Makes the pictures of docs/gallery from the sample company: pages in Chromium, documents by
// pdftoppm, both in Chinese and English.
//
//     cd tests/browser && npm ci --ignore-scripts && node gallery.mjs
//
// SCOREPACK names a program other than `cargo run`, CHROMIUM a browser other than Debian's.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const GALLERY = join(ROOT, 'docs/gallery');
const BROWSER = process.env.CHROMIUM ?? '/usr/bin/chromium';
const PERIODS = ['2026-09', '2026-10'];
/** All pictures together, in bytes: a clone should stay small. */
const MOST = 1_500_000;

/** Name of the picture, page of the edition, and how it is seen. */
const SCREENS = [
  ['engineer', 'people/E003.html', { width: 1100, height: 760, scale: 0.6 }],
  ['engineer-phone', 'people/E003.html', { width: 360, height: 760, scale: 0.75 }],
  ['team', 'teams/T02.html', { width: 1100, height: 760, scale: 0.6, scheme: 'dark' }],
  ['organisation', 'organisation.html', { width: 1100, height: 760, scale: 0.6 }],
  ['index', 'index.html', { width: 1100, height: 860, scale: 0.6 }],
  ['periods', '../index.html', { width: 1100, height: 860, scale: 0.6 }],
];
/** Name of the picture, document of the edition, page. */
const PAPERS = [
  ['engineer-paper', 'people/E003.pdf', 1],
  ['engineer-paper-trends', 'people/E003.pdf', 2],
  ['team-paper', 'teams/T02.pdf', 1],
  ['organisation-paper', 'organisation.pdf', 2],
];

function program(...words) {
  const [command, ...before] = process.env.SCOREPACK ? [process.env.SCOREPACK] : ['cargo', 'run', '--quiet', '--'];
  execFileSync(command, [...before, ...words], { cwd: ROOT, stdio: 'inherit' });
}

async function photograph(browser, file, picture, { width, height, scale, scheme = 'light' }) {
  const page = await browser.newPage({ viewport: { width, height }, colorScheme: scheme, deviceScaleFactor: scale });
  await page.goto(pathToFileURL(file).href);
  // The page over all periods loads what the editions left behind.
  await page.waitForFunction(() => !document.querySelector('#state')?.textContent);
  await page.screenshot({ path: picture });
  await page.close();
}

function print(file, picture, page) {
  const stem = picture.replace(/\.png$/, '');
  execFileSync('pdftoppm', ['-png', '-singlefile', '-r', '64', '-f', String(page), '-l', String(page), file, stem]);
}

async function main() {
  const work = mkdtempSync(join(tmpdir(), 'gallery-'));
  const browser = await chromium.launch({ executablePath: BROWSER, args: ['--no-sandbox', '--disable-gpu'] });
  try {
    for (const language of ['zh', 'en']) {
      const editions = join(work, language);
      for (const period of PERIODS) {
        program('run', 'sample-data', '--out', editions, '--period', period, '--locale', language, '--format', 'html,pdf', '--quiet');
      }
      const edition = join(editions, PERIODS.at(-1));
      const picture = (name) => join(GALLERY, `${name}.${language}.png`);
      for (const [name, file, view] of SCREENS) await photograph(browser, join(edition, file), picture(name), view);
      for (const [name, file, page] of PAPERS) print(join(edition, file), picture(name), page);
    }
  } finally {
    await browser.close();
    rmSync(work, { recursive: true });
  }
  const sizes = readdirSync(GALLERY).filter((name) => name.endsWith('.png')).map((name) => statSync(join(GALLERY, name)).size);
  const all = sizes.reduce((sum, size) => sum + size, 0);
  console.log(`${sizes.length} pictures, ${Math.round(all / 1000)} kB`);
  return all > MOST ? 1 : 0;
}

process.exitCode = await main();
