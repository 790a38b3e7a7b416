// Debian packages that hosts need: installed as root, named otherwise.
import { access } from 'node:fs/promises';
import { fail, run, runOrFail, say } from './shell.mjs';

let updated = false;

export async function exists(path) {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** Makes sure that Debian packages are installed; on other systems and without root it says what to install. */
export async function ensurePackages(packages, purpose) {
  const query = await run('dpkg-query', ['-W', '-f', '${Package} ${db:Status-Abbrev}\n', ...packages], {
    quiet: true,
  }).catch(() => undefined);
  if (query === undefined)
    return say(`${purpose} needs ${packages.join(', ')} (by Debian's names). If the next step fails, install them.`);
  const missing = packages.filter(name => !query.output.includes(`${name} ii`));
  if (missing.length === 0) return;
  if (process.getuid() !== 0)
    fail(`${purpose} needs ${missing.join(', ')}. Run: sudo apt-get install ${missing.join(' ')}`);
  say(`Installing ${missing.join(', ')} for ${purpose} (a minute or two)`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  if (!updated) await runOrFail('apt-get', ['update'], { quiet: true, env });
  updated = true;
  await runOrFail('apt-get', ['install', '-y', '--no-install-recommends', ...missing], { quiet: true, env });
}
