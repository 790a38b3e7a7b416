import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Coverage } from '../../../src/dataset/coverage';
import { loaderPresets } from '../../../src/dataset/presets';
import { EpochOrder } from '../../../src/dataset/sampler';
import { checkLoaderOptions, WindowPlan, type LoaderOptions } from '../../../src/dataset/windows';

const chapter: LoaderOptions = {
  maxLength: 4,
  stride: 1,
  batchSize: 1,
  shuffle: false,
  seed: 123n,
  epoch: 1,
  dropLast: true,
};

/**
 * The chapter's loop over each part, and a DataLoader over all, on token numbers instead of ids: which tokens are inputs and targets
 * how often.
 */
function bruteForce(bounds: readonly number[], options: LoaderOptions) {
  const { maxLength, stride, batchSize, shuffle, seed, epoch, dropLast } = options;
  const samples: { inputs: number[]; targets: number[] }[] = [];
  const tokenCount = bounds.at(-1)!;
  bounds.slice(0, -1).forEach((start, part) => {
    for (let i = start; i < bounds[part + 1]! - maxLength; i += stride) {
      samples.push({
        inputs: Array.from({ length: maxLength }, (_, j) => i + j),
        targets: Array.from({ length: maxLength }, (_, j) => i + j + 1),
      });
    }
  });
  const { sampler, worldSize = 1, rank = 0 } = options;
  let order = shuffle ? [...new EpochOrder(samples.length, { seed, epoch, sampler }).all()] : [...samples.keys()];
  if (sampler === 'distributed') {
    const each = Math.ceil(order.length / worldSize);
    order = Array.from({ length: each }, (_, row) => order[(rank + row * worldSize) % order.length]!);
  }
  const used = dropLast ? order.slice(0, order.length - (order.length % batchSize)) : order;
  const counts = { inputs: Array<number>(tokenCount).fill(0), targets: Array<number>(tokenCount).fill(0) };
  for (const sample of used) {
    for (const token of samples[sample]!.inputs) counts.inputs[token]!++;
    for (const token of samples[sample]!.targets) counts.targets[token]!++;
  }
  const held = new Set(samples.flatMap(({ inputs }) => inputs));
  const lastHeldWith = (token: number): number => {
    const part = bounds.filter(start => start <= token).length - 1;
    return Math.max(-1, ...[...held].filter(each => each >= bounds[part]! && each < bounds[part + 1]!));
  };
  const count = (test: (token: number) => boolean): number => counts.inputs.filter((_, token) => test(token)).length;
  return {
    ...counts,
    usedOnce: count(token => counts.inputs[token] === 1),
    repeated: count(token => counts.inputs[token]! > 1),
    skipped: count(token => !held.has(token) && token < lastHeldWith(token)),
    dropped: count(token => held.has(token) && counts.inputs[token] === 0),
    tail: count(token => token > lastHeldWith(token)),
    neverTarget: count(token => counts.targets[token] === 0),
  };
}

const cases = fc
  .record({
    tokenCount: fc.integer({ min: 2, max: 90 }),
    maxLength: fc.integer({ min: 1, max: 14 }),
    stride: fc.integer({ min: 1, max: 14 }),
    batchSize: fc.integer({ min: 1, max: 14 }),
    shuffle: fc.boolean(),
    dropLast: fc.boolean(),
    seed: fc.bigInt({ min: 0n, max: 1000n }),
    epoch: fc.integer({ min: 1, max: 3 }),
    sampler: fc.constantFrom('global', 'generator', 'distributed'),
    worldSize: fc.integer({ min: 1, max: 6 }),
    rank: fc.integer({ min: 0, max: 5 }),
  })
  .filter(({ tokenCount, ...options }) => checkLoaderOptions(options, tokenCount).length === 0);

describe('Coverage', () => {
  it("is that of the chapter's loop, token by token and in total", () => {
    fc.assert(
      fc.property(cases, ({ tokenCount, ...options }) => {
        const coverage = new Coverage(tokenCount, options);
        const { inputs, targets, ...totals } = bruteForce([0, tokenCount], options);
        const range = coverage.range(0, tokenCount + 5);
        assert.deepEqual([[...range.inputs], [...range.targets]], [inputs, targets]);
        for (const [name, value] of Object.entries(totals))
          assert.equal(coverage.totals[name as keyof typeof totals], value, name);
      }),
      { numRuns: 3000 },
    );
  });

  it('is that of the loop over each file alone, for files that no window crosses', () => {
    fc.assert(
      fc.property(
        cases,
        fc.uniqueArray(fc.integer({ min: 1, max: 89 }), { maxLength: 8 }),
        ({ tokenCount, ...options }, cuts) => {
          const inner = cuts.filter(cut => cut < tokenCount).sort((a, b) => a - b);
          const bounds = Uint32Array.from([0, ...inner, tokenCount]);
          fc.pre(checkLoaderOptions(options, bounds).length === 0);
          const coverage = new Coverage(bounds, options);
          const { inputs, targets, ...totals } = bruteForce([...bounds], options);
          const range = coverage.range(0, tokenCount + 5);
          assert.deepEqual([[...range.inputs], [...range.targets]], [inputs, targets]);
          for (const [name, value] of Object.entries(totals))
            assert.equal(coverage.totals[name as keyof typeof totals], value, name);
          const bins = coverage.bins(7);
          bins.inputs.forEach((mean, bin) => {
            const [from, to] = [bins.bounds[bin]!, bins.bounds[bin + 1]!];
            const meanOf = (counts: number[]): number =>
              Math.fround(counts.slice(from, to).reduce((a, b) => a + b, 0) / (to - from));
            assert.deepEqual([mean, bins.targets[bin]], [meanOf(inputs), meanOf(targets)]);
          });
        },
      ),
      { numRuns: 3000 },
    );
  });

  it('adds up', () => {
    fc.assert(
      fc.property(cases, ({ tokenCount, ...options }) => {
        const { totals } = new Coverage(tokenCount, options);
        const { usedOnce, repeated, skipped, dropped, tail } = totals;
        assert.equal(usedOnce + repeated + skipped + dropped + tail, tokenCount);
        assert.equal(totals.usedWindowCount + totals.droppedWindowCount, totals.windowCount);
        assert.equal(totals.inputs, totals.usedWindowCount * options.maxLength);
      }),
    );
  });

  it('has bins whose means are those of their tokens', () => {
    fc.assert(
      fc.property(cases, fc.integer({ min: 1, max: 120 }), ({ tokenCount, ...options }, count) => {
        const coverage = new Coverage(tokenCount, options);
        const { bounds, inputs, targets } = coverage.bins(count);
        assert.equal(inputs.length, Math.min(count, tokenCount));
        assert.deepEqual([bounds[0], bounds.at(-1)], [0, tokenCount]);
        inputs.forEach((mean, bin) => {
          const counts = coverage.range(bounds[bin]!, bounds[bin + 1]!);
          const meanOf = (values: Uint32Array): number => values.reduce((a, b) => a + b, 0) / values.length;
          assert.equal(mean, Math.fround(meanOf(counts.inputs)));
          assert.equal(targets[bin], Math.fround(meanOf(counts.targets)));
        });
      }),
    );
  });

  it('of the chapter: with stride 4 each token is an input once', () => {
    const { totals } = new Coverage(44, { ...chapter, stride: 4, batchSize: 2 });
    const { usedOnce, repeated, skipped, dropped, tail, neverTarget } = totals;
    assert.deepEqual([usedOnce, repeated, skipped, dropped, tail, neverTarget], [40, 0, 0, 0, 4, 4]);
  });
});

describe('rowOfWindow', () => {
  it('is where the window stands in the order, and nothing for a window that is left out', () => {
    for (const shuffle of [false, true]) {
      const plan = new WindowPlan(107, { ...chapter, shuffle, batchSize: 10 });
      const rows = Array.from({ length: plan.windowCount }, (_, window) => plan.rowOfWindow(window));
      assert.equal(rows.filter(row => row === undefined).length, 3);
      for (let row = 0; row < plan.usedWindowCount; row++) assert.equal(rows[plan.windowOfRow(row)], row);
      assert.equal(plan.rowOfWindow(103), undefined);
    }
  });
});

describe('the presets', () => {
  it("hold the chapter's, the exercises' and the function's defaults, each only once", () => {
    const found = loaderPresets.map(({ options }) => `${options.maxLength}/${options.stride}/${options.batchSize}`);
    for (const wanted of ['4/1/1', '4/4/8', '2/2/1', '8/2/1', '256/128/4']) assert.ok(found.includes(wanted), wanted);
    assert.equal(new Set(found).size, found.length);
    const { options } = loaderPresets.at(-1)!;
    assert.deepEqual([options.shuffle, options.dropLast], [true, true]);
  });
});
