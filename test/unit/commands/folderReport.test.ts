import assert from 'node:assert/strict';
import { folderReport } from '../../../src/commands/folderReport';

describe('the table of a folder under several tokenizers', () => {
  it('has all files, the largest first, and names those that hold no text', () => {
    const text = folderReport(
      'shop',
      ['a.txt', 'logo.png', 'src/b.ts'],
      [
        { tokenizer: 'gpt2', counts: [count(10, 40), { tokens: 0, bytes: 9, reason: 'is binary' }, count(1000, 3000)] },
        {
          tokenizer: 'o200k_base',
          counts: [count(9, 40), { tokens: 0, bytes: 9, reason: 'is binary' }, count(800, 3000)],
        },
      ],
      1,
    );
    assert.equal(
      text,
      `Tokens of the files in shop

2 files, 2 left out.

file             bytes   gpt2  o200k_base
all              3,040  1,010         809
bytes per token          3.01        3.76
src/b.ts         3,000  1,000         800
a.txt               40     10           9

logo.png is binary
`,
    );
  });
});

const count = (tokens: number, bytes: number): { tokens: number; bytes: number } => ({ tokens, bytes });
