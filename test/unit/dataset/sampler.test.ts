import assert from 'node:assert/strict';
import fc from 'fast-check';
import { checkLoaderOptions, WindowPlan, type LoaderOptions } from '../../../src/dataset/windows';
import { loaderProblemSentence } from '../../../src/protocol/loaderProblem';
// Printed by PyTorch 2.13.0 on the CPU: DataLoader(generator=torch.Generator().manual_seed(seed)) over whole epochs, and
// DataLoader(sampler=DistributedSampler(...)) after set_epoch(0) and set_epoch(1).
import values from '../../golden/pytorch-samplers.json';

const chapter: LoaderOptions = {
  maxLength: 1,
  stride: 1,
  batchSize: 1,
  shuffle: true,
  seed: 123n,
  epoch: 1,
  dropLast: false,
};

/** The numbers of the windows in each batch. */
function batchesOf(n: number, options: LoaderOptions): number[][] {
  assert.deepEqual(checkLoaderOptions({ ...options, dropLast: false }, n + 1), []);
  const plan = new WindowPlan(n + 1, options);
  const rows = Array.from({ length: plan.usedWindowCount }, (_, row) => plan.windowOfRow(row));
  return Array.from({ length: plan.batchCount }, (_, batch) =>
    rows.slice(batch * options.batchSize, (batch + 1) * options.batchSize),
  );
}

describe('the batches of a loader', () => {
  for (const { seed, n, batch, drop_last: dropLast, epochs } of values.generator)
    it(`with a generator of its own are PyTorch's: seed ${seed}, ${n} samples, drop_last=${dropLast}`, () => {
      epochs.forEach((expected, index) => {
        const options = { ...chapter, seed: BigInt(seed), batchSize: batch, dropLast, epoch: index + 1 };
        assert.deepEqual(batchesOf(n, { ...options, sampler: 'generator' }), expected);
      });
    });

  for (const {
    seed,
    n,
    batch,
    drop_last: dropLast,
    shuffle,
    world_size: worldSize,
    rank,
    epochs,
  } of values.distributed)
    it(`of rank ${rank} of ${worldSize} are PyTorch's: seed ${seed}, ${n} samples, shuffle=${shuffle}`, () => {
      epochs.forEach((expected, index) => {
        const options = { ...chapter, seed: BigInt(seed), batchSize: batch, dropLast, shuffle, epoch: index + 1 };
        assert.deepEqual(batchesOf(n, { ...options, sampler: 'distributed', worldSize, rank }), expected);
      });
    });

  it('of all ranks hold every window, and each knows its own and those of others', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 5 }),
        fc.boolean(),
        fc.boolean(),
        (n, worldSize, batchSize, shuffle, dropLast) => {
          const seen = new Set<number>();
          for (let rank = 0; rank < worldSize; rank++) {
            const sampler = 'distributed';
            const plan = new WindowPlan(n + 1, { ...chapter, batchSize, shuffle, dropLast, sampler, worldSize, rank });
            const own = Array.from({ length: plan.usedWindowCount }, (_, row) => plan.windowOfRow(row));
            own.forEach((window, row) => {
              seen.add(window);
              assert.equal(plan.rowOfWindow(window), row);
            });
            const others = [...Array(n).keys()].filter(window => !own.includes(window));
            assert.deepEqual(
              [...plan.missingWindows()].sort((a, b) => a - b),
              others,
            );
            for (const window of others) assert.equal(plan.rowOfWindow(window), undefined);
          }
          if (!dropLast) assert.equal(seen.size, n);
        },
      ),
    );
  });

  it('are refused with the numbers where there is no such rank, or no full batch for each', () => {
    const message = (options: Partial<LoaderOptions>): string | undefined =>
      checkLoaderOptions({ ...chapter, sampler: 'distributed', ...options }, 11).map(loaderProblemSentence)[0];
    assert.equal(message({ worldSize: 4, rank: 4 }), 'rank is 4. Enter a whole number from 0 to 3: world_size is 4.');
    assert.match(message({ worldSize: 0 })!, /^world_size is 0\. Enter a whole number of at least 1/);
    assert.match(message({ worldSize: 4, rank: 1, batchSize: 4, dropLast: true })!, /^Each of 4 ranks has 3 windows;/);
    assert.equal(message({ worldSize: 4, rank: 3 }), undefined);
    assert.equal(message({ sampler: 'global', worldSize: 0, rank: 9 }), undefined, 'what is not used is not looked at');
  });

  it('of an epoch that would take long to draw are refused: a generator goes through all epochs before it', () => {
    const million = { ...chapter, sampler: 'generator', epoch: 136 } as const;
    assert.equal(
      checkLoaderOptions(million, 1_000_001).map(loaderProblemSentence)[0],
      'epoch is 136. Enter at most 135.',
    );
    assert.deepEqual(checkLoaderOptions({ ...million, epoch: 135 }, 1_000_001), []);
    assert.deepEqual(checkLoaderOptions({ ...million, shuffle: false }, 1_000_001), []);
  });
});
