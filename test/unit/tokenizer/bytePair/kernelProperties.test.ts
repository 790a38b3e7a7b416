import assert from 'node:assert/strict';
import { Encoding } from '../../../../src/tokenizer/bytePair/encoding';
import { definitionOf } from '../../../../src/tokenizer/bytePair/encodings';
import { compileKernel, type KernelModule } from '../../../../src/tokenizer/bytePair/kernel';
import { seededRandom } from '../../../../src/embedding/random';
import { mutantBytes } from '../../../support/kernel';
import { encodingOf, kernel, oracle } from '../oracle';
import { assertTiktoken, checkEdits, checkUnits, variedText } from '../varied';

const names = ['gpt2', 'cl100k_base', 'o200k_base'] as const;

/** Words with and without NUL, one after the other, as a word's place in the cache is that of its bytes without it. */
function tellsNulApart(kernel: KernelModule): void {
  for (const name of names) {
    const encoding = new Encoding(definitionOf(name), encodingOf(name).vocabulary, kernel);
    for (const text of ['\0', '\0\0', 'a\0', 'a', '\0\0\0', 'a\0\0', 'a\0\0\0\0'])
      assert.deepEqual([...encoding.ids(text)], [...oracle(name).encode_ordinary(text)]);
  }
}

/** Varied texts in slices of a few units: their ids and offsets are tiktoken's, their pieces those of the text at once. */
function slicesAsTiktoken(kernel: KernelModule): void {
  const random = seededRandom(3);
  for (const name of names) {
    const encoding = new Encoding(definitionOf(name), encodingOf(name).vocabulary, kernel, 17);
    // A small letter far away makes one word of all capitals and what is before them, in o200k.
    const far = `a 漢${'A'.repeat(50)}a b`;
    const texts = [far, ...Array.from({ length: 150 }, () => variedText(random, 300))];
    for (const text of texts) {
      assertTiktoken(name, encoding.encode(text, 'text'), text);
      assert.deepEqual([...encoding.pieces(text, 'text').ends], [...encodingOf(name).pieces(text, 'text').ends]);
    }
  }
}

describe('ids and offsets beside tiktoken', function () {
  this.timeout(120_000);

  for (const name of names) {
    it(`are equal on varied text with ${name}`, () => checkUnits(name, 50_000, 1));
    it(`are equal after each of many edits with ${name}`, () => checkEdits(name, 700, 2));
  }
});

describe('a kernel with a mistake', function () {
  this.timeout(120_000);

  it('would be none without it', () => {
    tellsNulApart(kernel);
    slicesAsTiktoken(kernel);
  });

  it('is found if the words in its cache have no length', () => {
    const size = mutantBytes('encode.ts', ' || (i32x4.extract_lane(entry, 0) & 255) !== size) {', ') {');
    assert.throws(() => tellsNulApart(compileKernel(size)), assert.AssertionError);
  });

  it('is found if a slice keeps one piece too few for the next', () => {
    const early = mutantBytes(
      'encode.ts',
      '    sure = lastStart;\n    sureCount = lastCount;\n',
      '    sure = at;\n    sureCount = count;\n',
    );
    assert.throws(() => slicesAsTiktoken(compileKernel(early)), assert.AssertionError);
  });
});
