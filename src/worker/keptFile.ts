import {
  arrayOf,
  isInteger,
  isOneOf,
  isString,
  object,
  optional,
  taggedUnion,
  type Validated,
} from '../base/validator';
import { Vocabulary } from '../tokenizer/bytePair/vocabulary';
import { splitPatterns } from '../tokenizer/split/rules';
import { fileFormats, type MadeDescription } from '../tokenizer/tokenizer';
import { checkWords } from '../tokenizer/words/vocabulary';

/** The first line of a file of a kept tokenizer, which tells what it is. The words follow, one a line, or the merges: two ids a line; or the file of another tool. */
export const keptHeader = taggedUnion('format', {
  'tokenscope.words.1': object({
    name: isString,
    version: isOneOf(1, 2),
    specialTokens: arrayOf(isString, 1000),
    wordCount: isInteger(1),
  }),
  'tokenscope.trained.1': object({
    name: isString,
    pattern: isOneOf(...splitPatterns),
    specialTokens: arrayOf(isString, 1000),
    mergeCount: isInteger(0),
    training: object({
      vocabularySize: isInteger(256),
      ties: isOneOf('first', 'smallest'),
      minimumFrequency: isInteger(1),
    }),
  }),
  'tokenscope.file.1': object({
    name: isString,
    fileFormat: isOneOf(...fileFormats),
    pattern: optional(isOneOf(...splitPatterns)),
    vocabularySize: isInteger(1),
    about: isString,
  }),
});

/** What can be told of a tokenizer without reading its words or merges. */
export type KeptSummary = Validated<typeof keptHeader>;

export function summaryOf(description: MadeDescription): KeptSummary {
  const { name } = description;
  if (description.kind === 'file') {
    const { format: fileFormat, pattern, vocabularySize, about } = description;
    return { format: 'tokenscope.file.1', name, fileFormat, pattern, vocabularySize, about };
  }
  const specialTokens = [...description.specialTokens];
  if (description.kind === 'words') {
    const { version, words } = description;
    return { format: 'tokenscope.words.1', name, version, specialTokens, wordCount: words.split('\n').length };
  }
  const { pattern, merges, training } = description;
  const format = 'tokenscope.trained.1';
  return { format, name, pattern, specialTokens, mergeCount: merges.length / 2, training: { ...training } };
}

export function writeKept(description: MadeDescription): string {
  return `${JSON.stringify(summaryOf(description))}\n${bodyOf(description)}`;
}

function bodyOf(description: MadeDescription): string {
  if (description.kind === 'file') return description.text;
  return description.kind === 'words' ? description.words : linesOf(description.merges);
}

/** @throws Error for a file that is not as {@link writeKept} writes it */
export function readKept(file: string): MadeDescription {
  const end = file.indexOf('\n');
  const body = file.slice(end + 1);
  const head = keptHeader(JSON.parse(file.slice(0, end)), 'header');
  if (head.format === 'tokenscope.file.1') {
    const { name, fileFormat, pattern, vocabularySize, about } = head;
    return { kind: 'file', name, format: fileFormat, pattern, vocabularySize, about, text: body };
  }
  const { name, specialTokens } = head;
  if (head.format === 'tokenscope.words.1') {
    const { version, wordCount } = head;
    const description = { kind: 'words', name, version, words: body, specialTokens } as const;
    checkWords(description);
    if (body.split('\n').length !== wordCount) throw new RangeError(`words: not ${wordCount}`);
    return description;
  }
  const { pattern, mergeCount, training } = head;
  const ids = body === '' ? [] : body.split(/[ \n]/).map(Number);
  if (ids.length !== 2 * mergeCount || !ids.every(Number.isInteger)) throw new RangeError(`merges: not ${mergeCount}`);
  const merges = Uint32Array.from(ids);
  Vocabulary.ofMerges(merges);
  return { kind: 'trained', name, pattern, merges, specialTokens, training };
}

function linesOf(merges: Uint32Array): string {
  const lines: string[] = [];
  for (let at = 0; at < merges.length; at += 2) lines.push(`${merges[at]!} ${merges[at + 1]!}`);
  return lines.join('\n');
}
