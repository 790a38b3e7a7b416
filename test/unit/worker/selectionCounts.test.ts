import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CancellationSource } from '../../../src/base/cancellation';
import type { FileCount } from '../../../src/protocol/counting';
import { SelectionCounts } from '../../../src/worker/selectionCounts';

describe('the counts of a selection', () => {
  let base: string;
  /** What the pool was asked to count, each time. */
  let asked: string[][];
  let counts: SelectionCounts;
  const selection = () => ({ base, roots: [base], exclude: ['**/left-out'], dotFiles: true });
  const { token } = new CancellationSource();
  const count = (name: string) => counts.count({ kind: 'tiktoken', name }, 'encode', selection(), token);

  beforeEach(async () => {
    base = await mkdtemp(join(tmpdir(), 'tokenscope-selection-'));
    await mkdir(join(base, 'left-out'));
    await writeFile(join(base, '.gitignore'), 'ignored.txt\n');
    for (const name of ['a.txt', 'b.bin', 'ignored.txt', 'left-out/c.txt']) await writeFile(join(base, name), name);
    asked = [];
    counts = new SelectionCounts({
      count: (_, __, files) => {
        asked.push(files.map(path => path.slice(base.length + 1)));
        return Promise.resolve(
          files.map((path): FileCount =>
            path.endsWith('.bin') ? { tokens: 0, bytes: 5, reason: 'is binary' } : { tokens: 3, bytes: 5 },
          ),
        );
      },
    });
  });
  afterEach(() => rm(base, { recursive: true, force: true }));

  it('are those of each file that nothing leaves out, and say what is no text', async () => {
    assert.deepEqual(await count('gpt2'), {
      files: [
        { name: '.gitignore', tokens: 3, bytes: 5 },
        { name: 'a.txt', tokens: 3, bytes: 5 },
      ],
      skipped: [{ name: 'b.bin', reason: 'is binary' }],
      skippedCount: 1,
    });
  });

  it('read again only what has changed, or is counted by another tokenizer', async () => {
    await count('gpt2');
    const again = await count('gpt2');
    await writeFile(join(base, 'a.txt'), 'longer than before');
    await count('gpt2');
    await count('o200k_base');
    assert.equal(again.files.length, 2);
    assert.deepEqual(asked, [['.gitignore', 'a.txt', 'b.bin'], [], ['a.txt'], ['.gitignore', 'a.txt', 'b.bin']]);
  });
});
