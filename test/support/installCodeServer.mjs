// Installs a VS Code workbench and extension host from npm alone: code-server, whose versions map one to one
// (4.139.1 is VS Code 1.139.1).
import { chmod, cp, mkdir, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { ensurePackages } from './debian.mjs';
import { installOnce } from './installOnce.mjs';
import { fail, run, say } from './shell.mjs';

/** The newest VS Code and the oldest that package.json's engines allow. */
export const versions = { newest: '4.139.1', oldest: '4.100.3' };

/** The Node.js that each is built for. Up to 1.100 VS Code's ripgrep came from GitHub at install, later from npm. */
const builds = {
  '4.139.1': { node: '24' },
  '4.100.3': { node: '20', ripgrep: '@vscode/ripgrep-universal@1.18.0' },
};

/** Answers { node, entry, version }: run `node entry` to start the server. `version` may be VS Code's own number. */
export async function installCodeServer(version = versions.newest) {
  const known = version.replace(/^1\./, '4.');
  const build = builds[known];
  if (build === undefined) {
    const names = Object.keys(builds).map(vscodeVersion);
    fail(`There is no recipe for VS Code ${version}; there is one for ${names.join(' and ')}.`);
  }
  const folder = await installOnce(`code-server-${known}`, work => install(work, known, build));
  const node = join(folder, 'node_modules/node/bin', process.platform === 'win32' ? 'node.exe' : 'node');
  return { node, entry: join(folder, serverFolder, 'out/node/entry.js'), version: known };
}

export const vscodeVersion = version => version.replace(/^4\./, '1.');

const serverFolder = 'node_modules/code-server';

async function install(folder, version, { node, ripgrep }) {
  const name = `the VS Code ${vscodeVersion(version)} server`;
  await ensurePackages(['python3', 'make', 'g++', 'pkg-config', 'libkrb5-dev'], name);
  say(`Installing ${name} into the user's cache: about three minutes, the first time only`);
  await writeFile(join(folder, 'package.json'), '{ "private": true }\n');
  await npm(folder, ['install', `node@${node}`]);
  // code-server's install scripts must run under its own Node.js, so it comes in a second step with that first on PATH.
  const path = `${join(folder, 'node_modules/node/bin')}${delimiter}${process.env.PATH}`;
  if (ripgrep === undefined) await npm(folder, ['install', `code-server@${version}`], path);
  else await installWithRipgrep(folder, version, ripgrep, path);
}

/**
 * ripgrep's old install script downloads it from GitHub's API, which is rate limited and not reachable everywhere; it
 * leaves a `bin` alone that is there already. So everything is unpacked without scripts, ripgrep put in its place from
 * npm, and only then the scripts run.
 */
async function installWithRipgrep(folder, version, ripgrep, path) {
  const vscode = join(folder, serverFolder, 'lib/vscode');
  await npm(folder, ['install', '--ignore-scripts', `code-server@${version}`, ripgrep], path);
  await npm(vscode, ['install', '--ignore-scripts', '--omit=dev'], path);
  const binary = join('bin', `${process.platform}-${process.arch}`);
  const bin = join(vscode, 'node_modules/@vscode/ripgrep/bin');
  await mkdir(bin, { recursive: true });
  await cp(join(folder, 'node_modules/@vscode/ripgrep-universal', binary), bin, { recursive: true });
  if (process.platform !== 'win32') await chmod(join(bin, 'rg'), 0o755);
  await npm(vscode, ['rebuild'], path);
  await npm(folder, ['rebuild', 'argon2', 'code-server'], path);
}

/**
 * What an npm around this script sets for its own scripts. Of this, the user agent names the outer Node.js, which
 * code-server's install script would refuse, and `--silent` would hide why an install failed.
 */
const ofOuterNpm =
  /^(npm_(package|lifecycle|command|execpath|node_execpath)|npm_config_(user_agent|loglevel|node_gyp|npm_version|(local|global)_prefix))/;

async function npm(folder, args, path = process.env.PATH) {
  const inherited = Object.entries(process.env).filter(([name]) => !ofOuterNpm.test(name));
  const env = {
    ...Object.fromEntries(inherited),
    PATH: path,
    // As root, code-server's install script refuses to run without this.
    npm_config_unsafe_perm: 'true',
    // node-pty's install script calls npx, which would ask before it fetches node-gyp.
    npm_config_yes: 'true',
  };
  const { code, output } = await run('npm', [...args, '--no-audit', '--no-fund'], {
    cwd: folder,
    env,
    quiet: true,
    shell: process.platform === 'win32',
  });
  if (code !== 0) throw new Error(`npm ${args.join(' ')} failed:\n${output.slice(-4000)}`);
}
