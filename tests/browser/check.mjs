// Reads the pages of an edition in Chromium as its readers do: on a desk or on a telephone, by
// day or by night, with a mouse or only a keyboard, with or without scripts, and on paper.
//
//     node check.mjs EDITION [PAGE…]
//
// One line a check; the closing line counts them. Exit code 0: all passed, 1: some failed,
// 2: nothing could be checked. README.md says what each check means.

import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const BROWSER = process.env.CHROMIUM ?? '/usr/bin/chromium';
const ARGUMENTS = [
  '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--disable-quic',
];
// Of the sample workspace: the overviews, a team, and readers of Chinese and of English.
const PAGES = [
  'index.html', 'organisation.html', 'teams/T01.html',
  'people/E003.html', 'people/E041.html', 'people/E008.html',
];
const DESK = { width: 1280, scheme: 'light' };
const TABLET = { width: 768, scheme: 'light' };
const TELEPHONE = { width: 360, scheme: 'light' };
const VIEWS = [DESK, TELEPHONE].flatMap((view) => [view, { ...view, scheme: 'dark' }]);
// It may load what the editions beside it left behind, and nothing else.
const OWN_SCRIPTS = /\/history\.js$/;
// What margins of 14 mm leave of A4's width, in CSS pixels.
const PAPER = { width: 688, scheme: 'dark', media: 'print' };
const STANDARDS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
// Enough stops of the Tab key to pass the people of a small edition and see what follows.
const MOST_STOPS = 300;

const [folder, ...chosen] = process.argv.slice(2);
const counts = { passed: 0, failed: 0 };

/** One check: `find` answers with the problems it sees, a line each. */
async function check(where, claim, find) {
  let problems;
  try {
    problems = await find();
  } catch (error) {
    problems = [String(error.message ?? error).split('\n')[0]];
  }
  counts[problems.length ? 'failed' : 'passed'] += 1;
  console.log(`${problems.length ? 'FAIL' : 'ok  '} ${where}: ${claim}`);
  for (const problem of problems.slice(0, 10)) console.log(`       ${problem}`);
  if (problems.length > 10) console.log(`       and ${problems.length - 10} more`);
}

/** Opens a file as one reader sees it and hands it to `read`, with what it asks for and complains of. */
async function open(browser, file, { width, scheme, media = 'screen', scripts = true, edit, own = /^$/ }, read) {
  const context = await browser.newContext({
    viewport: { width, height: 900 }, colorScheme: scheme, javaScriptEnabled: scripts,
  });
  context.setDefaultTimeout(15_000);
  const html = () => readFileSync(join(folder, file), 'utf8');
  const address = pathToFileURL(resolve(folder, file)).href;
  const foreign = (url) => url !== address && !url.startsWith('data:') && !(url.startsWith('file:') && own.test(url));
  const requests = [];
  const errors = [];
  // Refused as well as noted: no check may depend on a network.
  await context.route('**/*', (route) => (foreign(route.request().url()) ? route.abort() : route.continue()));
  context.on('request', (request) => foreign(request.url()) && requests.push(request.url()));
  const page = await context.newPage();
  page.on('websocket', (socket) => requests.push(socket.url()));
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  page.on('pageerror', (error) => errors.push(error.message));
  try {
    await page.emulateMedia({ media, colorScheme: scheme });
    if (edit) await page.route(address, (route) => route.fulfill({ contentType: 'text/html', body: edit(html()) }));
    await page.goto(address);
    await read(page, { requests, errors });
  } finally {
    await context.close();
  }
}

// ---- What a page is looked at for ----

/** Problems by WCAG 2.2 AA and good practice, with all details open. */
async function violations(page) {
  // As a debugger would, because the pages forbid scripts to be put in.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(AXE);
  return page.evaluate(async (standards) => {
    const runOnly = { type: 'tag', values: standards };
    const report = await window.axe.run(document, { runOnly, resultTypes: ['violations'] });
    return report.violations.flatMap((rule) => rule.nodes.map((node) => {
      const why = node.failureSummary.split('\n').slice(1).map((line) => line.trim()).join('; ');
      return `${rule.id} (${rule.impact}) ${node.html.slice(0, 120)}: ${why}`;
    }));
  }, STANDARDS);
}

async function sideways(page) {
  const over = await page.evaluate(() => {
    const root = document.documentElement;
    return root.scrollWidth - root.clientWidth;
  });
  return over > 0 ? [`${over} px wider than the window`] : [];
}

/** Cells so narrow that their text runs down instead of along: four lines and more, of three letters or less. */
async function columnsOfLetters(page) {
  return page.evaluate(() => [...document.querySelectorAll('th, td')]
    .filter((cell) => cell.checkVisibility() && cell.textContent.trim().length > 3)
    .filter((cell) => {
      const style = getComputedStyle(cell);
      const em = parseFloat(style.fontSize);
      const inner = cell.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
      const text = document.createRange();
      text.selectNodeContents(cell);
      const lines = new Set([...text.getClientRects()].map((line) => Math.round(line.top)));
      return inner < 3 * em && lines.size >= 4;
    })
    .map((cell) => `“${cell.textContent.trim().slice(0, 30)}” in ${cell.clientWidth} px`));
}

/** Tables of data have a heading for each of their rows, as they have for each column. */
async function rowsWithoutHeading(page) {
  return page.evaluate(() => [...document.querySelectorAll('tbody tr')]
    .filter((row) => row.cells.length > 1 && row.cells[0].textContent.trim())
    .filter((row) => row.cells[0].localName !== 'th' || row.cells[0].scope !== 'row')
    .map((row) => row.textContent.trim().slice(0, 60)));
}

async function setDetails(page, open) {
  await page.evaluate((wanted) => {
    for (const details of document.querySelectorAll('details')) details.open = wanted;
  }, open);
}

async function namelessDrawings(page) {
  return page.evaluate(() => [...document.querySelectorAll('svg')]
    .filter((svg) => svg.getAttribute('role') !== 'img' || !svg.getAttribute('aria-label')?.trim())
    .map((svg) => svg.outerHTML.slice(0, 120)));
}

/** Links to files that are not there, or to places that the page does not have. */
async function deadLinks(page) {
  const links = await page.evaluate(() => [...document.querySelectorAll('a[href]')]
    .map((link) => ({ written: link.getAttribute('href'), address: link.href, hash: link.hash })));
  const places = await page.evaluate(() => [...document.querySelectorAll('[id]')].map((element) => element.id));
  return links
    .filter(({ written, address, hash }) => (written.startsWith('#')
      ? !places.includes(decodeURIComponent(hash.slice(1)))
      : !address.startsWith('file:') || !existsSync(fileURLToPath(address.split('#')[0]))))
    .map(({ written }) => written);
}

/** What has the focus: its kind, its name, and why a reader could not see where it is. */
function describeFocus() {
  const element = document.activeElement;
  if (!element || element === document.body || element === document.documentElement) return null;
  const name = element.getAttribute('aria-label') ?? element.textContent.trim().slice(0, 40);
  const style = getComputedStyle(element);
  const faults = [];
  if (style.outlineStyle === 'none' || parseFloat(style.outlineWidth) < 2) faults.push('no outline');
  const box = element.getClientRects()[0];
  const area = element.matches('a, button, input, summary') && box;
  if (!box || box.bottom <= 0 || box.top >= innerHeight || box.right <= 0 || box.left >= innerWidth) {
    faults.push('outside the window');
  } else if (area) {
    const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    if (!element.contains(top) && !top?.contains(element)) faults.push(`beneath ${top?.tagName}`);
  }
  const kind = element.tagName.toLowerCase();
  return { kind, name, id: element.id, href: element.getAttribute('href') ?? '', faults };
}

/** Presses Tab from the top of the page to its end (or long enough). */
async function walk(page) {
  const stops = [];
  while (stops.length < MOST_STOPS) {
    await page.keyboard.press('Tab');
    const stop = await page.evaluate(describeFocus);
    if (!stop) break;
    stops.push(stop);
  }
  return stops;
}

/** What sticks out of the paper or is cut off by a box, apart from words only for screen readers. */
async function clippedOnPaper(page) {
  return page.evaluate((width) => {
    const shown = (element) => element.checkVisibility() && !element.closest('.screen-only, svg *');
    return [...document.querySelectorAll('body *')].filter(shown).flatMap((element) => {
      const box = element.getBoundingClientRect();
      const what = `${element.tagName.toLowerCase()} “${element.textContent.trim().slice(0, 30)}”`;
      if (box.width && (box.right > width + 1 || box.left < -1)) return [`${what} reaches ${Math.round(box.right)} px of ${width}`];
      const cuts = getComputedStyle(element).overflowX !== 'visible' && element.localName !== 'svg';
      return cuts && element.scrollWidth > element.clientWidth + 1 ? [`${what} is cut off`] : [];
    });
  }, PAPER.width);
}

// ---- The checks ----

/** One page in all views: its window is drawn narrower and its screen darkened, as readers do. */
async function checkViews(browser, file, own) {
  await open(browser, file, { ...DESK, own }, async (page, { requests, errors }) => {
    for (const view of VIEWS) {
      const where = await checkLayout(page, file, view);
      await check(where, 'axe finds no violation', () => violations(page));
    }
    await checkLayout(page, file, TABLET);
    await check(file, 'it asks for nothing but itself', () => requests);
    await check(file, 'no error on the console', () => errors);
  });
}

/** Leaves all details open; says where it looked. */
async function checkLayout(page, file, { width, scheme }) {
  const where = `${file} ${width} px ${scheme}`;
  await page.setViewportSize({ width, height: 900 });
  await page.emulateMedia({ media: 'screen', colorScheme: scheme });
  await check(where, 'the page does not scroll sideways, details closed or open', async () => {
    await setDetails(page, false);
    const closed = await sideways(page);
    await setDetails(page, true);
    return [...closed, ...(await sideways(page))];
  });
  await check(where, 'no cell of a table is a column of letters', () => columnsOfLetters(page));
  return where;
}

async function checkContent(browser, file) {
  await open(browser, file, DESK, async (page) => {
    await check(file, 'every drawing has a role and a text', () => namelessDrawings(page));
    await check(file, 'every link leads to something', () => deadLinks(page));
    await check(file, 'every row of a table has a heading', () => rowsWithoutHeading(page));
  });
}

async function checkKeyboard(browser, file, { width, scheme, own }) {
  const where = `${file} ${width} px keyboard`;
  await open(browser, file, { width, scheme, own }, async (page) => {
    const stops = await walk(page);
    await check(where, `${stops.length} stops of Tab, each in sight and outlined`, () => stops
      .flatMap(({ kind, name, faults }) => faults.map((fault) => `${kind} “${name}”: ${fault}`)));
    await check(where, 'Tab reaches first the skip link, then links', () => [
      ...(stops[0]?.href.startsWith('#') ? [] : ['the first stop is no skip link']),
      ...(stops.some(({ kind, href }) => kind === 'a' && !href.startsWith('#')) ? [] : ['no other link']),
    ]);
    if (file === 'index.html') {
      await check(where, 'Tab reaches the search before the people', () => {
        const search = stops.findIndex(({ id }) => id === 'query');
        const person = stops.findIndex(({ href }) => href.startsWith('people/'));
        return search >= 0 && person > search ? [] : [`search is stop ${search}, the first person ${person}`];
      });
    }
    const summaries = await page.locator('summary').count();
    if (summaries) await checkDetails(page, where, summaries, stops);
  });
}

async function checkDetails(page, where, count, stops) {
  await check(where, `${count} details open and close by Enter and Space`, async () => {
    const problems = [];
    const reached = stops.filter(({ kind }) => kind === 'summary').length;
    if (reached !== count && stops.length < MOST_STOPS) problems.push(`Tab reaches ${reached}`);
    for (const details of await page.locator('details').all()) {
      await details.locator('summary').focus();
      await page.keyboard.press('Enter');
      const rows = await details.locator('tbody tr').filter({ visible: true }).count();
      await page.keyboard.press('Space');
      const left = await details.locator('tbody tr').filter({ visible: true }).count();
      if (!rows || left) problems.push(`${rows} rows when open, ${left} when closed`);
    }
    return problems;
  });
}

/** The rows of the people's table that can be seen: name, id and team of each. */
async function seen(page) {
  return page.evaluate(() => [...document.querySelectorAll('#people tr')]
    .filter((row) => row.checkVisibility())
    .map((row) => ({ name: row.cells[0].innerText, id: row.cells[1].innerText, team: row.cells[4].innerText })));
}

async function checkSearch(browser) {
  await open(browser, 'index.html', DESK, async (page) => {
    const everyone = await seen(page);
    const { name, id, team } = everyone[Math.floor(everyone.length / 2)];
    const list = (people) => people.map((person) => person.id).join(' ');
    const has = (person, words) => words.toLowerCase().split(/\s+/).filter(Boolean)
      .every((word) => `${person.name} ${person.id} ${person.team}`.toLowerCase().includes(word));
    const type = async (words) => {
      await page.locator('#query').fill('');
      await page.locator('#query').pressSequentially(words);
      return list(await seen(page));
    };
    const cases = {
      'by name': name, 'by part of a name': name.slice(0, 1), 'by ID in small letters': id.toLowerCase(),
      'by team': team, 'by team and ID together': `${team} ${id}`, 'everyone when emptied': '',
    };
    for (const [how, words] of Object.entries(cases)) {
      await check('index.html', `the search finds ${how}`, async () => {
        const got = await type(words);
        const want = list(everyone.filter((person) => has(person, words)));
        return got === want && want ? [] : [`“${words}” shows “${got}” instead of “${want}”`];
      });
    }
    await check('index.html', 'the search says how many it shows, and when it is nobody', async () => {
      await type(id);
      const one = await page.locator('#count').innerText();
      const got = await type('no such person');
      const none = await page.locator('#count').innerText();
      return one.includes('1') && none.trim() && none !== one && !got ? [] : [`“${one}”, then “${none}” with “${got}”`];
    });
  });
}

/** The index with its people repeated: an organisation of which only a page of rows is shown, and
 * the rows beyond it are a text until they are. */
async function checkLongIndex(browser) {
  const long = (html) => html.replace(/(<tbody id="people">)([^]*?)(<\/tbody>\s*<\/table>\s*<\/div>)/, (_, head, rows, foot) => {
    const known = rows.trim().split('\n');
    const row = known.at(-1);
    const last = row.replace(/<td class="muted">[^<]*/, '<td class="muted">R&amp;D&lt;1&gt;');
    const others = row.repeat(699) + last;
    return `${head}${rows}${row.repeat(500 - known.length)}${foot}
<noscript id="others"><div class="scroll"><table><tbody>${others}</tbody></table></div></noscript>`;
  });
  await open(browser, 'index.html', { ...DESK, edit: long }, async (page) => {
    await check('index.html of 1,200 people', 'shows 500, and more by a key, until all are there', async () => {
      const shown = [(await seen(page)).length];
      while (shown.length < 5 && await page.locator('#more').isVisible()) {
        await page.locator('#more').press('Enter');
        shown.push((await seen(page)).length);
      }
      return shown.join() === '500,1000,1200' ? [] : [`shows ${shown.join(', then ')}`];
    });
  });
  await open(browser, 'index.html', { ...DESK, edit: long }, async (page) => {
    await check('index.html of 1,200 people', 'the search finds one whom it has not shown yet', async () => {
      await page.locator('#query').fill('r&d<1>');
      const found = (await seen(page)).map((person) => person.id).join();
      await page.locator('#query').fill('');
      const everyone = (await seen(page)).length;
      return found === 'R&D<1>' && everyone === 500 ? [] : [`finds “${found}”, then shows ${everyone}`];
    });
  });
  await open(browser, 'index.html', { ...DESK, edit: long, scripts: false }, async (page) => {
    await check('index.html of 1,200 people', 'shows everyone without scripts', async () => {
      const visible = await page.locator('#people tr, #others tr').filter({ visible: true }).count();
      return visible === 1200 ? [] : [`shows ${visible}`];
    });
  });
}

async function checkWithoutScripts(browser) {
  await open(browser, 'index.html', { ...DESK, scripts: false }, async (page) => {
    await check('index.html without scripts', 'shows everyone and no search', async () => {
      const rows = await page.locator('#people tr').count();
      const visible = await page.locator('#people tr').filter({ visible: true }).count();
      const search = await page.locator('#query').isVisible();
      return rows && visible === rows && !search ? [] : [`${visible} of ${rows} rows, search visible: ${search}`];
    });
  });
}

/** The page over all periods of the archive that the edition stands in. */
async function checkOverview(browser) {
  const file = '../index.html';
  if (!existsSync(join(folder, file))) return;
  await checkViews(browser, file, OWN_SCRIPTS);
  await open(browser, file, { ...DESK, own: OWN_SCRIPTS }, async (page) => {
    await page.waitForFunction(() => !document.querySelector('#state').textContent);
    await check(file, 'every drawing has a role and a text', () => namelessDrawings(page));
    await check(file, 'every link leads to something', () => deadLinks(page));
    await check(file, 'every row of a table has a heading', () => rowsWithoutHeading(page));
    const everyone = await page.locator('#people tr').count();
    await check(file, 'the search finds one by ID, and the sides follow it', async () => {
      const id = await page.locator('#people tr td:nth-child(2)').first().innerText();
      await page.locator('#query').pressSequentially(id.toLowerCase());
      await page.locator('#whom').selectOption('people');
      const rows = [await page.locator('#people tr').count(), await page.locator('#pairs tr').count()];
      await page.locator('#query').fill('');
      const all = await page.locator('#people tr').count();
      return rows.join() === '1,1' && all === everyone ? [] : [`${rows.join()} of ${everyone}, then ${all}`];
    });
    await check(file, 'two periods can be chosen by keyboard', async () => {
      await page.locator('#from').focus();
      const before = await page.locator('#pairs').innerText();
      await page.keyboard.press('ArrowDown');
      const after = await page.locator('#pairs').innerText();
      const drawn = await page.locator('#slope svg[role=img]').count();
      return before !== after && drawn === 1 ? [] : ['nothing changes'];
    });
  });
  await check(file, 'lists without scripts what it lists with them', async () => {
    const texts = (page) => page.evaluate(() => [...document.querySelectorAll('#people tr, #teams tr')]
      .map((row) => row.innerText.replace(/\s+/g, ' ').trim()));
    let [plain, scripted] = [[], []];
    await open(browser, file, { ...DESK, scripts: false }, async (page) => { plain = await texts(page); });
    await open(browser, file, { ...DESK, own: OWN_SCRIPTS }, async (page) => {
      await page.waitForFunction(() => !document.querySelector('#state').textContent);
      scripted = await texts(page);
    });
    const other = plain.findIndex((text, at) => text !== scripted[at]);
    return plain.length && plain.length === scripted.length && other < 0 ? [] : [`${plain[other]} / ${scripted[other]}`];
  });
  await checkKeyboard(browser, file, { ...TELEPHONE, own: OWN_SCRIPTS });
  await checkPaper(browser, file);
}

async function checkPaper(browser, file) {
  const where = `${file} on paper`;
  await open(browser, file, PAPER, async (page) => {
    await check(where, 'nothing is clipped', () => clippedOnPaper(page));
    await check(where, 'dark text on white, whatever the screen', async () => {
      const paper = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      return paper === 'rgb(255, 255, 255)' ? [] : [`the paper is ${paper}`];
    });
    await check(where, 'can be printed', async () => {
      const made = await page.pdf({ preferCSSPageSize: true });
      return made.subarray(0, 5).toString() === '%PDF-' ? [] : ['no PDF'];
    });
  });
}

async function main() {
  if (!folder || !existsSync(join(folder, 'index.html')) || !existsSync(BROWSER)) {
    console.error('usage: node check.mjs EDITION [PAGE…]');
    console.error(`EDITION holds an index.html; the browser is ${BROWSER} unless CHROMIUM names another.`);
    return 2;
  }
  const browser = await chromium.launch({ executablePath: BROWSER, args: ARGUMENTS });
  try {
    for (const file of chosen.length ? chosen : PAGES) {
      await checkViews(browser, file);
      await checkContent(browser, file);
      for (const view of [DESK, TELEPHONE]) await checkKeyboard(browser, file, view);
      if (file === 'index.html') {
        await checkSearch(browser);
        await checkLongIndex(browser);
        await checkWithoutScripts(browser);
      }
      await checkPaper(browser, file);
    }
    if (!chosen.length) await checkOverview(browser);
  } finally {
    await browser.close();
  }
  console.log(`${counts.passed} passed, ${counts.failed} failed`);
  return counts.failed ? 1 : 0;
}

process.exitCode = await main();
