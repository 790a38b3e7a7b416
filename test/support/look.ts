/**
 * For whoever works on what is seen: opens the current build in a real workbench, does what a script says, and keeps its
 * pictures in out/screenshots.
 *
 *     node --import tsx test/support/look.ts my-look.ts
 *
 * where my-look.ts exports `look`, which drives the workbench as test/e2e does:
 *
 *     import type { Workbench } from './test/e2e/workbench';
 *     export async function look(workbench: Workbench): Promise<void> {
 *       await workbench.openFile('the-cat.txt');
 *       await workbench.run('Tokenscope: Show or Hide Token Highlighting');
 *       await workbench.screenshot('colours');
 *     }
 *
 * With `--watch` it stays open and looks again whenever the script is saved: pictures take seconds, not minutes.
 */
import { build } from 'esbuild';
import { watch } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { openSession } from '../e2e/session';
import type { Workbench } from '../e2e/workbench';

interface Look {
  readonly look: (workbench: Workbench) => Promise<void>;
}
interface Packager {
  packageExtension(target: undefined, options: { quiet: boolean }): Promise<string>;
}

/** The script as it is now, not as it was when it was first loaded. */
async function load(script: string): Promise<Look> {
  const outfile = join(__dirname, '../../out/look.cjs');
  await build({ entryPoints: [script], outfile, bundle: true, platform: 'node', packages: 'external' });
  const require = createRequire(__filename);
  Reflect.deleteProperty(require.cache, outfile);
  return require(outfile) as Look;
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: { watch: { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  const [name] = positionals;
  if (name === undefined) throw new Error('Name a script that exports look(workbench); see the top of this file.');
  const script = resolve(name);
  const packager = (await import(`${__dirname}/package.mjs`)) as Packager;
  process.env['TOKENSCOPE_VSIX'] ??= await packager.packageExtension(undefined, { quiet: true });
  const session = await openSession();
  const look = async (): Promise<void> => {
    const started = performance.now();
    const { look: lookAt } = await load(script);
    await lookAt(session.workbench);
    console.log(`Looked in ${((performance.now() - started) / 1000).toFixed(1)} s`);
  };
  await look();
  if (!values.watch) return session.close();
  let soon: NodeJS.Timeout | undefined;
  let running = Promise.resolve();
  // The folder, as many editors save by replacing the file; and once for the several events of a save.
  watch(dirname(script), (_, changed) => {
    if (changed !== basename(script)) return;
    clearTimeout(soon);
    soon = setTimeout(() => {
      running = running.then(look).catch((error: unknown) => console.error(error));
    }, 100);
  });
  console.log('Looking again whenever the script is saved. Press Ctrl+C to stop.');
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
