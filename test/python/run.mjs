// npm run test:python: the same answers from the real tiktoken, NumPy and others. The last line is `N passed, N failed`.
//
// The packages come into a folder of the user's cache, once. Where Python cannot install them, nothing is tested and a sentence says so.
// To add a test, put a file test_*.py beside this one; `worker` and `inference` there are the services as they ship (see conftest.py).
// A package that it needs has a line in requirements.txt. Arguments go to pytest: npm run test:python -- -k parquet. Without any, speed.py
// prints our speed beside that of native tokenizers.
import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { exists } from '../support/debian.mjs';
import { installOnce } from '../support/installOnce.mjs';
import { run, runOrFail, say } from '../support/shell.mjs';

const folder = dirname(fileURLToPath(import.meta.url));
const root = join(folder, '../..');
const require = createRequire(import.meta.url);
const out = join(root, 'out/python');
const encodings = ['r50k_base', 'p50k_base', 'cl100k_base', 'o200k_base'];

/** A Python with the packages; nothing if there is no Python, or it cannot have them. */
async function python() {
  const lists = ['requirements.txt', 'rivals.txt'].map(name => join(folder, name));
  const texts = await Promise.all(lists.map(list => readFile(list, 'utf8')));
  for (const command of ['python3', 'python']) {
    const version = await run(command, ['--version'], { quiet: true }).catch(() => undefined);
    if (version?.code !== 0) continue;
    const hash = createHash('sha256')
      .update([...texts, version.output].join('\n'))
      .digest('hex');
    const name = `python-${hash.slice(0, 16)}`;
    const binary = process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python';
    try {
      const installed = await installOnce(name, async work => {
        await demand(command, ['-m', 'venv', work]);
        const pip = [join(work, binary), ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r']];
        await demand(pip[0], [...pip[1], lists[0]]);
        // Rivals are measured where they install; not all do everywhere.
        for (const rival of texts[1].trim().split('\n'))
          await run(pip[0], [...pip[1].slice(0, -1), rival], { quiet: true });
      });
      return join(installed, binary);
    } catch (error) {
      say(`Python cannot install what the tests need, so that none was run: ${error.message}`);
      return undefined;
    }
  }
  say('There is no Python here, so that none of its tests was run.');
  return undefined;
}

async function demand(command, args) {
  const { code, output } = await run(command, args, { quiet: true });
  if (code !== 0) throw new Error(output.trim().split('\n').at(-1) ?? `${command} failed`);
}

/** js-tiktoken's ranks as the files that tiktoken loads, whose checksums it knows. */
async function writeRanks() {
  await mkdir(join(out, 'ranks'), { recursive: true });
  for (const name of encodings) {
    const ranks = require(`js-tiktoken/ranks/${name}`);
    const lines = (ranks.default ?? ranks).bpe_ranks.split('\n').flatMap(line => {
      const [, first, ...tokens] = line.split(' ');
      return tokens.map((token, index) => [Number(first) + index, token]);
    });
    lines.sort(([a], [b]) => a - b);
    await writeFile(
      join(out, 'ranks', `${name}.tiktoken`),
      lines.map(([rank, token]) => `${token} ${rank}\n`).join(''),
    );
  }
}

const interpreter = await python();
if (interpreter === undefined) {
  console.log('0 passed, 0 failed');
  process.exit(0);
}
if (!(await exists(join(root, 'dist/worker.js')))) await runOrFail('npm', ['run', '--silent', 'build'], { cwd: root });
await writeRanks();
await build({
  entryPoints: [join(folder, 'bridge.ts')],
  outfile: join(out, 'bridge.cjs'),
  bundle: true,
  platform: 'node',
  target: 'node20',
  logLevel: 'error',
});
const wanted = process.argv.slice(2);
const speed = wanted.length === 0 ? ['-o', 'python_files=test_*.py speed.py'] : [];
const pytest = ['-m', 'pytest', '-q', '-p', 'no:cacheprovider', '--rootdir', folder, ...wanted, ...speed, folder];
const env = { ...process.env, PYTHONDONTWRITEBYTECODE: '1', RAYON_NUM_THREADS: '1', TOKENSCOPE_NODE: process.execPath };
const { code, output } = await run(interpreter, pytest, { cwd: root, env });
const count = word =>
  Number(
    output
      .match(new RegExp(`(\\d+) ${word}`, 'g'))
      ?.at(-1)
      ?.split(' ')[0] ?? 0,
  );
const failed = Math.max(count('failed') + count('errors?'), code === 0 ? 0 : 1);
console.log(`${count('passed')} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
