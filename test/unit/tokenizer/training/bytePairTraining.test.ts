import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import {
  BytePairTraining,
  type Merge,
  type TrainingOptions,
} from '../../../../src/tokenizer/training/bytePairTraining';
import { PieceCollector } from '../../../../src/tokenizer/training/uniquePieces';
import { minbpe } from './minbpe';

const usual: TrainingOptions = { ties: 'first', minimumFrequency: 1, maximumLength: 255 };

function train(pieces: readonly string[], mergeCount: number, options: Partial<TrainingOptions> = {}): Merge[] {
  const collector = new PieceCollector();
  for (const piece of pieces) collector.add(piece);
  const training = new BytePairTraining(collector.pieces(), { ...usual, ...options });
  const merges: Merge[] = [];
  for (let merge = training.next(); merge !== undefined; merge = training.next()) {
    merges.push(merge);
    if (merges.length === mergeCount) break;
  }
  return merges;
}

/** Pieces of few letters, so that most counts are equal, and runs of one letter, whose pairs overlap. */
const piece = fc.oneof(
  fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'é'), minLength: 1, maxLength: 12 }),
  fc
    .tuple(fc.constantFrom('a', 'ab', 'abb'), fc.integer({ min: 1, max: 9 }))
    .map(([unit, times]) => unit.repeat(times)),
);
const pieces = fc.array(piece, { minLength: 1, maxLength: 40 });

describe('BytePairTraining', function () {
  this.timeout(60_000);

  for (const ties of ['first', 'smallest'] as const) {
    it(`makes the merges of minbpe's loop, equal counts by the ${ties} pair, until no pair is left`, () => {
      fc.assert(
        fc.property(pieces, texts => {
          assert.deepEqual(train(texts, 60, { ties }), minbpe(texts, 60, { ties }));
        }),
        { numRuns: 600 },
      );
    });
  }

  it('makes them in one long piece, too', () => {
    const long = fc.string({ unit: fc.constantFrom('a', 'b', ' '), minLength: 200, maxLength: 600 });
    fc.assert(
      fc.property(long, text => assert.deepEqual(train([text], 80), minbpe([text], 80))),
      { numRuns: 100 },
    );
  });

  it("makes those of Wikipedia's example, as minbpe's own tests have it", () => {
    const merges = train(['aaabdaaabac'], 3).map(({ left, right, id }) => [left, right, id]);
    assert.deepEqual(merges, [
      [97, 97, 256],
      [256, 97, 257],
      [257, 98, 258],
    ]);
  });

  it('merges no pair that is rarer than is asked for', () => {
    fc.assert(
      fc.property(pieces, fc.integer({ min: 1, max: 6 }), (texts, minimumFrequency) => {
        assert.deepEqual(train(texts, 60, { minimumFrequency }), minbpe(texts, 60, { minimumFrequency }));
      }),
      { numRuns: 200 },
    );
  });

  it('makes no token that is longer than is asked for, and says that it left one out', () => {
    const collector = new PieceCollector();
    collector.add('a'.repeat(64));
    const training = new BytePairTraining(collector.pieces(), { ...usual, maximumLength: 8 });
    const lengths = [1];
    for (let merge = training.next(); merge !== undefined; merge = training.next())
      lengths.push(2 * lengths[lengths.length - 1]!);
    assert.deepEqual(lengths, [1, 2, 4, 8]);
    assert.equal(training.hasTooLong, true);
  });

  it('never makes two tokens of the same bytes', () => {
    fc.assert(
      fc.property(pieces, fc.constantFrom('first', 'smallest'), (texts, ties) => {
        const bytes = Array.from({ length: 256 }, (_, byte) => String.fromCharCode(byte));
        for (const { left, right } of train(texts, 1000, { ties })) bytes.push(bytes[left]! + bytes[right]!);
        assert.equal(new Set(bytes).size, bytes.length);
      }),
      { numRuns: 600 },
    );
  });
});
