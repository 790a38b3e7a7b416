// npm start [-- --desktop | --server] [--port N]: builds the extension and opens it on a sample document.
import { cp, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startCodeServer } from './codeServer.mjs';
import { packageExtension } from './package.mjs';
import { fail, run, runOrFail, say } from './shell.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const args = process.argv.slice(2);
const portIndex = args.indexOf('--port');
const port = portIndex < 0 ? undefined : Number(args[portIndex + 1]);
if (port !== undefined && !(Number.isInteger(port) && port > 0 && port < 65536))
  fail('--port needs a number from 1 to 65535.');

/** The sample in a place of its own, so that trying things leaves the checkout as it is. */
async function sampleFolder() {
  const folder = join(tmpdir(), 'tokenscope-sample');
  await mkdir(folder, { recursive: true });
  await cp(join(root, 'media/samples'), folder, { recursive: true });
  return folder;
}

async function hasDesktop() {
  const { code } = await run('code', ['--version'], { quiet: true, shell: process.platform === 'win32' }).catch(() => ({
    code: 1,
  }));
  return code === 0;
}

async function startDesktop() {
  say('Building');
  await runOrFail(process.execPath, ['esbuild.config.mjs'], { cwd: root });
  const folder = await sampleFolder();
  say('Opening VS Code');
  await runOrFail('code', ['--new-window', `--extensionDevelopmentPath=${root}`, folder, join(folder, 'the-cat.txt')], {
    shell: process.platform === 'win32',
  });
}

async function startServer() {
  say('Building the package');
  const vsix = await packageExtension(undefined, { quiet: true });
  const folder = await sampleFolder();
  const server = await startCodeServer({ folder, home: join(tmpdir(), 'tokenscope-start'), vsix, port });
  const file = `vscode-remote://localhost:${server.port}${folder}/the-cat.txt`;
  const payload = encodeURIComponent(JSON.stringify([['openFile', file]]));
  say('Ready. Open this address in a browser; the token count is at the lower right:');
  console.log(`\n  ${server.url}&payload=${payload}\n`);
  say('Press Ctrl+C to stop.');
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => void server.stop().then(() => process.exit(0)));
}

if (args.includes('--desktop')) {
  if (!(await hasDesktop())) fail('There is no "code" on the PATH. Install VS Code, or run: npm start -- --server');
  await startDesktop();
} else if (args.includes('--server') || !(await hasDesktop())) await startServer();
else await startDesktop();
