// The browser that drives the workbench: a Chromium that is installed, driven by playwright-core.
import { chromium } from 'playwright-core';
import { ensurePackages, exists } from './debian.mjs';
import { fail } from './shell.mjs';

const places = [
  process.env.CHROMIUM_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
].filter(Boolean);

async function findBrowser() {
  for (const place of places) if (await exists(place)) return place;
  return undefined;
}

export async function launchBrowser() {
  if ((await findBrowser()) === undefined) await ensurePackages(['chromium'], 'the browser tests');
  const executablePath = await findBrowser();
  if (executablePath === undefined)
    fail('No Chromium was found. Install Chromium or Chrome, or set CHROMIUM_PATH to one.');
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--disable-dev-shm-usage',
    ],
  });
}
