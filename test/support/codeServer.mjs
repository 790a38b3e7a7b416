// A VS Code server on a folder, with its own user data: what tests and `npm start` run the extension in.
import { spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { installCodeServer } from './installCodeServer.mjs';
import { run } from './shell.mjs';

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
  // A script that ends early, by an error or by fail(), takes its server along.
  const end = () => child.kill('SIGTERM');
  process.once('exit', end);
  await ready(child);
  const stop = () =>
    new Promise(resolve => {
      process.off('exit', end);
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
