import assert from 'node:assert/strict';
import type { FrameLocator } from 'playwright-core';
import { useSession, until } from './session';
import type { Workbench } from './workbench';

describe('a person with several files as one corpus', function () {
  this.timeout(120_000);
  const session = useSession({
    files: {
      'corpus/a.txt': 'The cat sat on the mat.\n',
      'corpus/b.txt': 'She saw a red ball rolling by.\n',
      'corpus/ignored.txt': 'nobody reads this',
      'corpus/latin.txt': 'not\u0000text',
      'corpus/.gitignore': 'ignored.txt\n',
    },
  });
  let workbench: Workbench;
  let panel: FrameLocator;

  before(async () => {
    ({ workbench } = session);
    await workbench.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await workbench.openFile('the-cat.txt');
    await workbench.count.filter({ hasText: 'tokens' }).waitFor({ timeout: 30_000 });
    await workbench.run('Tokenscope: Open as One Corpus of Tokens');
    const { page } = workbench;
    await page.locator('.quick-input-list .monaco-list-row', { hasText: 'that match a glob' }).click();
    await page.locator('.quick-input-widget', { hasText: 'Files of workspace whose path matches' }).waitFor();
    await page.locator('.quick-input-widget input[type="text"]').first().fill('corpus/*.txt');
    await page.keyboard.press('Enter');
    panel = await workbench.panel('Windows: workspace/corpus/*.txt');
    await panel.locator('.window-row[data-row="0"] .input .id').first().waitFor();
  });
  const text = (selector: string): Promise<string> => panel.locator(selector).first().innerText();
  const ids = async (row: number, kind: 'input' | 'target'): Promise<string> =>
    (await panel.locator(`.window-row[data-row="${row}"] .${kind} .id`).allTextContents()).join();

  it('sees which files are joined, which are left out and why, and that no window crosses', async () => {
    assert.match(
      await text('.corpus'),
      /^2 files in the order of their names, <\|endoftext\|> between them\. No window crosses/,
    );
    await panel.locator('.skipped summary').click();
    assert.match(await text('.skipped'), /1 file left out\s+corpus\/latin\.txt is binary/);
    // "The cat sat on the mat.\n" has 8 tokens and the separator, the other 9.
    await panel.locator('.counts').filter({ hasText: '18 tokens' }).filter({ hasText: '10 windows' }).waitFor();
    assert.equal(await ids(4, 'target'), '2603,13,198,50256');
    assert.equal((await ids(5, 'input')).split(',')[0], '3347');
  });

  it('lets windows cross, and the panel says so', async () => {
    await panel.locator('#cross_files').check();
    await panel.locator('.counts').filter({ hasText: '14 windows' }).waitFor();
    assert.match(await text('.corpus'), /Windows may cross from one into the next, as in the chapter\./);
    await panel.locator('#cross_files').uncheck();
    await panel.locator('.counts').filter({ hasText: '10 windows' }).waitFor();
  });

  it('chooses a window, and its text is selected in its file', async () => {
    await panel.locator('.window-row[data-row="5"] .input .cell[data-column="1"]').click();
    await workbench.page.locator('.tab', { hasText: 'b.txt' }).waitFor();
    await workbench.count.filter({ hasText: '1 / 9 tokens' }).waitFor({ timeout: 20_000 });
    assert.match(await text('.corpus .file'), /corpus\/b\.txt/);
    // The cursor is at " saw", the second token of the second file.
    await panel.locator('.cursor-links').filter({ hasText: 'saw' }).waitFor();
  });

  it('copies the loader of these files as PyTorch', async () => {
    await panel.locator('button', { hasText: 'Copy as PyTorch' }).click();
    await until(async () => {
      const copied: string = await workbench.page.evaluate('navigator.clipboard.readText()');
      return copied.includes('corpus/b.txt",\n]') && copied.includes('ids.append(tokenizer.eot_token)');
    });
  });

  it('finds its files again after a reload of the window', async () => {
    await workbench.reload();
    panel = await workbench.panel('Windows: workspace/corpus/*.txt');
    await panel.locator('.counts').filter({ hasText: '18 tokens' }).filter({ hasText: '10 windows' }).waitFor();
    await workbench.screenshot('light-corpus');
  });

  it('is told which file has changed, and reads the files again', async () => {
    await workbench.openFile('b.txt');
    await workbench.focusEditor();
    await workbench.page.keyboard.press('Control+End');
    await workbench.page.keyboard.type('And that');
    await workbench.page.keyboard.press('Control+s');
    await panel.locator('.window-row[data-row="5"] .input .cell[data-column="1"]').click();
    const message = workbench.page.locator('.notification-toast', { hasText: 'b.txt has changed since it was read' });
    await message.locator('.monaco-button', { hasText: 'Read Again' }).click();
    await panel.locator('.counts').filter({ hasText: '20 tokens' }).waitFor();
  });
});
