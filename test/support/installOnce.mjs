// Installs something large into the user's cache, once for all checkouts.
import { mkdir, open, readFile, readdir, rename, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { exists } from './debian.mjs';
import { say } from './shell.mjs';

/** Where hosts are kept: outside every checkout, so that the next clean clone has them too. */
export const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'tokenscope-test');

const staleAfter = 20 * 60_000;
const wait = milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds));

/**
 * Answers the folder `name` in the cache, filled by `install(folder)` if it is not there yet.
 *
 * The work is done in a folder of this process and gets its name by one rename when it is complete: a half-finished
 * install is never seen, and two runs at once cannot spoil each other even where the lock below is taken over wrongly.
 */
export async function installOnce(name, install) {
  const folder = join(cache, name);
  if (await exists(folder)) return folder;
  await mkdir(cache, { recursive: true });
  const release = await lock(`${folder}.lock`);
  try {
    if (await exists(folder)) return folder;
    await removeLeftovers(folder);
    const work = `${folder}.${process.pid}`;
    await mkdir(work);
    try {
      await install(work);
      await rename(work, folder);
    } catch (error) {
      await rm(work, { recursive: true, force: true });
      if (!(await exists(folder))) throw error;
    }
    return folder;
  } finally {
    await release();
  }
}

/** What runs that died have left: `<folder>.<pid>`. */
async function removeLeftovers(folder) {
  const prefix = `${basename(folder)}.`;
  for (const name of await readdir(dirname(folder))) {
    const pid = name.startsWith(prefix) ? Number(name.slice(prefix.length)) : NaN;
    if (Number.isInteger(pid) && (pid === process.pid || !isRunning(pid)))
      await rm(join(dirname(folder), name), { recursive: true, force: true });
  }
}

/** One install at a time, so that two do not share the processor; the lock of a run that died is taken over. */
async function lock(path) {
  for (let told = false; ;) {
    try {
      const file = await open(path, 'wx');
      await file.writeFile(String(process.pid));
      await file.close();
      return () => rm(path, { force: true });
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    const owner = Number(await readFile(path, 'utf8').catch(() => ''));
    const age = Date.now() - (await stat(path).catch(() => ({ mtimeMs: Date.now() }))).mtimeMs;
    if (age > staleAfter || (owner > 0 && !isRunning(owner))) await rm(path, { force: true });
    else {
      if (!told) say(`Waiting for another run (process ${owner}) that is installing the same`);
      told = true;
      await wait(500);
    }
  }
}

function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
