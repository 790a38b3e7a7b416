// A real VS Code workbench and extension host from npm alone: code-server, whose versions map one to one (4.139.1 is VS Code 1.139.1).
import { spawn } from 'node:child_process';
import { mkdir, open, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { ensurePackages, exists } from './debian.mjs';
import { run, say } from './shell.mjs';

/** The newest VS Code and the oldest that package.json's engines allow, with the Node.js that each is built for. */
export const versions = { newest: '4.139.1', oldest: '4.100.3' };
const nodeOf = { '4.139.1': '24', '4.100.3': '20' };

const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'tokenscope-test');
const staleAfter = 20 * 60_000;
const wait = milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds));

/** Installs code-server into the user's cache, once for all checkouts; a half-finished install is done again. */
export async function installCodeServer(version = versions.newest) {
  const folder = join(cache, `code-server-${version}`);
  const node = join(folder, 'node_modules/node/bin', process.platform === 'win32' ? 'node.exe' : 'node');
  const entry = join(folder, 'node_modules/code-server/out/node/entry.js');
  const done = join(folder, 'complete');
  await mkdir(cache, { recursive: true });
  const release = await lock(`${folder}.lock`);
  try {
    if (!(await exists(done))) {
      await rm(folder, { recursive: true, force: true });
      await mkdir(folder, { recursive: true });
      await ensurePackages(['python3', 'make', 'g++', 'pkg-config', 'libkrb5-dev'], 'the VS Code server');
      say(`Installing the VS Code server ${version} into ${folder}: about three minutes, the first time only`);
      await writeFile(join(folder, 'package.json'), '{ "private": true }\n');
      await install(folder, `node@${nodeOf[version]}`, process.env);
      const path = `${join(folder, 'node_modules/node/bin')}${delimiter}${process.env.PATH}`;
      await install(folder, `code-server@${version}`, { ...process.env, PATH: path });
      await writeFile(done, '');
    }
  } finally {
    await release();
  }
  return { node, entry, version };
}

async function install(folder, what, env) {
  // As root, code-server's install script refuses to run without this.
  const permitted = { ...env, npm_config_unsafe_perm: 'true' };
  const { code, output } = await run('npm', ['install', '--no-audit', '--no-fund', what], {
    cwd: folder,
    env: permitted,
    quiet: true,
  });
  if (code !== 0) throw new Error(`npm install ${what} failed:\n${output.slice(-4000)}`);
}

/** One install at a time; the lock of a run that died is taken over. */
async function lock(path) {
  for (;;) {
    try {
      const file = await open(path, 'wx');
      await file.writeFile(String(process.pid));
      await file.close();
      return () => rm(path, { force: true });
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      const [owner, age] = await Promise.all([
        readFile(path, 'utf8').catch(() => ''),
        stat(path).then(
          ({ mtimeMs }) => Date.now() - mtimeMs,
          () => 0,
        ),
      ]);
      if (age > staleAfter || (owner !== '' && !isRunning(Number(owner)))) await rm(path, { force: true });
      else await wait(500);
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

export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

const quietSettings = {
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'editor.wordWrap': 'on',
  'editor.minimap.enabled': false,
  'chat.disableAIFeatures': true,
  'telemetry.telemetryLevel': 'off',
  'workbench.tips.enabled': false,
  'extensions.ignoreRecommendations': true,
};

/**
 * Starts a workbench on `folder`, with its own user data. Answers { port, url, settingsFile, stop }.
 * `vsix` is installed first, as a person would install it.
 */
export async function startCodeServer({ version, folder, home, vsix, port, settings = {}, trust = false }) {
  const server = await installCodeServer(version);
  const userData = join(home, 'user-data');
  const extensions = join(home, 'extensions');
  const settingsFile = join(userData, 'User', 'settings.json');
  await mkdir(join(userData, 'User'), { recursive: true });
  await mkdir(extensions, { recursive: true });
  await writeFile(
    settingsFile,
    JSON.stringify({ ...quietSettings, 'security.workspace.trust.enabled': trust, ...settings }, null, 2),
  );
  await writeFile(join(home, 'config.yaml'), '');
  const common = ['--user-data-dir', userData, '--extensions-dir', extensions, '--config', join(home, 'config.yaml')];
  // A server inside a VS Code terminal would otherwise only pass its arguments on to that VS Code.
  const { VSCODE_IPC_HOOK_CLI: _, ...env } = process.env;
  if (vsix !== undefined) {
    const { code, output } = await run(server.node, [server.entry, ...common, '--install-extension', vsix, '--force'], {
      quiet: true,
      env,
    });
    if (code !== 0) throw new Error(`The package could not be installed:\n${output}`);
  }
  const chosen = port ?? (await freePort());
  const args = [
    '--auth',
    'none',
    '--bind-addr',
    `127.0.0.1:${chosen}`,
    ...common,
    '--disable-telemetry',
    '--disable-update-check',
    '--disable-getting-started-override',
  ];
  if (!trust) args.push('--disable-workspace-trust');
  const child = spawn(server.node, [server.entry, ...args, folder], { stdio: ['ignore', 'pipe', 'pipe'], env });
  await ready(child);
  const stop = () =>
    new Promise(resolve => {
      if (child.exitCode !== null) return resolve();
      child.once('exit', () => resolve());
      child.kill('SIGTERM');
      setTimeout(() => child.kill('SIGKILL'), 3000).unref();
    });
  return { port: chosen, url: `http://localhost:${chosen}/?folder=${encodeURI(folder)}`, settingsFile, userData, stop };
}

function ready(child) {
  return new Promise((resolve, reject) => {
    let output = '';
    const timer = setTimeout(
      () => reject(new Error(`The VS Code server did not start within a minute:\n${output}`)),
      60_000,
    );
    const read = text => {
      output += text;
      if (!output.includes('HTTP server listening on')) return;
      clearTimeout(timer);
      resolve();
    };
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', read);
    child.on('exit', code => {
      clearTimeout(timer);
      reject(new Error(`The VS Code server ended with code ${code}:\n${output}`));
    });
  });
}
