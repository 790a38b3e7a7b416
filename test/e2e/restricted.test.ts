import assert from 'node:assert/strict';
import { useSession, until } from './session';

/** A folder that nobody has trusted yet, and whose settings name a file of its author's choice as the graph. */
describe('in restricted mode, a person with the packaged extension', function () {
  this.timeout(120_000);
  const session = useSession({
    restricted: true,
    files: { '.vscode/settings.json': JSON.stringify({ 'tokenscope.embedding.graph': '/etc/hostname' }) },
  });

  before(async () => {
    const { workbench } = session;
    await workbench.page.locator('.statusbar-item', { hasText: 'Restricted Mode' }).waitFor();
    await workbench.openFile('the-cat.txt');
  });

  it('sees counts and tokens', async () => {
    const { workbench } = session;
    await workbench.count.filter({ hasText: '44 tokens · gpt2' }).waitFor({ timeout: 30_000 });
    await workbench.run('Tokenscope: Show or Hide Token Highlighting');
    await until(async () => (await workbench.computed('backgroundColor')).size > 3);
  });

  it('gets the vectors of the trained table, not those of the file that the folder names', async () => {
    const { workbench } = session;
    await workbench.run('Tokenscope: Show Embedding Vectors');
    const panel = await workbench.panel('Vectors: the-cat.txt');
    await panel.locator('.vector-row .value').first().waitFor({ timeout: 90_000 });
    await panel.locator('.note').filter({ hasText: 'These vectors were trained' }).waitFor();
  });
});

/** A folder that nobody has trusted, and whose author wants a click to run a command. */
describe('in restricted mode, text from a folder', function () {
  this.timeout(120_000);
  const hostile = '[open](command:workbench.action.terminal.new) [x](https://example.com) $(zap) \u202Eevil\u0000';
  const session = useSession({
    restricted: true,
    files: { '.vscode/settings.json': JSON.stringify({ 'tokenscope.tokenizer': hostile }) },
  });

  before(async () => {
    const { workbench } = session;
    await workbench.page.locator('.statusbar-item', { hasText: 'Restricted Mode' }).waitFor();
    await workbench.openFile('the-cat.txt');
  });

  it('is neither a link nor an icon in the status bar', async () => {
    const { count, page } = session.workbench;
    await count.filter({ hasText: 'no tokens' }).waitFor({ timeout: 30_000 });
    assert.match((await count.textContent()) ?? '', /\[open\] \(command:workbench\.action\.terminal\.new\)/);
    assert.equal(await page.locator('a[href*="terminal.new"], a[href^="https://example"]').count(), 0);
    assert.equal(await page.locator('.codicon-zap').count(), 0);
  });
});
