// npm run package [-- --target linux-x64]: a VSIX for one platform, with only what it needs.
import { stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fail, runOrFail, say } from './shell.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const require = createRequire(import.meta.url);
/** More than this and something is inside that should not be. */
const limits = { 'linux-x64': 24e6 };

export async function packageExtension(target = `${process.platform}-${process.arch}`, { quiet = false } = {}) {
  await runOrFail(process.execPath, ['esbuild.config.mjs', '--production', '--target', target], { cwd: root, quiet });
  const file = join(root, `tokenscope-${target}.vsix`);
  const vsce = require.resolve('@vscode/vsce/vsce');
  await runOrFail(
    process.execPath,
    [
      vsce,
      'package',
      '--no-dependencies',
      '--skip-license',
      '--target',
      target,
      '--out',
      file,
      '--allow-missing-repository',
      '--no-rewrite-relative-links',
    ],
    { cwd: root, quiet },
  );
  const { size } = await stat(file);
  say(`${file}: ${(size / 1e6).toFixed(1)} MB`);
  if (size > (limits[target] ?? Infinity)) fail(`The package for ${target} is larger than ${limits[target] / 1e6} MB.`);
  return file;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const index = process.argv.indexOf('--target');
  await packageExtension(index < 0 ? undefined : process.argv[index + 1]);
}
