import assert from 'node:assert/strict';
import fc from 'fast-check';
import { loaderProblemSentence } from '../../../src/protocol/loaderProblem';
import { checkLoaderOptions, WindowPlan, windowCount, type LoaderOptions } from '../../../src/dataset/windows';

const chapter: LoaderOptions = {
  maxLength: 4,
  stride: 1,
  batchSize: 1,
  shuffle: false,
  seed: 123n,
  epoch: 1,
  dropLast: true,
};
const size = fc.integer({ min: 1, max: 12 });

describe('windows', () => {
  it("are the chapter's: 7 for max_length 10 and stride 5 of 44 tokens", () => {
    assert.equal(windowCount(44, 10, 5), 7);
  });

  it("start where the chapter's range says, in whole batches", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 80 }),
        size,
        size,
        size,
        fc.boolean(),
        (tokens, maxLength, stride, batchSize, dropLast) => {
          const starts: number[] = [];
          for (let i = 0; i < tokens - maxLength; i += stride) starts.push(i);
          const plan = new WindowPlan(tokens, { ...chapter, maxLength, stride, batchSize, dropLast });
          assert.equal(plan.windowCount, starts.length);
          const used = dropLast ? starts.length - (starts.length % batchSize) : starts.length;
          assert.equal(plan.usedWindowCount, used);
          assert.equal(plan.batchCount, Math.ceil(used / batchSize));
          assert.deepEqual(
            Array.from({ length: used }, (_, row) => plan.startOfRow(row)),
            starts.slice(0, used),
          );
          for (let token = 0; token < tokens; token++) {
            const holding: number[] = starts.flatMap((start, window) =>
              start <= token && token < start + maxLength ? [window] : [],
            );
            const { first, last } = plan.windowsOfToken(token);
            assert.deepEqual(
              Array.from({ length: last - first }, (_, i) => first + i),
              holding,
            );
          }
        },
      ),
    );
  });

  it('of parts that none crosses are those of each part, numbered through', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 8 }),
        size,
        size,
        (sizes, maxLength, stride) => {
          const bounds = [0];
          for (const each of sizes) bounds.push(bounds.at(-1)! + each);
          const starts: number[] = [];
          sizes.forEach((each, part) => {
            for (let i = 0; i < each - maxLength; i += stride) starts.push(bounds[part]! + i);
          });
          const plan = new WindowPlan(Uint32Array.from(bounds), { ...chapter, maxLength, stride });
          assert.deepEqual(
            Array.from({ length: plan.windowCount }, (_, window) => plan.startOfWindow(window)),
            starts,
          );
          for (let token = 0; token < bounds.at(-1)!; token++) {
            const { first, last } = plan.windowsOfToken(token);
            const holding = starts.flatMap((start, window) =>
              start <= token && token < start + maxLength ? [window] : [],
            );
            assert.deepEqual(
              Array.from({ length: last - first }, (_, i) => first + i),
              holding,
            );
          }
        },
      ),
    );
  });

  it('say which file is the longest where none is long enough', () => {
    const [problem] = checkLoaderOptions({ ...chapter, maxLength: 9 }, Uint32Array.of(0, 4, 12, 13));
    assert.equal(
      loaderProblemSentence(problem!),
      'The longest of 3 files has 8 tokens; max_length 9 needs at least 10. Lower max_length, or let windows cross files.',
    );
    assert.deepEqual(checkLoaderOptions({ ...chapter, maxLength: 9 }, 13), []);
  });

  it('are each visited once when shuffled', () => {
    const plan = new WindowPlan(104, { ...chapter, shuffle: true });
    const visited = Array.from({ length: 100 }, (_, row) => plan.windowOfRow(row));
    assert.notDeepEqual(
      visited,
      [...visited].sort((a, b) => a - b),
    );
    assert.equal(new Set(visited).size, 100);
  });

  it('that drop_last leaves out are those of the last rows', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 80 }),
        fc.integer({ min: 1, max: 40 }),
        fc.boolean(),
        fc.boolean(),
        fc.bigInt({ min: 0n, max: 1000n }),
        (tokens, batchSize, shuffle, isDrawn, seed) => {
          const options = { ...chapter, batchSize, shuffle, seed };
          const all = new WindowPlan(tokens, { ...options, dropLast: false });
          const plan = new WindowPlan(tokens, options);
          if (isDrawn) plan.rowOfWindow(0);
          const rows = Array.from({ length: all.windowCount }, (_, row) => all.windowOfRow(row));
          assert.deepEqual(
            [...plan.missingWindows()],
            rows.slice(plan.usedWindowCount).sort((a, b) => a - b),
          );
        },
      ),
    );
  });

  it('that cannot be cut say why, with the numbers', () => {
    const message = (options: Partial<LoaderOptions>, tokens: number): string | undefined =>
      checkLoaderOptions({ ...chapter, ...options }, tokens).map(loaderProblemSentence)[0];
    assert.equal(
      message({}, 3),
      'This text has 3 tokens; max_length 4 needs at least 5. Lower max_length or add text.',
    );
    assert.match(message({ stride: 0 }, 9)!, /^stride is 0/);
    assert.equal(message({ epoch: 1e12 }, 9), 'epoch is 1000000000000. Enter at most 1000000.');
    assert.match(message({ batchSize: 99 }, 9)!, /^There are 5 windows; batch_size 99/);
    assert.equal(message({ batchSize: 99, dropLast: false }, 9), undefined);
    assert.equal(message({}, 5), undefined);
    assert.equal(message({ batchSize: 5 }, 9), undefined);
  });
});
