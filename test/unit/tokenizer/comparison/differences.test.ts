import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { differencesOf, type Spans } from '../../../../src/tokenizer/comparison/differences';
import { encodingOf } from '../oracle';

/** Tokens of these lengths, one after the other. */
function tokensOf(lengths: readonly number[]): Spans {
  const ends: number[] = [];
  for (const length of lengths) ends.push((ends.at(-1) ?? 0) + length);
  return { starts: Uint32Array.from([0, ...ends.slice(0, -1)]), ends: Uint32Array.from(ends) };
}

/** The same, slow and obvious: each place of the text is looked at. */
function plainDifferences(texts: readonly Spans[]): [start: number, end: number][] {
  const courses = texts.map(({ starts, ends }) => new Set([0, ...starts, ...ends]));
  const length = Math.max(0, ...texts.flatMap(({ ends }) => [...ends]));
  const found: [number, number][] = [];
  let start = 0;
  for (let place = 1; place <= length; place++) {
    if (place < length && !courses.every(course => course.has(place))) continue;
    const inside = Array.from({ length: place - start - 1 }, (_, index) => start + 1 + index);
    const isDifferent = courses.some(course => inside.some(at => course.has(at)));
    if (isDifferent || (place === length && !courses.every(course => course.has(place)))) found.push([start, place]);
    start = place;
  }
  return found;
}

const pairsOf = ({ starts, ends }: Spans): number[][] => Array.from(starts, (start, index) => [start, ends[index]!]);

describe('where tokenizers differ', () => {
  it('is from one common cut to the next', () => {
    assert.deepEqual(pairsOf(differencesOf([tokensOf([2, 10, 4]), tokensOf([5, 3, 4, 4])])), [[0, 12]]);
    assert.deepEqual(pairsOf(differencesOf([tokensOf([1, 2, 3]), tokensOf([1, 2, 3])])), []);
    assert.deepEqual(pairsOf(differencesOf([tokensOf([]), tokensOf([])])), []);
    assert.deepEqual(pairsOf(differencesOf([])), []);
  });

  it('is the same as a look at each place finds, for any number of tokenizers and for texts that they do not cover', () => {
    const lengths = fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 20 });
    const gaps = lengths.map(all => {
      const { starts, ends } = tokensOf(all);
      const isKept = (_: number, index: number): boolean => index % 3 !== 1;
      return { starts: starts.filter(isKept), ends: ends.filter(isKept) };
    });
    fc.assert(
      fc.property(fc.array(fc.oneof(lengths.map(tokensOf), gaps), { minLength: 1, maxLength: 4 }), texts => {
        assert.deepEqual(pairsOf(differencesOf(texts)), plainDifferences(texts));
      }),
      { numRuns: 2000 },
    );
  });

  it('is never inside a character that tokens share', () => {
    const text = 'déjà vu 🦜🦜 tokenization';
    const found = differencesOf([encodingOf('gpt2').encode(text), encodingOf('o200k_base').encode(text)]);
    for (const [start, end] of pairsOf(found))
      assert.equal(Buffer.from(text.slice(start, end)).toString(), text.slice(start, end));
  });
});
