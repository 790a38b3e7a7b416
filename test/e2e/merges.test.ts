import assert from 'node:assert/strict';
import type { FrameLocator } from 'playwright-core';
import { useSession, until } from './session';
import type { Workbench } from './workbench';

const text = 'low lower lowest new newer newest wide wider widest\n'.repeat(8);

describe('a person who trains a tokenizer', function () {
  this.timeout(120_000);
  const session = useSession({
    files: { 'words.txt': text },
    settings: { 'editor.occurrencesHighlight': 'off', 'editor.selectionHighlight': false },
  });
  let workbench: Workbench;
  let panel: FrameLocator;

  before(async () => {
    ({ workbench } = session);
    await workbench.openFile('words.txt');
    await workbench.run('View: Toggle Primary Side Bar Visibility');
  });

  const listOf = (placeholder: string): Promise<void> =>
    workbench.page.locator(`.quick-input-widget input[placeholder*="${placeholder}"]`).waitFor();

  it('is asked how, and the text is then counted by what was trained', async () => {
    const { page } = workbench;
    await workbench.run('Tokenscope: Train BPE Tokenizer on This Text...');
    await page.locator('.quick-input-title').filter({ hasText: 'Train BPE' }).waitFor();
    await page.locator('.quick-input-widget input').first().fill('270');
    await page.keyboard.press('Enter');
    await listOf('Split pattern');
    await page.keyboard.press('Enter');
    await listOf('equally frequent');
    await page.keyboard.press('Enter');
    await page.locator('.quick-input-widget').getByText('Special tokens').waitFor();
    await page.keyboard.press('Enter');
    await until(async () => (await workbench.count.textContent())?.includes('BPE 270 of words.txt') === true);
  });

  it('watches the tokens merge, in the panel and in the text', async () => {
    await workbench.run('Tokenscope: Watch Tokens Merge');
    panel = await workbench.panel('Merges: words.txt');
    await panel.locator('.pairs tbody tr.next').waitFor();
    const tokens = (): Promise<number> => panel.locator('.counts b').first().innerText().then(Number);
    assert.equal(await tokens(), text.length);
    const next = await panel.locator('.pairs tbody tr').first().getAttribute('class');
    assert.equal(next, 'next', 'the most frequent pair is merged first');
    const pieces = (): Promise<number> => workbench.page.locator('.monaco-editor .view-overlays .cdr').count();
    const before = await pieces();
    await panel.getByLabel('Go to the last merge').click();
    await until(async () => (await tokens()) < text.length / 2);
    await until(async () => (await pieces()) < before);
    await panel.getByLabel('Take one merge back').click();
    await until(async () => (await panel.locator('#merge-number').inputValue()) === '13');
    await panel.locator('.forest .node.next').first().waitFor();
    await workbench.screenshot('light-merges');
  });

  it('plays all of it, and the colours go with the panel', async () => {
    await panel.getByLabel('Go to the bytes').click();
    await panel.getByText('50', { exact: true }).click();
    await panel.getByText('Play', { exact: true }).click();
    await until(async () => (await panel.locator('#merge-number').inputValue()) === '14');
    const tab = workbench.page.locator('.tab').filter({ hasText: 'Merges: words.txt' });
    await tab.locator('.tab-actions .action-label').click();
    await until(async () => (await workbench.page.locator('.monaco-editor .view-overlays .cdr').count()) === 0);
  });

  it('guesses where a sentence is cut, and is told why', async () => {
    await workbench.run('Tokenscope: Guess the Split');
    const split = await workbench.panel('Guess the Split: words.txt');
    await split.getByText('Your text').click();
    await until(
      async () =>
        (await split.locator('.board .character').count()) ===
        'low lower lowest new newer newest wide wider widest'.length,
    );
    await split.locator('.board .gap').nth(0).press('Space');
    await split.locator('.board .gap').nth(0).press('ArrowRight');
    await split.locator('.board .gap').nth(1).press('ArrowRight');
    await split.locator('.board .gap').nth(2).press('Space');
    await split.getByText('Check', { exact: true }).click();
    await split.locator('.board .gap.right').waitFor();
    assert.equal(await split.locator('.board .gap.wrong').count(), 1);
    await split.locator('.reasons li').filter({ hasText: 'joins' }).first().waitFor();
    await workbench.screenshot('light-split');
  });
});
