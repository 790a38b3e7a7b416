import assert from 'node:assert/strict';
import type { FrameLocator, Locator } from 'playwright-core';
import { useSession, until } from './session';
import type { Workbench } from './workbench';

/** The border around what a panel points at. */
const pointedBorder = '2px';

describe('a person with the windows and the vectors of one text', function () {
  this.timeout(120_000);
  const session = useSession({
    settings: { 'tokenscope.embedding.hiddenSize': 16 },
  });
  let workbench: Workbench;
  let windows: FrameLocator;
  let vectors: FrameLocator;

  before(async () => {
    ({ workbench } = session);
    await workbench.openFile('the-cat.txt');
    await workbench.run('View: Toggle Primary Side Bar Visibility');
    await workbench.run('Tokenscope: Preview Sliding Windows');
    windows = await workbench.panel('Windows: the-cat.txt');
    await cell(0, 0).waitFor();
    await windows.locator('.coverage .term').first().waitFor();
    await workbench.focusEditor();
    await workbench.run('Tokenscope: Show Embedding Vectors');
    vectors = await workbench.panel('Vectors: the-cat.txt');
    await vectors.locator('.vector-row .value').first().waitFor({ timeout: 60_000 });
    // Both panels lie in one group: the vectors go into another one, so that both are seen.
    await workbench.page.locator('.tab', { hasText: 'Vectors: the-cat.txt' }).click();
    await workbench.run('View: Move Editor into Right Group');
    await cell(0, 0).waitFor();
    vectors = await workbench.panel('Vectors: the-cat.txt');
    await row(1).waitFor({ timeout: 60_000 });
  });

  const cell = (line: number, column: number): Locator =>
    windows.locator(`.window-row[data-row="${line}"] .input .cell[data-column="${column}"]`);
  const row = (index: number): Locator => vectors.locator(`.vector-row[data-row="${index}"]`);
  const isMarkedInText = async (): Promise<boolean> => (await workbench.computed('borderWidth')).has(pointedBorder);
  const namesOf = async (marked: Locator, attribute: string): Promise<(string | null)[]> =>
    Promise.all((await marked.all()).map(each => each.getAttribute(attribute)));
  /** Tokens that the windows mark, each once. */
  const pointedTokens = async (): Promise<(string | null)[]> => [
    ...new Set(await namesOf(windows.locator('.cell.pointed'), 'data-token')),
  ];
  const pointedRows = (): Promise<(string | null)[]> => namesOf(vectors.locator('.vector-row.pointed'), 'data-row');
  /** Away from every token. */
  const pointAtNothing = async (): Promise<void> => {
    await workbench.page.locator('.statusbar').hover();
    await until(async () => (await pointedRows()).length + (await pointedTokens()).length === 0);
    await until(async () => !(await isMarkedInText()));
  };

  it('points at a token of the windows, and sees it in the text and among the vectors', async () => {
    await pointAtNothing();
    await cell(0, 1).hover();
    await until(async () => (await pointedRows()).join() === '1');
    await until(isMarkedInText);
    assert.deepEqual(await pointedTokens(), ['1'], 'the token, wherever it stands in the table');
    await workbench.screenshot('focus-from-windows');
    await pointAtNothing();
  });

  it('points at a vector, and sees its token in the text and in every window that holds it', async () => {
    await row(2).locator('.lead').hover();
    await until(async () => (await pointedTokens()).join() === '2');
    await until(isMarkedInText);
    assert.ok((await windows.locator('.cell.pointed').count()) > 1);
    await workbench.screenshot('focus-from-vectors');
    await pointAtNothing();
  });

  it('moves the cursor, and both panels mark its token', async () => {
    await workbench.focusEditor();
    await until(async () => {
      await workbench.page.keyboard.press('Control+Home');
      return (await vectors.locator('.vector-row.here[data-row="0"]').count()) === 1;
    });
    for (let i = 0; i < 'The c'.length; i++) await workbench.page.keyboard.press('ArrowRight');
    await vectors.locator('.vector-row.here[data-row="1"]').waitFor();
    await windows.locator('.cell.here[data-token="1"]').first().waitFor();
    await windows.locator('.cursor-links').filter({ hasText: 'cursor at ·cat' }).waitFor();
  });

  it('chooses a vector, and the windows find its token at the cursor', async () => {
    await row(0).locator('.lead').click();
    await windows.locator('.cell.here[data-token="0"]').first().waitFor();
    await workbench.count.filter({ hasText: '1 / 44 tokens' }).waitFor();
  });
});
