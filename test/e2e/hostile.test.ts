import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { bytesOf, safetensors } from '../support/weightFiles';
import { floats, onnxModel } from '../support/onnxGraph';
import { useSession, type Session } from './session';

/** One text that would be a link to a command, links to a page, an icon, markup and another order of characters. */
const name =
  '[open](command:workbench.action.terminal.new) $(zap) **b** <img src=x id=hostile>\u202egnp\u200b [x](file:///x)';
const hostile = `${name} [page](https://example.com "t") https://example.com`;
const huge = hostile + 'x'.repeat(1 << 16);
const rows = 50257;
const table = new Float32Array(rows * 2).fill(0.5);

/** A graph of one table whose names are all hostile; it can be run, or names weights that are not there. */
function graph(external?: Readonly<Record<string, string>>): Uint8Array {
  const token = { ...floats(`table ${hostile}`, [rows, 2], table), ...(external === undefined ? {} : { external }) };
  if (external !== undefined) delete (token as { bytes?: Uint8Array }).bytes;
  return onnxModel({
    nodes: [{ op: 'Gather', inputs: [token.name, `ids ${hostile}`], outputs: [`out ${hostile}`] }],
    initializers: [token],
    inputs: [{ name: `ids ${hostile}`, type: 7, dims: ['n'] }],
    outputs: [{ name: `out ${hostile}`, type: 1, dims: ['n', 2] }],
    metadata: { 'tokenscope.seed': hostile, 'tokenscope.untrained': 'true' },
  });
}

const f32 = { dtype: 'F32', shape: [rows, 2], bytes: bytesOf(table) } as const;

/** Nothing that anybody sees in the workbench, or in a panel, was made by a foreign text. */
async function checkWaysOut({ workbench: { page } }: Session): Promise<void> {
  const made = `[...document.querySelectorAll('a[href], a[data-href], img, .codicon-zap, #hostile')]
    .filter(e => e.matches('.codicon-zap, #hostile')
      || [e.getAttribute('href'), e.dataset.href, e.getAttribute('src')].some(to =>
        /example\\.com|terminal\\.new|file:\\/\\/\\/x/.test(to ?? '') && !to.startsWith('command:tokenscope.')))
    .map(e => e.outerHTML)`;
  const reordered = `[document.getElementById('root')?.innerText ?? ''].filter(text => /[\u202a-\u202e\u2066\u2067]/.test(text))`;
  for (const frame of page.frames())
    for (const script of [made, reordered])
      assert.deepEqual(await frame.evaluate<string[]>(script).catch(() => []), []);
  const ours =
    '.notification-list-item-message, .quick-input-title, .quick-input-message, [id*="tokenscope.count"], ' +
    '.custom-view-tree-node-item, .marker-message-line';
  for (const text of await page.locator(ours).allTextContents())
    assert.doesNotMatch(text, /[\u202a-\u202e\u2066\u2067\u200b\u0000]/u);
}

const notification = ({ workbench: { page } }: Session, text: string): Locator =>
  page.locator('.notification-list-item-message').filter({ hasText: text }).first();

/** What a notification says, which a person can read to its end. */
async function told(session: Session, text: string): Promise<string> {
  const found = notification(session, text);
  await found.waitFor({ timeout: 60_000 });
  const message = (await found.textContent()) ?? '';
  assert.ok(message.length < 1000, `${message.length} characters`);
  assert.equal(await found.locator('a').count(), 0);
  await checkWaysOut(session);
  await session.workbench.run('Notifications: Clear All Notifications');
  return message;
}

describe('a hostile text in a trusted folder', function () {
  this.timeout(180_000);
  const session = useSession({
    files: {
      'hostile $(zap) [open](command:workbench.action.terminal.new) \u202egnp.md': `${hostile}\n`,
      'missing.onnx': graph({ location: name.replaceAll('/', '') }),
      'seed.onnx': graph(),
      'several.safetensors': safetensors({ [`a ${hostile}`]: f32, [`b ${huge}`]: f32 }),
    },
    settings: {
      'tokenscope.highlighting': true,
      'tokenscope.hover': 'always',
      'tokenscope.lint': 'always',
      'tokenscope.embedding.layersBefore': { tokenTable: [huge] },
    },
    machineSettings: folder => ({ 'tokenscope.embedding.graph': join(folder, 'missing.onnx') }),
  });
  /** Exports until the changed setting has reached the extension and shows something of the file. */
  const useModel = async (file: string, text: string): Promise<void> => {
    const { workbench } = session;
    const shown = workbench.page
      .locator('.notification-list-item-message, .quick-input-title')
      .filter({ hasText: text });
    await session.useMachineSettings({ 'tokenscope.embedding.graph': file === '' ? '' : join(session.folder, file) });
    for (let attempt = 0; attempt < 10 && (await shown.count()) === 0; attempt++) {
      await workbench.page.keyboard.press('Escape');
      await workbench.run('Tokenscope: Export Embedding Graph');
      await shown
        .first()
        .waitFor({ timeout: 5000 })
        .catch(() => undefined);
    }
    await shown.first().waitFor({ timeout: 1000 });
  };

  before(async () => {
    await session.workbench.openFile('hostile');
    await session.workbench.count.filter({ hasText: 'gpt2' }).waitFor({ timeout: 30_000 });
  });

  it('is no link in what Export Embedding Graph says of a model', async () => {
    await session.workbench.run('Tokenscope: Export Embedding Graph');
    const message = await told(session, 'The tensor');
    assert.match(message, /\[open\] \(command:workbench\.action\.terminal\.new\) \$ \(zap\)/);
  });

  it('is no link in an error that lists tensors, and no icon in the list of tables', async () => {
    const { workbench } = session;
    await useModel('several.safetensors', 'No table is named');
    assert.match(await told(session, 'No table is named'), /choose one\.$/);
    await workbench.run('Tokenscope: Select Embedding Graph');
    await workbench.choose('Choose the token table');
    const row = workbench.page.locator('.quick-input-list .monaco-list-row').filter({ hasText: 'a [open] (command' });
    await row.first().waitFor();
    assert.match((await row.first().textContent()) ?? '', /\$ \(zap\)/);
    await checkWaysOut(session);
    await workbench.page.keyboard.press('Escape');
  });

  it('is no link in the panel of a graph that opens, or in the title of a list', async () => {
    const { workbench } = session;
    await useModel('seed.onnx', 'seed.onnx');
    await checkWaysOut(session);
    await workbench.page.keyboard.press('Escape');
    await workbench.run('Tokenscope: Show Embedding Vectors');
    const panel = await workbench.panel('Vectors: ');
    await panel.locator('.vector-row .value').first().waitFor({ timeout: 90_000 });
    await panel.locator('.chip', { hasText: 'seed.onnx' }).click();
    await panel.locator('.facts').filter({ hasText: 'table [open]' }).waitFor();
    await checkWaysOut(session);
  });

  it('is no link in what is said of a layer that a setting names', async () => {
    await useModel('', 'no layer that can be drawn');
    assert.match(await told(session, 'no layer that can be drawn'), /\[open\] \(command/);
  });

  it('is text in the windows of a document, in its name and in what a copy says', async () => {
    const { workbench } = session;
    await workbench.focusEditor();
    await workbench.run('Tokenscope: Preview Sliding Windows');
    const panel = await workbench.panel('Windows: ');
    await panel.locator('.token').first().waitFor({ timeout: 30_000 });
    await checkWaysOut(session);
    await workbench.focusEditor();
    await workbench.run('Tokenscope: Copy Data Loader as PyTorch');
    await workbench.page.locator('.statusbar-item').filter({ hasText: 'Copied the data loader' }).waitFor();
    await checkWaysOut(session);
  });

  it('is text in the hover of a token', async () => {
    const { workbench } = session;
    await workbench.focusEditor();
    await workbench.page.keyboard.press('Control+Home');
    await workbench.run('Show or Focus Hover');
    const hover = workbench.page.locator('.monaco-hover').filter({ hasText: 'offsets' }).first();
    await hover.waitFor();
    const links = await hover
      .locator('a[data-href]')
      .evaluateAll(found =>
        found.map(each => (each as unknown as { dataset: { href: string } }).dataset.href.replace(/\?.*/, '')),
      );
    const ours = ['tokenscope.showVectors', 'tokenscope.previewWindows', 'tokenscope.selectTokenizer'];
    assert.deepEqual(
      links,
      ours.map(id => `command:${id}`),
    );
    await checkWaysOut(session);
  });

  it('is text in the trees of the container', async () => {
    const { page } = session.workbench;
    await session.workbench.run('Tokenscope: Count Tokens of Files');
    const item = page.locator('.custom-view-tree-node-item', { hasText: 'hostile $(zap) [open](command' }).first();
    await item.waitFor({ timeout: 30_000 });
    await item.hover();
    await checkWaysOut(session);
  });

  it('is text in the diagnostics of a lint', async () => {
    const { page } = session.workbench;
    await session.workbench.run('View: Toggle Problems');
    await page.locator('.markers-panel .marker-message-line').first().waitFor({ timeout: 30_000 });
    await checkWaysOut(session);
  });

  for (const [command, title, shown] of [
    ['Tokenscope: Watch Tokens Merge', 'Merges: ', '.forest .node'],
    ['Tokenscope: Guess the Split', 'Guess the Split: ', '.board .character'],
    ['Tokenscope: Compare Tokenizers', 'Compare: ', '.place'],
  ] as const)
    it(`is text in the panel of ${command.replace('Tokenscope: ', '')}`, async () => {
      await session.workbench.focusEditor();
      await session.workbench.run(command);
      const panel = await session.workbench.panel(title);
      await panel.locator(shown).first().waitFor({ timeout: 30_000 });
      await checkWaysOut(session);
    });
});

describe('a hostile text in the settings of a folder that nobody trusts', function () {
  this.timeout(180_000);
  const session = useSession({
    restricted: true,
    files: {
      '.vscode/settings.json': JSON.stringify({
        'tokenscope.hover': hostile,
        'tokenscope.highlighting': hostile,
        'tokenscope.windows.stride': huge,
        'tokenscope.windows.maxLength': { constructor: hostile },
        'tokenscope.embedding.positions': `../../${hostile}`,
        'tokenscope.embedding.hiddenSize': [hostile],
        'tokenscope.embedding.layersBefore': { tokenTable: [huge] },
        'tokenscope.embedding.graph': hostile,
      }),
    },
  });

  before(async () => {
    const { workbench } = session;
    await workbench.page.locator('.statusbar-item', { hasText: 'Restricted Mode' }).waitFor();
    await workbench.openFile('the-cat.txt');
    await workbench.count.filter({ hasText: '44 tokens · gpt2' }).waitFor({ timeout: 30_000 });
  });

  it('is told once as what it is, and the default is used', async () => {
    const message = await told(session, 'tokenscope.highlighting');
    assert.match(message, /expected true or false/);
  });

  it('changes nothing of the graph, and names no file', async () => {
    const { page } = session.workbench;
    await session.workbench.run('Tokenscope: Export Embedding Graph');
    const title = page.locator('.quick-input-title').filter({ hasText: 'trained 50257 × 64' });
    await title.waitFor({ timeout: 60_000 });
    await checkWaysOut(session);
    await page.keyboard.press('Escape');
  });

  it('leaves the windows as they are by default', async () => {
    const { workbench } = session;
    await workbench.run('Tokenscope: Preview Sliding Windows');
    const panel = await workbench.panel('Windows: the-cat.txt');
    await panel.locator('.token').first().waitFor({ timeout: 30_000 });
    await checkWaysOut(session);
    await told(session, 'tokenscope.windows.stride');
  });
});
