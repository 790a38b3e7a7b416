import assert from 'node:assert/strict';
import type { FrameLocator } from 'playwright-core';
import { useSession, until } from './session';
import type { Workbench } from './workbench';

const text = 'The unbelievable retokenization of größer numbers: 1234567.\n\nif (a) {\n        return null;\n}\n';

describe('a person who compares tokenizers', function () {
  this.timeout(120_000);
  const session = useSession({
    files: { 'mixed.txt': text },
    settings: { 'editor.occurrencesHighlight': 'off', 'editor.selectionHighlight': false },
  });
  let workbench: Workbench;
  let panel: FrameLocator;

  before(async () => {
    ({ workbench } = session);
    await workbench.openFile('mixed.txt');
    await workbench.run('View: Toggle Primary Side Bar Visibility');
    await workbench.run('Tokenscope: Compare Tokenizers');
    panel = await workbench.panel('Compare: mixed.txt');
    await panel.locator('.place').first().waitFor({ timeout: 60_000 });
  });

  const tokens = (row: number): Promise<string> =>
    panel.locator('.comparison tbody tr').nth(row).locator('td').first().innerText();

  it('sees what the text costs under each, as the status bar counts it', async () => {
    assert.equal(await panel.locator('.comparison tbody tr').count(), 3);
    const counted = /^(\d+) tokens/.exec((await workbench.count.textContent()) ?? '')?.[1];
    assert.equal(await tokens(0), counted);
    assert.notEqual(await tokens(0), await tokens(2));
  });

  it('steps from difference to difference, and the text goes along', async () => {
    await panel.getByText('Next', { exact: true }).click();
    await panel.locator('.place.current').waitFor();
    const shown = (await panel.locator('.place.current .variant .texts').first().innerText()).replaceAll(/[·⏎\s]/g, '');
    await until(async () => (await workbench.page.locator('.monaco-editor .selected-text').count()) > 0);
    assert.ok(text.replaceAll(/\s/g, '').includes(shown), shown);
    await workbench.screenshot('light-compare');
  });

  it('leaves one out and adds another', async () => {
    await panel.getByLabel('Leave cl100k_base out').click();
    await until(async () => (await panel.locator('.comparison tbody tr').count()) === 2);
    await panel.locator('#add-tokenizer').selectOption('p50k_base');
    await until(async () => (await panel.locator('.comparison tbody tr').count()) === 3);
    await panel.locator('.comparison').getByText('p50k_base').waitFor();
  });

  it('has the new counts after an edit', async () => {
    const before = await tokens(0);
    await workbench.focusEditor();
    await workbench.page.keyboard.press('Control+End');
    await workbench.page.keyboard.type('and three more words');
    await until(async () => Number(await tokens(0)) > Number(before));
  });
});
