// npm run test:e2e: the packaged extension in a real workbench in a real browser. Screenshots: out/screenshots.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packageExtension } from './package.mjs';
import { run } from './shell.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const vsix = process.env.TOKENSCOPE_VSIX ?? (await packageExtension(undefined, { quiet: true }));
const { code } = await run(
  process.execPath,
  ['node_modules/mocha/bin/mocha.js', '--no-config', '--require', 'tsx/cjs', '--forbid-only', 'test/e2e/*.test.ts'],
  {
    cwd: root,
    env: { ...process.env, TOKENSCOPE_VSIX: vsix },
  },
);
process.exit(code ?? 1);
