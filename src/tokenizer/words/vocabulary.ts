import type { WordsDescription } from '../tokenizer';
import { isWholeWord, splitWords } from './split';

/** The chapter adds these to the vocabulary of SimpleTokenizerV2, in this order. */
export const endOfText = '<|endoftext|>';
export const unknownWord = '<|unk|>';

/** Beyond these a vocabulary is no longer a word list: ids, pictures and tables of vectors end well before. */
export const maximumWords = 5_000_000;
/** UTF-16 units of a special token. */
const maximumSpecialToken = 200;

export interface WordsRequest {
  readonly text: string;
  /** 1: SimpleTokenizerV1, without special tokens of its own; 2: SimpleTokenizerV2. */
  readonly version: 1 | 2;
  /** Further special tokens, after those of the version. */
  readonly specialTokens: readonly string[];
  readonly name: string;
}

/**
 * The chapter's vocabulary: `sorted(set(words))`, then the special tokens. A word's id is its rank; Python sorts by code point.
 *
 * A special token that the text holds as a word counts once, at the end; in the chapter's own lines it would leave a gap among the words.
 *
 * @throws RangeError for a text without words, and for special tokens that no text could hold or that there are twice
 * @example
 * describeWords({ text: 'The cat sat on the mat!', version: 1, specialTokens: [], name: 'cat' }).words; // '!\nThe\ncat\nmat\non\nsat\nthe'
 */
export function describeWords({ text, version, specialTokens, name }: WordsRequest): WordsDescription {
  const special = [...(version === 2 ? [endOfText, unknownWord] : []), ...specialTokens];
  for (const [index, token] of specialTokens.entries()) {
    const field = `specialTokens[${index}]`;
    if (token.length > maximumSpecialToken)
      throw new RangeError(`${field}: has ${token.length} characters; at most ${maximumSpecialToken} are allowed`);
    if (!isWholeWord(token))
      throw new RangeError(
        `${field}: the split cuts ${JSON.stringify(token)}, so that no text has it. Leave out blanks and ,.:;?_!"()'`,
      );
    if (special.indexOf(token) !== index + special.length - specialTokens.length)
      throw new RangeError(`${field}: ${JSON.stringify(token)} is there twice`);
  }
  const words = wordsOf(text);
  for (const token of special) words.delete(token);
  if (words.size === 0) throw new RangeError('text: has no words. Open a text with words first.');
  if (words.size > maximumWords)
    throw new RangeError(`text: has ${words.size} different words; at most ${maximumWords} are allowed`);
  return { kind: 'words', name, version, words: sortByCodePoint([...words]).join('\n'), specialTokens: special };
}

function wordsOf(text: string): Set<string> {
  const words = new Set<string>();
  splitWords(text, (start, end, isWord) => {
    if (isWord) words.add(text.slice(start, end));
  });
  for (const word of words) {
    const known = wellFormed(word);
    if (known === word) continue;
    words.delete(word);
    words.add(known);
  }
  return words;
}

/** A lone surrogate counts as U+FFFD, as in every UTF-8 text. */
export function wellFormed(word: string): string {
  return surrogates.test(word) ? word.replace(/\p{Cs}/gu, '\ufffd') : word;
}

/** JavaScript sorts by UTF-16 units: a pair of surrogates comes before U+E000 to U+FFFF there, and after it in Python. */
export function sortByCodePoint(words: string[]): string[] {
  if (!words.some(word => surrogates.test(word))) return words.sort();
  return words.sort((a, b) => {
    const length = Math.min(a.length, b.length);
    for (let at = 0; at < length; at++) {
      const [left, right] = [a.charCodeAt(at), b.charCodeAt(at)];
      if (left !== right) return rank(left) - rank(right);
    }
    return a.length - b.length;
  });
}

const surrogates = /[\ud800-\udfff]/;
/** Places surrogates after all other units. */
const rank = (unit: number): number => ((unit & 0xf800) === 0xd800 ? unit + 0x10000 : unit);

/**
 * Checks a description that was kept in a file.
 *
 * @throws RangeError for one that no vocabulary can have
 */
export function checkWords({ words, specialTokens, version }: WordsDescription): void {
  const all = [...words.split('\n'), ...specialTokens];
  if (all.length > maximumWords + specialTokens.length) throw new RangeError(`words: more than ${maximumWords}`);
  if (new Set(all).size !== all.length) throw new RangeError('words: one is there twice');
  const wrong = all.find(word => !isWholeWord(word));
  if (wrong !== undefined)
    throw new RangeError(`words: ${JSON.stringify(wrong.slice(0, 100))} is no word of the split`);
  if (version === 2 && !specialTokens.includes(unknownWord))
    throw new RangeError(`specialTokens: ${unknownWord} is missing`);
}
