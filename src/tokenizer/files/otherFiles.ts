import { Vocabulary } from '../bytePair/vocabulary';
import { patternText } from '../split/patternText';
import { splitPatterns } from '../split/rules';
import type { TrainedDescription } from '../tokenizer';
import { parseFile, quoted, TokenizerFileError } from './fileError';

/** Whether a text is a `.model` of minbpe. */
export const isMinbpe = (text: string): boolean => /^minbpe v1\r?\n/.test(text);

/**
 * The tokenizer of minbpe's `.model`: the version, the pattern, the special tokens with their ids, and two ids a merge.
 *
 * @throws TokenizerFileError for a line that is none, a pattern that the engine does not have, and two merges of the same bytes, of which
 *   it would find only one
 */
export function readMinbpe(text: string, name: string): TrainedDescription {
  const lines = text.replace(/\r\n/g, '\n').replace(/\n$/, '').split('\n');
  const source = lines[1] ?? '';
  const pattern = source === '' ? 'none' : splitPatterns.find(each => patternText[each] === plainQuantifiers(source));
  if (pattern === undefined)
    throw new TokenizerFileError('line 2', `the pattern ${quoted(source)} is none that minbpe comes with`);
  const specialCount = Number(lines[2]);
  if (!/^\d{1,4}$/.test(lines[2] ?? '')) throw new TokenizerFileError('line 3', 'is no number of special tokens');
  const first = 3 + specialCount;
  const merges = lines.slice(first).flatMap((line, index) => {
    const ids = /^(\d{1,7}) (\d{1,7})$/.exec(line);
    if (ids === null)
      throw new TokenizerFileError(`line ${first + index + 1}`, `${quoted(line)} is no merge of two ids`);
    return [Number(ids[1]), Number(ids[2])];
  });
  const specialTokens = lines.slice(3, first).map((line, index) => {
    const [, token, id] = /^(.+) (\d+)$/.exec(line) ?? [];
    const expected = 256 + merges.length / 2 + index;
    if (token === undefined || Number(id) !== expected)
      throw new TokenizerFileError(`line ${4 + index}`, `${quoted(line)} is no special token with the id ${expected}`);
    return token;
  });
  try {
    Vocabulary.ofMerges(Uint32Array.from(merges));
  } catch (error) {
    if (error instanceof RangeError) throw new TokenizerFileError('merges', error.message);
    throw error;
  }
  const training = { vocabularySize: 256 + merges.length / 2, ties: 'first', minimumFrequency: 1 } as const;
  return { kind: 'trained', name, pattern, merges: Uint32Array.from(merges), specialTokens, training };
}

/** minbpe writes GPT-4's pattern with possessive quantifiers, which match the same here. */
const plainQuantifiers = (pattern: string): string =>
  pattern === minbpeGpt4 ? patternText.cl100k : pattern === minbpeGpt2 ? patternText.gpt2 : pattern;
const minbpeGpt4 = String.raw`'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]++[\r\n]*|\s*[\r\n]|\s+(?!\S)|\s+`;
const minbpeGpt2 = String.raw`'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`;

/** The file beside a vocabulary of GPT-2's that has its merges; nothing for another name. */
export function mergesFileOf(name: string): string | undefined {
  if (name === 'encoder.json') return 'vocab.bpe';
  return name.endsWith('vocab.json') ? `${name.slice(0, -'vocab.json'.length)}merges.txt` : undefined;
}

/**
 * GPT-2's `vocab.json` and `merges.txt` as a `tokenizer.json`. They do not say how texts are cut: by GPT-2's pattern. Tokens such as
 * `<|endoftext|>` are special.
 *
 * @throws TokenizerFileError for a vocabulary that is none
 */
export function gpt2AsTokenizerJson(vocabulary: string, merges: string): string {
  const vocab = parseFile(vocabulary);
  if (typeof vocab !== 'object' || vocab === null || Array.isArray(vocab))
    throw new TokenizerFileError('', 'is no object of tokens and their ids');
  const special = Object.entries(vocab).filter(([token]) => /^<\|?[\w/]+\|?>$/.test(token));
  const byteLevel = { type: 'ByteLevel', add_prefix_space: false, trim_offsets: false, use_regex: true };
  const lines = merges
    .replace(/\r\n/g, '\n')
    .split('\n')
    .filter(line => line !== '' && !line.startsWith('#version'));
  return JSON.stringify({
    added_tokens: special.map(([content, id]) => ({ id: id as unknown, content, special: true, normalized: false })),
    pre_tokenizer: byteLevel,
    decoder: byteLevel,
    model: { type: 'BPE', vocab, merges: lines },
  });
}
