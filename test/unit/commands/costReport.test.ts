import assert from 'node:assert/strict';
import { costReport } from '../../../src/commands/costReport';

const made = { name: 'BPE 300 of shop', vocabularySize: 301, merges: 44, hasTooLong: false };

describe('the report of what a tokenizer of its own saves', () => {
  it('tells both counts, and the pieces that are paid for most', () => {
    const pieces = [{ text: ' getBasket\n', count: 1000, tokens: 4, own: 1 }];
    const text = costReport(
      made,
      { tokens: 10_000, own: 7000, pieces },
      { files: 12, bytes: 28_000, skipped: 1 },
      'o200k_base',
    );
    assert.equal(
      text,
      `BPE 300 of shop, beside o200k_base

12 files, 28,000 bytes; 1 that hold no text were left out.

tokenizer        tokens  bytes per token
o200k_base       10,000             2.80
BPE 300 of shop   7,000             4.00

The tokenizer of these files has 301 tokens and makes 30.0 % fewer of them than o200k_base.

What o200k_base is paid for most: tokens that this tokenizer saves, how often the piece occurs, and its tokens under each.

saved  times  o200k_base  own  piece
3,000  1,000           4    1  ·getBasket⏎
`,
    );
  });

  it('says so where the other one is better', () => {
    const text = costReport(
      made,
      { tokens: 100, own: 150, pieces: [] },
      { files: 1, bytes: 300, skipped: 0 },
      'o200k_base',
    );
    assert.match(text, /makes 50\.0 % more of them/);
    assert.match(text, /No piece costs more/);
  });
});
