import assert from 'node:assert/strict';
import { seededRandom } from '../../../src/embedding/random';
import type { Encoding } from '../../../src/tokenizer/bytePair/encoding';
import type { EncodingName } from '../../../src/tokenizer/bytePair/encodings';
import { TokenizedDocument } from '../../../src/tokenizer/document/document';
import type { Tokens } from '../../../src/tokenizer/tokens';
import { alphabet, encodingOf, oracle } from './oracle';
import { tiny } from './properties';

// Millions of units and edits from a seed, each compared with tiktoken: a short part in the unit tests, all of it by `npm run fuzz:kernel`.

const syllables = [
  'th',
  'e',
  'in',
  'g ',
  ' re',
  'on',
  'st',
  '. ',
  ' A',
  'ны',
  'ва',
  '的',
  '一是',
  'カ',
  '한국',
  '{',
  '}\n',
  '();',
  '\t',
  '12',
  '0',
];

/**
 * Words, signs of every rule, any code point, lone surrogates, and runs, now and then of half the text. tiktoken's
 * WebAssembly takes minutes for runs of 100,000: those are in test/python.
 */
export function variedText(random: () => number, units: number): string {
  const pick = (from: readonly string[]): string => from[Math.floor(random() * from.length)]!;
  const parts: string[] = [];
  for (let length = 0; length < units; length += parts.at(-1)!.length) {
    const kind = random();
    if (kind < 0.55) parts.push(pick(syllables));
    else if (kind < 0.85) parts.push(pick(alphabet));
    else if (kind < 0.95) parts.push(String.fromCodePoint(Math.floor(random() * 0x110000)));
    else {
      const longest = random() < 0.001 ? units : random() < 0.02 ? 5000 : 40;
      const unit = random() < 0.3 ? pick(syllables) + pick(alphabet) : pick(alphabet);
      parts.push(unit.repeat(Math.min(Math.ceil(longest * random()), Math.max(1, units >> 1))));
    }
  }
  return parts.join('');
}

/** Ids and offsets of a text are those of tiktoken and of the bytes of its tokens. */
export function assertTiktoken(name: EncodingName, { ids, starts, ends }: Tokens, text: string): void {
  const expected = oracle(name).encode_ordinary(text);
  assert.ok(sameNumbers(ids, expected), `${name}: ids of ${JSON.stringify(text.slice(0, 2000))}`);
  const { startOf, endOf } = unitsOfBytes(text);
  const encoding = encodingOf(name);
  let byte = 0;
  for (let token = 0; token < ids.length; token++) {
    const last = byte + encoding.vocabulary.lengths[ids[token]!]!;
    const isRight = starts[token] === startOf[byte] && ends[token] === endOf[last - 1];
    assert.ok(isRight, `${name}: token ${token} of ${JSON.stringify(text.slice(0, 2000))}`);
    byte = last;
  }
}

function sameNumbers(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  if (a.length !== b.length) return false;
  for (let index = 0; index < a.length; index++) if (a[index] !== b[index]) return false;
  return true;
}

/** Where the character begins and ends, in UTF-16 units, to which each byte of a text's UTF-8 belongs. */
function unitsOfBytes(text: string): { readonly startOf: Uint32Array; readonly endOf: Uint32Array } {
  const size = Buffer.byteLength(text);
  const [startOf, endOf] = [new Uint32Array(size), new Uint32Array(size)];
  let byte = 0;
  for (let unit = 0; unit < text.length;) {
    const codePoint = text.codePointAt(unit)!;
    const next = unit + (codePoint > 0xffff ? 2 : 1);
    const after = byte + (codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4);
    startOf.fill(unit, byte, after);
    endOf.fill(next, byte, after);
    [unit, byte] = [next, after];
  }
  return { startOf, endOf };
}

/** Encodes varied texts of so many units in all, of 50,000 each at most. */
export function checkUnits(
  name: EncodingName,
  units: number,
  seed: number,
  encoding: Encoding = encodingOf(name),
): void {
  const random = seededRandom(seed);
  for (let done = 0; done < units;) {
    const text = variedText(random, 1 + Math.floor(random() ** 3 * 50_000));
    assertTiktoken(name, encoding.encode(text, 'text'), text);
    done += text.length;
  }
}

/** Makes so many edits in documents of some hundred units, in small chunks and in usual ones; after each, all tokens are compared. */
export function checkEdits(name: EncodingName, edits: number, seed: number): void {
  const random = seededRandom(seed);
  for (let done = 0; done < edits;) {
    const document = new TokenizedDocument(encodingOf(name), 'text', random() < 0.7 ? tiny : undefined);
    let text = variedText(random, 20 + Math.floor(random() * 400));
    document.append(text);
    for (let count = 0; count < 200 && done < edits; count++, done++) {
      const offset = Math.floor(random() * (text.length + 1));
      const removed = random() < 0.5 ? 0 : Math.floor(random() ** 4 * Math.min(200, text.length - offset));
      const inserted = random() < 0.3 ? '' : variedText(random, 1 + Math.floor(random() ** 4 * 60)).slice(0, 2000);
      document.edit([{ offset, length: removed, text: inserted }]);
      text = text.slice(0, offset) + inserted + text.slice(offset + removed);
      assertTiktoken(name, document.tokens(0, document.tokenCount), text);
      if (text.length > 1200) break;
    }
  }
}
