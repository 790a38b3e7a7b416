import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import type { FrameLocator, Locator } from 'playwright-core';
import { useSession, until } from './session';
import type { Workbench } from './workbench';

/** The embedding process of this session, found as a person would in a list of processes. */
function inferenceProcesses(): number[] {
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .map(Number)
    .filter(id => {
      try {
        return (
          readFileSync(`/proc/${id}/cmdline`, 'utf8').includes('dist/inference/main.js') &&
          readFileSync(`/proc/${id}/cmdline`, 'utf8').includes('tokenscope-e2e-')
        );
      } catch {
        return false;
      }
    });
}

describe('a person at the vectors panel', function () {
  this.timeout(120_000);
  const session = useSession({
    files: { 'long.txt': 'one two three four five six seven eight nine ten '.repeat(3), 'chapter.txt': '$%"' },
    settings: {
      'tokenscope.embedding.seed': 123,
      'tokenscope.embedding.hiddenSize': 16,
      'tokenscope.embedding.contextLength': 8,
    },
  });
  let workbench: Workbench;
  let panel: FrameLocator;

  before(async () => {
    ({ workbench } = session);
    await workbench.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await workbench.openFile('long.txt');
    await workbench.run('View: Toggle Primary Side Bar Visibility');
    await workbench.run('Tokenscope: Show or Hide Token Highlighting');
    await workbench.focusEditor();
    await workbench.page.keyboard.press('Control+Home');
    await workbench.run('Tokenscope: Show Embedding Vectors');
    panel = await workbench.panel('Vectors: long.txt');
    await value(0, 0).waitFor({ timeout: 60_000 });
  });

  const row = (index: number): Locator => panel.locator('.vector-row').nth(index);
  const value = (index: number, column: number): Locator =>
    row(index).locator('.line').first().locator('.value').nth(column);
  const tab = (name: string): Locator => panel.locator(`#tab-${name}`);
  const countsAre = (text: string): Promise<void> => panel.locator('.counts').filter({ hasText: text }).waitFor();

  it('sees the first token first, whole below the header', async () => {
    const header = (await panel.locator('.grid-header').first().boundingBox())!;
    const first = (await panel
      .locator('.vector-row', { has: panel.locator('.number', { hasText: /^0$/ }) })
      .boundingBox())!;
    assert.ok(first.y >= header.y + header.height - 1, `${first.y} is above ${header.y + header.height}`);
  });

  it('goes through a longer document by the context length', async () => {
    await countsAre('tokens 1 to 8 of 31');
    await panel.locator('button', { hasText: 'Next' }).click();
    await countsAre('tokens 9 to 16 of 31');
    await until(async () => (await row(0).locator('.number').textContent()) === '0');
    await panel.locator('button', { hasText: 'Previous' }).click();
    await countsAre('tokens 1 to 8 of 31');
  });

  it('chooses a row, and its token is selected in the text; the cursor marks its row', async () => {
    await row(2).locator('.lead').click();
    await workbench.count.filter({ hasText: '1 / 31 tokens' }).waitFor();
    await panel.locator('.vector-row.here .number').filter({ hasText: '2' }).waitFor();
    await workbench.focusEditor();
    // The focus may still be on its way from the panel: a key that comes too early goes nowhere.
    await until(async () => {
      await workbench.page.keyboard.press('Control+Home');
      return (await panel.locator('.vector-row.here .number', { hasText: /^0$/ }).count()) === 1;
    });
  });

  it('reads what was found in the graph', async () => {
    await panel.locator('header .chip').nth(1).click();
    await panel.locator('.facts dd').filter({ hasText: '50,257 × 16 float32' }).waitFor();
    await panel.locator('.card .action', { hasText: 'Create from a seed' }).waitFor();
    await panel.locator('header .chip').nth(1).click();
  });

  it('searches the vocabulary by arithmetic, and is told what is wrong with it', async () => {
    await tab('neighbours').click();
    await panel.locator('#expression').fill('king - man + woman');
    await panel.locator('.query').filter({ hasText: 'king' }).filter({ hasText: 'woman' }).waitFor();
    const scores = async (): Promise<number[]> =>
      (await panel.locator('.neighbours .score .value').allTextContents()).map(Number);
    await until(async () => (await scores()).length === 20);
    const found = await scores();
    assert.deepEqual(
      found,
      [...found].sort((a, b) => b - a),
    );
    await panel.locator('button', { hasText: /^Euclidean$/ }).click();
    await panel.locator('.neighbours', { hasText: 'Euclidean distance' }).waitFor();
    await until(async () => {
      const distances = await scores();
      return distances.length === 20 && distances.every((distance, i) => i === 0 || distance >= distances[i - 1]!);
    });
    await panel.locator('button', { hasText: /^Cosine$/ }).click();
    await panel.locator('#expression').fill('king -');
    await panel.locator('.problem').filter({ hasText: 'a token is missing' }).waitFor();
    // The table is another search's: it may not be taken for an answer to what the controls say now.
    await panel.locator('button', { hasText: /^Euclidean$/ }).click();
    await panel.locator('.neighbours.dimmed', { hasText: 'cosine similarity' }).waitFor();
    for (const name of ['Copy', 'Save TSV…', 'Project'])
      assert.ok(await panel.locator('.bar .action:visible', { hasText: name }).isDisabled(), name);
    await panel.locator('button', { hasText: /^Cosine$/ }).click();
    await panel.locator('#expression').fill('');
    await panel.locator('.query .token').filter({ hasText: 'one' }).waitFor();
  });

  it('sees the tokens as points, and selects some with a lasso', async () => {
    await tab('projection').click();
    const canvas = panel.locator('.scatter');
    await panel
      .locator('.readout')
      .filter({ hasText: /different tokens; the axes show [\d.]+ % of the variance/ })
      .waitFor();
    const box = (await canvas.boundingBox())!;
    const { mouse } = workbench.page;
    await mouse.move(box.x + 3, box.y + 3);
    await mouse.down();
    for (const [x, y] of [
      [0.99, 0.01],
      [0.99, 0.99],
      [0.01, 0.99],
    ] as const)
      await mouse.move(box.x + x * box.width, box.y + y * box.height, { steps: 3 });
    await mouse.up();
    await panel.locator('.picked').filter({ hasText: '8 selected' }).waitFor();
    await panel.locator('.picked .action').click();
    await until(async () => {
      const text = await workbench.page.evaluate<string>('navigator.clipboard.readText()');
      return text.startsWith('id\ttoken') && text.split('\n').length === 10;
    });
  });

  it('sees more of the variance in three dimensions, and the same points by UMAP', async () => {
    const share = async (): Promise<number> =>
      Number(/axes show ([\d.]+) %/.exec((await panel.locator('.readout:visible').first().textContent()) ?? '')?.[1]);
    const flat = await share();
    await panel.locator('button', { hasText: /^3-D$/ }).click();
    await until(async () => (await share()) > flat);
    await panel.locator('button', { hasText: /^2-D$/ }).click();
    await until(async () => (await share()) === flat);
    await panel.locator('button', { hasText: /^UMAP$/ }).click();
    await until(async () => {
      const said = (await panel.locator('.readout:visible').first().textContent()) ?? '';
      return said.includes('different tokens') && !said.includes('variance');
    });
    await panel.locator('button', { hasText: /^PCA$/ }).click();
    await until(async () => (await share()) === flat);
  });

  it('sees that a look-up, a product and a linear layer give the same numbers', async () => {
    await tab('product').click();
    await panel.locator('.result').filter({ hasText: 'the largest difference is 0' }).waitFor({ timeout: 30_000 });
    assert.equal(await panel.locator('.times tr').count(), 3);
  });

  it('is told that the embedding process was killed, and sees its vectors again', async () => {
    await tab('vectors').click();
    const before = await value(0, 0).textContent();
    const [id, ...others] = inferenceProcesses();
    assert.ok(id !== undefined && others.length === 0);
    process.kill(id, 'SIGKILL');
    const note = panel.locator('.note.warning').filter({ hasText: 'ended unexpectedly. It was started again' });
    await note.waitFor({ timeout: 30_000 });
    await until(async () => (await value(0, 0).textContent()) === before);
    assert.ok(inferenceProcesses().length === 1 && inferenceProcesses()[0] !== id);
    await panel.locator('button', { hasText: 'Next' }).click();
    await countsAre('tokens 9 to 16 of 31');
    await panel.locator('button', { hasText: 'Previous' }).click();
    await countsAre('tokens 1 to 8 of 31');
    await until(async () => (await value(0, 0).textContent()) === before);
    assert.equal(await note.count(), 0);
  });

  it('gives up a graph that does not open, and is not kept waiting by it', async () => {
    const [id] = inferenceProcesses();
    // As a system call that never returns does: the process hears nothing.
    process.kill(id!, 'SIGSTOP');
    await panel.locator('button', { hasText: 'Next' }).click();
    const notification = workbench.page.locator('.notification-toast', { hasText: /Opening .*\.onnx/ });
    await notification.locator('.monaco-button', { hasText: 'Cancel' }).click();
    await panel.locator('.situation', { hasText: 'was cancelled. Choose another graph, or try again.' }).waitFor();
    await workbench.screenshot('opening-cancelled');
    await panel.locator('.situation button', { hasText: 'Try again' }).click();
    await countsAre('tokens 9 to 16 of 31');
    await value(0, 0).waitFor();
    assert.ok(!inferenceProcesses().includes(id!));
    await panel.locator('button', { hasText: 'Previous' }).click();
    await countsAre('tokens 1 to 8 of 31');
  });

  it('finds the first numbers in the hover, and goes from there to the vector', async () => {
    const first = (await value(1, 0).textContent())!;
    await workbench.hoverLast('two');
    const hover = workbench.page.locator('.monaco-hover:visible').filter({ hasText: 'numbers' }).first();
    await hover.waitFor();
    assert.match((await hover.textContent()) ?? '', /vector\s*\[-?\d\.\d{4}, [^]*16 numbers/);
    assert.ok(((await hover.textContent()) ?? '').includes(first));
    await hover.locator('a', { hasText: 'Whole vector' }).click();
    await countsAre('tokens 17 to 24 of 31');
  });
});
