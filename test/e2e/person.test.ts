import assert from 'node:assert/strict';
import { useSession, until } from './session';
import type { Theme, Workbench } from './workbench';

describe('a person with the packaged extension', function () {
  this.timeout(120_000);
  const session = useSession();
  let workbench: Workbench;

  before(async () => {
    ({ workbench } = session);
    await workbench.openFile('the-cat.txt');
    await workbench.run('View: Toggle Primary Side Bar Visibility');
  });

  const countIs = async (text: string | RegExp): Promise<void> => {
    await workbench.count.filter({ hasText: text }).waitFor({ timeout: 30_000 });
  };

  it('sees the count of the document, of a selection, and of what is typed', async () => {
    await countIs('44 tokens · gpt2');
    assert.match(
      (await workbench.count.getByRole('button').first().getAttribute('aria-label')) ?? '',
      /^44 tokens · gpt2$/,
    );
    await workbench.focusEditor();
    await workbench.page.keyboard.press('Control+Home');
    for (let i = 0; i < 'The cat'.length; i++) await workbench.page.keyboard.press('Shift+ArrowRight');
    await countIs('2 / 44 tokens · gpt2');
    await workbench.page.keyboard.press('Control+End');
    await countIs(/^44 tokens/);
    await workbench.page.keyboard.type(' cat');
    await countIs('45 tokens · gpt2');
    await workbench.page.keyboard.press('Control+z');
    await countIs('44 tokens · gpt2');
  });

  it('turns on highlighting and ids, and hovers over a token', async () => {
    await workbench.run('Tokenscope: Show or Hide Token Highlighting');
    await until(async () => (await workbench.computed('backgroundColor')).size > 3);
    await workbench.run('Tokenscope: Show or Hide Token Ids');
    await until(async () =>
      [...(await workbench.computed('content', '::after'))].some(content => content.includes('3797')),
    );
    await workbench.editorLines
      .locator('span', { hasText: /^.cat$/ })
      .last()
      .hover();
    const hover = workbench.page.locator('.monaco-hover:visible').filter({ hasText: '3797' }).first();
    await hover.waitFor();
    const text = await hover.textContent();
    for (const part of ['·cat', '20 63 61 74', '3 to 7', 'position 1, the 2nd of 44', 'gpt2'])
      assert.ok(text?.includes(part) === true, `${part} in ${text}`);
    await workbench.screenshot('light-hover');
    await workbench.page.keyboard.press('Escape');
  });

  it("previews the chapter's windows, live with the settings", async () => {
    await workbench.run('Tokenscope: Preview Sliding Windows');
    const panel = await workbench.panel('Windows: the-cat.txt');
    await panel.locator('.window-row .target .id').first().waitFor();
    assert.match((await panel.locator('.counts').textContent()) ?? '', /44 tokens.*40 windows.*40 batches/);
    const ids = async (row: number, line: string): Promise<string[]> =>
      panel.locator('.window-row').nth(row).locator(`.${line} .id`).allTextContents();
    assert.deepEqual(await ids(0, 'input'), ['464', '3797', '3332', '319']);
    assert.deepEqual(await ids(0, 'target'), ['3797', '3332', '319', '262']);
    await panel.locator('#stride').fill('4');
    await until(async () => (await ids(1, 'input')).join() === '262,2603,0,1375');
    await panel.locator('#max_length').fill('10');
    await panel.locator('#stride').fill('5');
    await panel.locator('.counts').filter({ hasText: '7 windows' }).waitFor();
    await panel.locator('#max_length').fill('44');
    await panel
      .locator('.problem')
      .filter({ hasText: 'This text has 44 tokens; max_length 44 needs at least 45. Lower max_length or add text.' })
      .waitFor();
    await panel.locator('#max_length').fill('4');
    await panel.locator('#stride').fill('1');
    await panel.locator('.counts').filter({ hasText: '40 windows' }).waitFor();
    await workbench.screenshot('light-windows');
  });

  it('shows trained vectors, whose neighbours of " cat" are cats, and a click away untrained ones of tokens and positions', async () => {
    await workbench.focusEditor();
    await workbench.page.keyboard.press('Control+Home');
    await workbench.run('Tokenscope: Show Embedding Vectors');
    const panel = await workbench.panel('Vectors: the-cat.txt');
    await panel.locator('.vector-row .value').first().waitFor({ timeout: 90_000 });
    const trained = panel.locator('.note').filter({ hasText: 'These vectors were trained' });
    await trained.waitFor();
    await panel.locator('[role=tab]', { hasText: 'Neighbours' }).click();
    await panel.locator('#expression').fill('cat');
    await panel.locator('.token', { hasText: 'kitten' }).waitFor();
    await workbench.screenshot('light-trained');
    await panel.locator('[role=tab]', { hasText: 'Projection' }).click();
    await panel
      .locator('.readout')
      .filter({ hasText: /the axes show [\d.]+ % of the variance/ })
      .waitFor();
    await workbench.screenshot('light-projection');
    await panel.locator('[role=tab]', { hasText: 'Vectors' }).click();
    await trained.locator('button').click();
    await panel.locator('.note').filter({ hasText: 'These vectors are untrained' }).waitFor({ timeout: 90_000 });
    assert.match((await panel.locator('.counts').textContent()) ?? '', /tokens 1 to 44 of 44.*256 numbers/);
    const line = async (index: number): Promise<number[]> =>
      (await panel.locator('.vector-row').first().locator('.line').nth(index).locator('.value').allTextContents())
        .slice(0, 4)
        .map(Number);
    const [token, position, sum] = [await line(0), await line(1), await line(2)];
    token.forEach((value, i) => assert.ok(Math.abs(value + position[i]! - sum[i]!) < 2e-4));
    await workbench.screenshot('light-vectors');
    await panel.locator('button', { hasText: 'Heatmap' }).click();
    await panel.locator('canvas.heatmap').first().waitFor();
    await workbench.screenshot('light-heatmap');
  });

  it('selects another tokenizer by model name', async () => {
    await workbench.focusEditor();
    await workbench.count.click();
    await workbench.page.locator('.quick-input-list .monaco-list-row').first().waitFor();
    await workbench.page.waitForTimeout(300);
    await workbench.screenshot('light-tokenizers');
    await workbench.choose('gpt-4o-mini');
    await countIs(/· o200k_base/);
    await workbench.count.click();
    await workbench.choose('gpt2');
    await countIs('44 tokens · gpt2');
  });

  for (const theme of ['dark', 'contrast'] as const satisfies readonly Theme[]) {
    it(`is to be looked at in the ${theme} theme`, async () => {
      await workbench.useTheme(theme);
      await workbench.page.mouse.move(400, 700);
      await workbench.focusEditor();
      await workbench.run('Tokenscope: Preview Sliding Windows');
      await workbench.page.waitForTimeout(700);
      await workbench.screenshot(`${theme}-windows`);
      await workbench.focusEditor();
      await workbench.run('Tokenscope: Show Embedding Vectors');
      await workbench.page.waitForTimeout(900);
      await workbench.screenshot(`${theme}-vectors`);
    });
  }
});
