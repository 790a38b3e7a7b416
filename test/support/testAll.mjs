// npm test: everything that CI runs. The last line is `N passed, N failed`; a step without tests of its own counts as one.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run, say } from './shell.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const npm = script => ['npm', ['run', '--silent', script]];
let passed = 0;
let failed = 0;

/** Adds up what mocha or a suite of ours printed; a step that printed no counts is one test. */
function countOf(output, code) {
  const number = pattern => Number(output.match(pattern)?.[1] ?? 0);
  const counts = {
    passed: number(/^\s*(\d+) passing/m) + number(/^(\d+) passed, \d+ failed$/m),
    failed: number(/^\s*(\d+) failing/m) + number(/^\d+ passed, (\d+) failed$/m),
  };
  if (counts.passed + counts.failed === 0) return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1 };
  return { passed: counts.passed, failed: Math.max(counts.failed, code === 0 ? 0 : 1) };
}

async function step(name, command, args, env = {}) {
  const started = Date.now();
  say(name);
  const { code, output } = await run(command, args, { cwd: root, env: { ...process.env, ...env } }).catch(error => ({
    code: 1,
    output: String(error),
  }));
  const counts = countOf(output, code);
  passed += counts.passed;
  failed += counts.failed;
  say(`${name}: ${counts.passed} passed, ${counts.failed} failed (${Math.round((Date.now() - started) / 1000)} s)`);
  return code === 0;
}

await step('Type check', ...npm('typecheck'));
await step('Lint', ...npm('lint'));
await step('Build', ...npm('build'));
await step('Unit tests', ...npm('test:unit'));
await step('Integration tests, newest VS Code', ...npm('test:integration'));
await step('Integration tests, oldest VS Code', ...npm('test:oldest'));
const packaged = await step('Package', ...npm('package'));
if (packaged) {
  const vsix = join(root, `tokenscope-${process.platform}-${process.arch}.vsix`);
  await step('Contents of the package', process.execPath, ['test/support/checkPackage.mjs', vsix]);
  await step('End to end', ...npm('test:e2e'), { TOKENSCOPE_VSIX: vsix });
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
