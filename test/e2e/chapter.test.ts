import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FrameLocator } from 'playwright-core';
import { useSession } from './session';
import type { Workbench } from './workbench';

interface Golden {
  readonly embedding: readonly { readonly seed: number; readonly weights: readonly (readonly number[][])[] }[];
}

/** What PyTorch itself drew, see test/golden. */
const golden = JSON.parse(readFileSync(join(__dirname, '../golden/pytorch-values.json'), 'utf8')) as Golden;

describe('a reader of the chapter', function () {
  this.timeout(120_000);
  const session = useSession({ files: { 'three-tokens.txt': '"#!' } });
  let workbench: Workbench;
  let panel: FrameLocator;

  before(async () => {
    // GPT-2's tokens 1, 2 and 0: the rows of a table of three.
    ({ workbench } = session);
    await workbench.openFile('three-tokens.txt');
    await workbench.count.filter({ hasText: '3 tokens' }).waitFor({ timeout: 30_000 });
  });
  it('makes the tables of seed 42, and sees the token vectors, position vectors and sums that PyTorch prints', async () => {
    await workbench.run('Tokenscope: Create Embedding Graph from a Seed...');
    await workbench.choose('3 × 4, seed 42');
    await workbench.run('Tokenscope: Show Embedding Vectors');
    panel = await workbench.panel('Vectors: three-tokens.txt');
    await panel.locator('.vector-row .value').first().waitFor({ timeout: 60_000 });
    const [tokens, positions] = golden.embedding.find(({ seed }) => seed === 42)!.weights;
    const ids = [1, 2, 0];
    for (const [position, id] of ids.entries()) {
      const row = panel.locator('.vector-row').nth(position);
      assert.deepEqual(await row.locator('.kind').allTextContents(), ['token', 'position', 'sum']);
      const shown = (await row.locator('.value').allTextContents()).map(text => Number(text.replace('−', '-')));
      const token = tokens![id]!;
      const own = positions![position]!;
      const expected = [...token, ...own, ...token.map((value, i) => Math.fround(value + own[i]!))];
      assert.deepEqual(
        shown,
        expected.map(value => Number(value.toFixed(4))),
      );
    }
  });
});
