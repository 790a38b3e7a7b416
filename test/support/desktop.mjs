// npm run test:desktop: the integration suite in a desktop VS Code, which @vscode/test-electron downloads.
import { runTests } from '@vscode/test-electron';
import { build } from 'esbuild';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fail, runOrFail } from './shell.mjs';
import { suiteBundle } from './suiteBundle.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
await runOrFail(process.execPath, ['esbuild.config.mjs'], { cwd: root });
for (const options of suiteBundle(root)) await build(options);
const results = join(await mkdtemp(join(tmpdir(), 'tokenscope-desktop-')), 'results.json');
await writeFile(join(root, 'out/integration/results-path.json'), JSON.stringify(results));
const code = await runTests({
  extensionDevelopmentPath: root,
  extensionTestsPath: join(root, 'out/integration/index.js'),
  launchArgs: [join(root, 'media/samples'), '--disable-extensions'],
}).catch(error =>
  fail(
    `The desktop VS Code could not be downloaded or ended with an error: ${error.message}. The same suite runs with: npm run test:integration`,
  ),
);
const { passed, failures } = JSON.parse(await readFile(results, 'utf8'));
console.log(`${passed} passed, ${failures.length} failed`);
process.exit(code);
