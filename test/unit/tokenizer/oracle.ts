import { createRequire } from 'node:module';
import * as fc from 'fast-check';
import { get_encoding } from 'tiktoken';
import { Encoding } from '../../../src/tokenizer/bytePair/encoding';
import { packedEncodings, vocabularyFileOf, type EncodingName } from '../../../src/tokenizer/bytePair/encodings';
import { packVocabulary, Vocabulary, type RankData } from '../../../src/tokenizer/bytePair/vocabulary';

const require = createRequire(__filename);
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
    encoding = new Encoding(name, Vocabulary.open(packed, ids));
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

const alphabet = [
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
