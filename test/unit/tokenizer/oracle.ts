import { createRequire } from 'node:module';
import * as fc from 'fast-check';
import { get_encoding } from 'tiktoken';
import { Encoding } from '../../../src/tokenizer/bytePair/encoding';
import {
  definitionOf,
  packedEncodings,
  vocabularyFileOf,
  type EncodingName,
} from '../../../src/tokenizer/bytePair/encodings';
import { compileKernel } from '../../../src/tokenizer/bytePair/kernel';
import { packVocabulary, Vocabulary, type RankData } from '../../../src/tokenizer/bytePair/vocabulary';
import { kernelBytes } from '../../support/kernel';

const require = createRequire(__filename);
/** The kernel of all tests, compiled once. */
export const kernel = compileKernel(kernelBytes());
const files = new Map<string, Uint8Array>();
const open = new Map<EncodingName, Encoding>();

type Ranks = RankData & { special_tokens: Record<string, number> };

export function ranksOf(name: EncodingName): Ranks {
  const module = require(`js-tiktoken/ranks/${name}`) as Ranks & { default?: Ranks };
  return module.default ?? module;
}

export function encodingOf(name: EncodingName): Encoding {
  let encoding = open.get(name);
  if (encoding === undefined) {
    const { file, ids } = vocabularyFileOf[name];
    let packed = files.get(file);
    if (packed === undefined) {
      const source = packedEncodings.find(each => file === `${each}.bin`)!;
      files.set(file, (packed = packVocabulary(ranksOf(source))));
    }
    encoding = new Encoding(definitionOf(name), Vocabulary.open(packed, ids), kernel);
    open.set(name, encoding);
  }
  return encoding;
}

const rust = new Map<EncodingName, ReturnType<typeof get_encoding>>();

/** tiktoken's own answer, from its Rust code: lone surrogates reach it as U+FFFD. */
export function oracle(name: EncodingName): ReturnType<typeof get_encoding> {
  let encoding = rust.get(name);
  if (encoding === undefined) rust.set(name, (encoding = get_encoding(name)));
  return encoding;
}

export const alphabet = [
  ...Array.from(" \t\n\r\v'aAsStTlLvVeErRdDmM019.,/!<|>-_ſKéßǅʰªא漢字かなัे́҈👍🏽‍ⅣⅫ٣½"),
  '\r\n',
  '  ',
  "'ll",
  "'RE",
  '\u0085',
  '\ufeff',
  '\u00a0',
  '\u3000',
  '\u2028',
  '\0',
  '\ud800',
  '\udc00',
  '<|endoftext|>',
];

/** Text that comes near every rule of the split patterns, and plain Unicode. */
export const anyText = fc.oneof(
  fc.array(fc.constantFrom(...alphabet), { maxLength: 40 }).map(parts => parts.join('')),
  fc
    .array(fc.constantFrom(' ', '\n', 'a', 'A', '漢', '́', "'", 's', '1'), { maxLength: 30 })
    .map(parts => parts.join('')),
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.string({ maxLength: 60 }),
);

/**
 * Byte-level BPE as it is told, a second oracle: the bytes of a piece, and again and again the pair of neighbours whose join has the
 * lowest rank, the first of them, becomes one. Slow, and nothing in it is shared with the encoder.
 *
 * @param ranks the rank of each token, by its bytes as Latin-1
 * @example plainBpe(plainRanks('gpt2'), Buffer.from(' they')) // [484]
 */
export function plainBpe(ranks: ReadonlyMap<string, number>, piece: Uint8Array): number[] {
  const parts = Array.from(piece, byte => String.fromCharCode(byte));
  for (;;) {
    let best = Infinity;
    let at = -1;
    for (let i = 0; i + 1 < parts.length; i++) {
      const rank = ranks.get(parts[i]! + parts[i + 1]!) ?? Infinity;
      if (rank < best) [best, at] = [rank, i];
    }
    if (at < 0) return parts.map(part => ranks.get(part)!);
    parts.splice(at, 2, parts[at]! + parts[at + 1]!);
  }
}

/** tiktoken's patterns as it writes them, for JavaScript; `\s` lacks U+0085 there, and the host's Unicode may be another. */
export const patterns: Readonly<Record<'gpt2' | 'cl100k_base', RegExp>> = {
  gpt2: /'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+/gu,
  cl100k_base:
    /(?:'[sS]|'[tT]|'[rR][eE]|'[vV][eE]|'[mM]|'[lL][lL]|'[dD])|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+/gu,
};

export function plainRanks(name: EncodingName): Map<string, number> {
  const { vocabulary } = encodingOf(name);
  const entries = Array.from(
    { length: vocabulary.size },
    (_, id) => [Buffer.from(vocabulary.bytesOf(id)).toString('latin1'), id] as const,
  );
  return new Map(entries.filter(([token]) => token !== ''));
}
