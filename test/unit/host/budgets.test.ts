import assert from 'node:assert/strict';
import { budgetFor, budgetLevel, parseLimit } from '../../../src/host/budgets';

describe('a budget', () => {
  it('is near from its share on and over after its maximum', () => {
    const budget = { unit: 'tokens', maximum: 10, warnAt: 0.8 } as const;
    assert.deepEqual(
      [7, 8, 10, 11].map(used => budgetLevel(used, budget)),
      ['within', 'near', 'near', 'over'],
    );
  });

  it('is that of the last glob that matches, and of its first unit', () => {
    const settings = { '*.md': { tokens: 10 }, 'AGENTS.md': { bytes: 32768, lines: 5, warnAt: 0.5 }, 'b.md': {} };
    assert.deepEqual(
      budgetFor(settings, () => true),
      { unit: 'bytes', maximum: 32768, warnAt: 0.5 },
    );
    assert.deepEqual(
      budgetFor(settings, glob => glob === '*.md'),
      { unit: 'tokens', maximum: 10, warnAt: 0.9 },
    );
    assert.equal(
      budgetFor(settings, glob => glob === 'b.md'),
      undefined,
    );
  });

  it('is read as people write it', () => {
    assert.deepEqual(
      ['8,192 tokens', '8192', '8k', '32 KiB', '32kib', '500 lines', '12_000 chars', '1 byte', '2 MB'].map(parseLimit),
      [
        { tokens: 8192 },
        { tokens: 8192 },
        { tokens: 8000 },
        { bytes: 32768 },
        { bytes: 32768 },
        { lines: 500 },
        { characters: 12000 },
        { bytes: 1 },
        { bytes: 2_000_000 },
      ],
    );
    for (const wrong of ['', '0', 'many', '5 apples', '-3', '1.5', '99999999999999999999'])
      assert.equal(parseLimit(wrong), undefined, wrong);
  });
});
