import assert from 'node:assert/strict';
import type { FrameLocator, Locator } from 'playwright-core';
import { useSession, until } from './session';
import type { Workbench } from './workbench';

/** The border of the token that a window begins with: on its left alone. */
const windowStart = '0px 0px 0px 2px';

describe('a person at the windows panel', function () {
  this.timeout(120_000);
  const session = useSession();
  let workbench: Workbench;
  let panel: FrameLocator;

  before(async () => {
    ({ workbench } = session);
    await workbench.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await workbench.openFile('the-cat.txt');
    await workbench.run('View: Toggle Primary Side Bar Visibility');
    await workbench.run('Tokenscope: Preview Sliding Windows');
    panel = await workbench.panel('Windows: the-cat.txt');
    await cell(0, 'input', 0).waitFor();
  });

  const line = (row: number, kind: 'input' | 'target'): Locator =>
    panel.locator(`.window-row[data-row="${row}"] .${kind}`);
  const cell = (row: number, kind: 'input' | 'target', column: number): Locator =>
    line(row, kind).locator(`.cell[data-column="${column}"]`);
  const ids = async (row: number, kind: 'input' | 'target'): Promise<string> =>
    (await line(row, kind).locator('.id').allTextContents()).join();
  const clipboard = (): Promise<string> => workbench.page.evaluate('navigator.clipboard.readText()');
  const button = (name: string): Locator => panel.locator('button', { hasText: new RegExp(`^${name}$`) });

  it('chooses a preset of the chapter, and sees batches', async () => {
    await panel
      .locator('#preset option', { hasText: 'max_length 4, stride 4, batch 2' })
      .waitFor({ state: 'attached' });
    await panel.locator('#preset').selectOption({ index: 5 });
    await panel.locator('.counts').filter({ hasText: '10 windows' }).filter({ hasText: '5 batches' }).waitFor();
    assert.equal(await ids(1, 'input'), '262,2603,0,1375');
    assert.equal(await panel.locator('.window-row.first-of-batch[data-row="2"]').count(), 1);
    assert.equal(await panel.locator('.window-row.first-of-batch[data-row="1"]').count(), 0);
  });

  it('is told what is wrong at the field, with the last result still there, dimmed', async () => {
    await panel.locator('#stride').fill('0');
    const problem = panel.locator('#stride-problem');
    await problem.filter({ hasText: 'stride is 0. Enter a whole number of at least 1.' }).waitFor();
    assert.equal(await panel.locator('.body.dimmed .window-row[data-row="0"]').count(), 1);
    assert.equal(await panel.locator('#stride').getAttribute('aria-invalid'), 'true');
    assert.ok(await button('Copy as PyTorch').isDisabled(), 'there is nothing to copy with these values');
    await panel.locator('#stride').fill('abc');
    await problem.filter({ hasText: 'stride is no number. Enter a whole number of at least 1.' }).waitFor();
    await panel.locator('#go-to').fill('ten');
    await panel.locator('#go-to').press('Enter');
    await panel.locator('.selection').filter({ hasText: '"ten" is no window.' }).waitFor();
    await panel.locator('#stride').fill('4');
    await until(async () => (await panel.locator('.body.dimmed').count()) === 0);
    assert.ok(await button('Copy as PyTorch').isEnabled());
    assert.equal(await problem.textContent(), '');
  });

  it('deals the windows out to processes as a DistributedSampler does, and says which rank they are of', async () => {
    await panel.locator('#world_size').waitFor({ state: 'hidden' });
    await panel.locator('#sampler').selectOption('distributed');
    await panel.locator('#world_size').fill('4');
    await panel.locator('#rank').fill('4');
    await panel
      .locator('#rank-problem')
      .filter({ hasText: 'rank is 4. Enter a whole number from 0 to 3: world_size is 4.' })
      .waitFor();
    await panel.locator('#rank').fill('3');
    // 10 windows for 4 ranks: each gets 3, and rank 3 takes window 1 again.
    await panel
      .locator('.counts')
      .filter({ hasText: '10 windows' })
      .filter({ hasText: '3 of them for rank 3' })
      .waitFor();
    assert.match((await panel.locator('.window-row[data-row="1"] .lead').textContent())!, /7/);
    await workbench.screenshot('windows-distributed');
    await panel.locator('#sampler').selectOption('global');
    await panel.locator('.counts').filter({ hasText: '5 batches' }).waitFor();
    await panel.locator('#world_size').waitFor({ state: 'hidden' });
  });

  it('chooses a cell, and its exact text is selected in the editor', async () => {
    await cell(1, 'target', 1).click();
    await workbench.count.filter({ hasText: '1 / 44 tokens' }).waitFor();
    await panel.locator('.window-row[data-row="1"] .lead').click();
    await workbench.count.filter({ hasText: '5 / 44 tokens' }).waitFor();
  });

  it('moves with the keyboard, selects and copies as a tensor, as JSON and as text', async () => {
    await cell(0, 'input', 0).click();
    const { keyboard } = workbench.page;
    for (const key of ['ArrowRight', 'Shift+ArrowRight', 'Shift+ArrowDown', 'Shift+ArrowDown'])
      await keyboard.press(key);
    await panel.locator('.selection').filter({ hasText: '6 cells selected' }).waitFor();
    await button('tensor').click();
    const tensor = 'inputs = tensor([[3797, 3332],\n                 [2603,    0]])\ntargets = tensor([[3332,  319]])';
    await until(async () => (await clipboard()) === tensor);
    await button('JSON').click();
    await until(async () => (await clipboard()).startsWith('{"inputs"'));
    assert.deepEqual(JSON.parse(await clipboard()), {
      inputs: [
        [3797, 3332],
        [2603, 0],
      ],
      targets: [[3332, 319]],
    });
    await cell(0, 'input', 1).click();
    await keyboard.press('Shift+End');
    await keyboard.press('Control+c');
    await until(async () => (await clipboard()) === ' cat sat on');
  });

  it('reads the context as it grows, as the chapter prints it', async () => {
    await button('Context grows').click();
    await cell(0, 'input', 0).click();
    const steps = panel.locator('.step .ids');
    await steps.nth(3).waitFor();
    assert.deepEqual(await steps.allTextContents(), [
      '[464] ----> 3797',
      '[464, 3797] ----> 3332',
      '[464, 3797, 3332] ----> 319',
      '[464, 3797, 3332, 319] ----> 262',
    ]);
    await button('Copy text').click();
    await until(async () => (await clipboard()).startsWith('The ---->  cat\nThe cat ---->  sat\n'));
    await button('Context grows').click();
  });

  it('finds the windows that hold the token at the cursor, and steps through them', async () => {
    await panel.locator('#stride').fill('2');
    await panel.locator('.counts').filter({ hasText: '20 windows' }).waitFor();
    await workbench.focusEditor();
    await workbench.page.keyboard.press('Control+Home');
    for (let i = 0; i < 'The cat sat on the m'.length; i++) await workbench.page.keyboard.press('ArrowRight');
    const links = panel.locator('.cursor-links');
    await links.filter({ hasText: 'cursor at ·mat in 2 windows' }).waitFor();
    assert.equal(await panel.locator('.cell.here').count(), 4, 'as input and as target of windows 1 and 2');
    await links.locator('button').nth(1).click();
    await links.filter({ hasText: '1 of 2 windows' }).waitFor();
    await until(async () => (await cell(1, 'input', 3).getAttribute('class'))?.includes('focus') === true);
    await links.locator('button').nth(1).click();
    await until(async () => (await cell(2, 'input', 1).getAttribute('class'))?.includes('focus') === true);
    await panel.locator('#go-to').fill('17');
    await panel.locator('#go-to').press('Enter');
    await until(async () => (await cell(17, 'input', 0).getAttribute('class'))?.includes('focus') === true);
  });

  it('sees that coverage adds up, and goes to a place of the strip', async () => {
    await panel.locator('#stride').fill('5');
    const sum = panel.locator('.sum');
    await sum.filter({ hasText: '32 once + 0 repeated + 7 skipped + 0 dropped + 5 in the tail = 44 tokens' }).waitFor();
    const strip = panel.locator('.strip-control');
    const { width } = (await strip.boundingBox())!;
    await strip.click({ position: { x: (width * 4.5) / 44, y: 10 } });
    await workbench.count.filter({ hasText: '1 / 44 tokens' }).waitFor();
    await panel.locator('.strip-said').filter({ hasText: 'token 4: input 0 ×, target 1 ×' }).waitFor();
    await panel.locator('#stride').fill('4');
    await panel.locator('.counts').filter({ hasText: '10 windows' }).waitFor();
  });

  it('sees windows in the text while the panel is open', async () => {
    const tinted = async (): Promise<boolean> => (await workbench.computed('borderWidth')).has(windowStart);
    assert.equal(await tinted(), false);
    await workbench.run('Tokenscope: Show or Hide Windows in Editor');
    await until(tinted);
    await until(async () => (await button('All').getAttribute('aria-pressed')) === 'true');
    await workbench.screenshot('light-windows-in-text');
  });

  it('goes from "What am I looking at?" to the step of the walkthrough', async () => {
    await panel.locator('.about summary').click();
    await panel.locator('.about .link').click();
    await workbench.page.getByText('See what a language model sees').first().waitFor();
    await workbench.page.locator('.getting-started-step.expanded', { hasText: 'training windows' }).waitFor();
    await workbench.page
      .locator('.tab.active', { hasText: /Welcome|Walkthrough/ })
      .first()
      .click({ button: 'middle' });
    await panel.locator('.about summary').click();
  });

  it('finds everything as it was after a reload of the window, and no tints when the panel is closed', async () => {
    await workbench.reload();
    panel = await workbench.panel('Windows: the-cat.txt');
    await cell(0, 'input', 0).waitFor({ timeout: 30_000 });
    assert.equal(await panel.locator('#stride').inputValue(), '4');
    assert.equal(await panel.locator('#batch_size').inputValue(), '2');
    const tinted = async (): Promise<boolean> => (await workbench.computed('borderWidth')).has(windowStart);
    await until(tinted);
    await workbench.page.locator('.tab', { hasText: 'Windows: the-cat.txt' }).click({ button: 'middle' });
    await until(async () => !(await tinted()));
  });
});
