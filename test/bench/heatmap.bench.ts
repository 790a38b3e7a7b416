import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, CDPSession, Page } from 'playwright-core';
import type { Report, Row } from './main';

/** 1024 rows pass in four seconds. */
const frames = 240;
/** A frame that takes longer missed its turn at 60 in a second. */
const late = 20;

interface Launcher {
  launchBrowser(): Promise<Browser>;
}

/** The panel's page as it ships, with the host of heatmapPage.mjs. */
async function openPanel(browser: Browser, width: number): Promise<Page> {
  const page = await browser.newPage({ viewport: { width, height: 900 } });
  const file = (name: string): string => readFileSync(join(process.cwd(), name), 'utf8');
  await page.addInitScript({ path: join(process.cwd(), 'test/bench/heatmapPage.mjs') });
  await page.goto('about:blank');
  await page.setContent('<!DOCTYPE html><html><body style="height:100vh"><main id="root"></main></body></html>');
  await page.addStyleTag({ content: file('dist/webview/style.css') });
  await page.addScriptTag({ content: file('dist/webview/vectors.js') });
  await page.getByText('Heatmap', { exact: true }).click();
  return page;
}

/** Seconds for which the page's thread was at work since it was opened. */
async function workOf(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'TaskDuration')!.value;
}

async function scrollOf(page: Page): Promise<Row> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  const before = await workOf(session);
  const times = await page.evaluate<number[]>(`scrollThrough(${frames})`);
  const work = ((await workOf(session)) - before) / frames;
  times.sort((a, b) => a - b);
  const at = (share: number): string => `${times[Math.floor((times.length - 1) * share)]!.toFixed(1)} ms`;
  return {
    'median frame': at(0.5),
    '95 of 100': at(0.95),
    longest: at(1),
    late: `${times.filter(time => time > late).length} of ${frames}`,
    'work a frame': `${(1000 * work).toFixed(1)} ms`,
  };
}

export async function bench(report: Report): Promise<void> {
  const launcher = (await import(join(process.cwd(), 'test/support/browser.mjs'))) as Launcher;
  const browser = await launcher.launchBrowser();
  try {
    const found: Row[] = [];
    for (const width of [1600, 800]) {
      for (const cells of ['S', 'M', 'L']) {
        const page = await openPanel(browser, width);
        await page.getByText(cells, { exact: true }).click();
        found.push({ '': `${width} pixels wide, cells ${cells}`, ...(await scrollOf(page)) });
        await page.close();
      }
    }
    report('Scrolling a heatmap of 1024 x 768, token, position and sum, drawn without a graphics card', found);
  } finally {
    await browser.close();
  }
}
