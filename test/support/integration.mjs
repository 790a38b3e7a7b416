// npm run test:integration [-- --vscode VERSION]: one mocha suite inside the extension host of a VS Code server.
import { build } from 'esbuild';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { launchBrowser } from './browser.mjs';
import { startCodeServer } from './codeServer.mjs';
import { versions, vscodeVersion } from './installCodeServer.mjs';
import { runOrFail, say } from './shell.mjs';
import { suiteBundle } from './suiteBundle.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const index = process.argv.indexOf('--vscode');
const version = index < 0 ? versions.newest : process.argv[index + 1];
const limit = 5 * 60_000;

/** A built workbench honours extensionTestsPath only with this option; its page reads it from an attribute. */
const enableTestDriver = () => {
  const id = 'vscode-workbench-web-configuration';
  new MutationObserver((_, observer) => {
    const meta = document.getElementById(id);
    if (meta === null) return;
    const settings = JSON.parse(meta.getAttribute('data-settings'));
    settings.developmentOptions = { ...settings.developmentOptions, enableSmokeTestDriver: true };
    meta.setAttribute('data-settings', JSON.stringify(settings));
    observer.disconnect();
  }).observe(document, { childList: true, subtree: true });
};

async function readWhenWritten(file) {
  const until = Date.now() + limit;
  while (Date.now() < until) {
    const text = await readFile(file, 'utf8').catch(() => '');
    if (text.endsWith('\n')) return JSON.parse(text);
    await new Promise(resolve => setTimeout(resolve, 250));
  }
  throw new Error(`The suite did not finish within ${limit / 60_000} minutes`);
}

await runOrFail(process.execPath, ['esbuild.config.mjs'], { cwd: root });
for (const options of suiteBundle(root)) await build(options);
const home = await mkdtemp(join(tmpdir(), 'tokenscope-integration-'));
const folder = join(root, 'media/samples');
const results = join(home, 'results.json');
await writeFile(join(root, 'out/integration/results-path.json'), JSON.stringify(results));
say(`Running the integration suite in VS Code ${vscodeVersion(version)}`);
const server = await startCodeServer({ version, folder, home });
const browser = await launchBrowser();
let failed = 1;
try {
  const page = await browser.newPage();
  await page.addInitScript(enableTestDriver);
  const remote = path => `vscode-remote://remote${path}`;
  const payload = [
    ['extensionDevelopmentPath', remote(root)],
    ['extensionTestsPath', remote(join(root, 'out/integration/index.js'))],
  ];
  await page.goto(`${server.url}&payload=${encodeURIComponent(JSON.stringify(payload))}`);
  const { passed, failures } = await readWhenWritten(results);
  for (const { title, message } of failures) console.log(`  FAILED ${title}\n    ${message}`);
  failed = failures.length;
  console.log(`${passed} passed, ${failed} failed`);
} finally {
  await browser.close();
  await server.stop();
  await rm(home, { recursive: true, force: true });
}
process.exit(failed === 0 ? 0 : 1);
