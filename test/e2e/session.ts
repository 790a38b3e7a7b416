import assert from 'node:assert/strict';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Browser } from 'playwright-core';
import { Workbench } from './workbench';

interface Server {
  readonly url: string;
  readonly userData: string;
  stop(): Promise<void>;
}

/** The parts of test/support that start hosts; they are plain JavaScript, as they also run before anything is built. */
interface Hosts {
  startCodeServer(options: Record<string, unknown>): Promise<Server>;
  launchBrowser(options?: Record<string, unknown>): Promise<Browser>;
}

export interface SessionOptions {
  /** Asks for trust, so that the folder is opened in restricted mode. */
  readonly restricted?: boolean;
  /** Files of the workspace beside the samples, by their path in it. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Settings of the machine that the server runs on, as those that name files are. */
  readonly machineSettings?: (folder: string) => Readonly<Record<string, unknown>>;
  readonly port?: number;
  /** Of VS Code; the newest if left out. */
  readonly version?: string;
}

export interface Session {
  readonly workbench: Workbench;
  readonly folder: string;
  /** Changes the settings of the machine, as a person who edits its settings.json. */
  useMachineSettings(settings: Readonly<Record<string, unknown>>): Promise<void>;
  close(): Promise<void>;
}

const root = join(__dirname, '../..');

/** The packaged extension, installed in a clean VS Code on a copy of the samples, with a person's browser before it. */
export async function openSession(options: SessionOptions = {}): Promise<Session> {
  const vsix = process.env['TOKENSCOPE_VSIX'];
  assert.ok(vsix !== undefined, 'TOKENSCOPE_VSIX names the package');
  const hosts = (await import(`${root}/test/support/hosts.mjs`)) as Hosts;
  const home = await mkdtemp(join(tmpdir(), 'tokenscope-e2e-'));
  const folder = join(home, 'workspace');
  await cp(join(root, 'media/samples'), folder, { recursive: true });
  for (const [path, content] of Object.entries(options.files ?? {})) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  const machine = join(home, 'user-data', 'Machine');
  const useMachineSettings = async (settings: Readonly<Record<string, unknown>>): Promise<void> => {
    await mkdir(machine, { recursive: true });
    await writeFile(join(machine, 'settings.json'), JSON.stringify(settings));
  };
  await useMachineSettings(options.machineSettings?.(folder) ?? {});
  const server = await hosts.startCodeServer({
    folder,
    home,
    vsix,
    port: options.port,
    version: options.version,
    trust: options.restricted ?? false,
    settings: {
      'workbench.colorTheme': 'Default Light Modern',
      'window.confirmBeforeClose': 'never',
      'files.hotExit': 'off',
      'files.autoSave': 'off',
      'security.workspace.trust.startupPrompt': 'never',
      ...options.settings,
    },
  });
  const browser = await hosts.launchBrowser();
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  const workbench = new Workbench(page, join(root, 'out/screenshots'));
  await workbench.open(server.url);
  return {
    workbench,
    folder,
    useMachineSettings,
    close: async () => {
      await browser.close();
      await server.stop();
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** One session for all tests of a suite: opened before them, closed after them; what a failed one saw is kept as a screenshot. */
export function useSession(options: SessionOptions = {}): Session {
  let opened!: Session;
  before(async () => {
    opened = await openSession(options);
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed')
      await opened.workbench.screenshot(`failed-${this.currentTest.title.replace(/\W+/g, '-').slice(0, 60)}`);
  });
  after(() => opened.close());
  return {
    get workbench() {
      return opened.workbench;
    },
    get folder() {
      return opened.folder;
    },
    useMachineSettings: settings => opened.useMachineSettings(settings),
    close: () => opened.close(),
  };
}

/** Waits for what the workbench shows at its own pace. */
export async function until(condition: () => Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < 60; attempt++) {
    if (await condition()) return;
    await new Promise(resolve => setTimeout(resolve, 250));
  }
  assert.fail(`not within 15 seconds: ${condition.toString()}`);
}
