import assert from 'node:assert/strict';
import { useSession, until } from './session';
import type { Workbench } from './workbench';

describe('texts and panels in their places', function () {
  this.timeout(120_000);
  const session = useSession({ files: { 'places.txt': 'one two three four five six seven eight nine ten' } });
  let workbench: Workbench;

  before(() => {
    ({ workbench } = session);
  });

  const groups = (): Promise<number> => workbench.page.locator('.editor-group-container').count();
  const tab = (name: string) => workbench.page.locator('.tab').filter({ hasText: name });

  it('have a column each, however many panels there are', async () => {
    await workbench.openFile('places.txt');
    await workbench.run('Tokenscope: Preview Sliding Windows');
    const panel = await workbench.panel('Windows: places.txt');
    await panel.locator('.cell').first().waitFor();
    assert.equal(await groups(), 2);
    await panel.locator('.cell').first().click();
    await workbench.run('Tokenscope: Show Embedding Vectors');
    await tab('Vectors: places.txt').waitFor();
    assert.equal(await groups(), 2);
  });

  it('stay with a text that is renamed', async () => {
    await workbench.focusEditor();
    await workbench.run('File: Reveal Active File in Explorer View');
    await workbench.page.keyboard.press('F2');
    const input = workbench.page.locator('.explorer-folders-view input, .explorer-viewlet input').first();
    await input.fill('moved.txt');
    await input.press('Enter');
    await tab('Windows: moved.txt').waitFor();
    await tab('Vectors: moved.txt').waitFor();
    await tab('Windows: moved.txt').click();
    const panel = await workbench.panel('Windows: moved.txt');
    await panel.locator('h1', { hasText: 'Training windows of moved.txt' }).waitFor();
    await panel.locator('.cell').first().waitFor();
  });

  it('open a text beside the panels where only panels are left', async () => {
    await workbench.focusEditor();
    await workbench.run('View: Close All Editors in Group');
    await until(async () => (await tab('moved.txt').count()) === 2);
    const panel = await workbench.panel('Windows: moved.txt');
    await panel.locator('.situation button', { hasText: 'Open it again' }).click();
    await workbench.editorLines.waitFor();
    assert.equal(await groups(), 2);
    await panel.locator('.cell').first().waitFor();
  });

  it('are found from the walkthrough, where the text waits in a tab', async () => {
    // Tab by tab, as the palette finds several commands that close editors.
    const tabs = workbench.page.locator('.editor-group-container .tab');
    for (let left = await tabs.count(); left > 0; left = await tabs.count()) {
      await tabs.first().click({ button: 'middle' });
      await until(async () => (await tabs.count()) < left);
    }
    await workbench.openFile('moved.txt');
    await workbench.run('Open Walkthrough...');
    await workbench.choose('See what a language model sees');
    await workbench.run('Tokenscope: Preview Sliding Windows');
    const panel = await workbench.panel('Windows: moved.txt');
    await panel.locator('.cell').first().waitFor();
  });
});
