import { patternText } from '../split/patternText';
import { alphabetOf } from '../pipeline/byteAlphabet';
import type { TrainedDescription } from '../tokenizer';
import { Vocabulary } from '../bytePair/vocabulary';

/** The formats of other tools that a tokenizer which was trained here can be saved in. */
export const savedFormats = ['tokenizerJson', 'minbpe', 'gpt2', 'tiktoken'] as const;
export type SavedFormat = (typeof savedFormats)[number];

/** A file: what its name ends with, and its text. */
export interface SavedFile {
  readonly ending: string;
  readonly text: string;
}

/**
 * A trained tokenizer as files of another tool; what these cannot hold, {@link lossesOf} says.
 *
 * @example
 * writeTrained(description, 'tiktoken')[0].text.split('\n')[256]; // 'dGg= 256', if the first merge is "t" and "h"
 */
export function writeTrained(description: TrainedDescription, format: SavedFormat): SavedFile[] {
  switch (format) {
    case 'tokenizerJson':
      return [{ ending: '.json', text: `${JSON.stringify(tokenizerJson(description), undefined, 2)}\n` }];
    case 'minbpe':
      return [
        { ending: '.model', text: minbpeModel(description) },
        { ending: '.vocab', text: minbpeVocabulary(description) },
      ];
    case 'gpt2':
      return [
        { ending: '-vocab.json', text: JSON.stringify(vocabularyOf(description, true)) },
        {
          ending: '-merges.txt',
          text: `#version: 0.2\n${mergeTexts(description)
            .map(pair => pair.join(' '))
            .join('\n')}\n`,
        },
      ];
    case 'tiktoken':
      return [{ ending: '.tiktoken', text: rankLines(description) }];
  }
}

/** What is lost in a format, a sentence each; nothing if it holds all. */
export function lossesOf(
  { pattern, specialTokens }: Pick<TrainedDescription, 'pattern' | 'specialTokens'>,
  format: SavedFormat,
): string[] {
  const losses: string[] = [];
  if ((format === 'gpt2' && pattern !== 'gpt2') || format === 'tiktoken')
    losses.push(`The file does not say that texts are cut by the pattern ${pattern}.`);
  if (specialTokens.length > 0 && format === 'gpt2') losses.push('The file does not say which tokens are special.');
  if (specialTokens.length > 0 && format === 'tiktoken')
    losses.push(`It holds no special tokens; ${specialTokens.length} are left out.`);
  return losses;
}

/** The bytes of each id, without the special tokens. */
function tokensOf({ merges }: TrainedDescription): Uint8Array[] {
  const vocabulary = Vocabulary.ofMerges(merges);
  return Array.from({ length: vocabulary.size }, (_, id) => vocabulary.bytesOf(id));
}

function vocabularyOf(description: TrainedDescription, hasSpecial: boolean): Record<string, number> {
  const entries = tokensOf(description).map((token, id): [string, number] => [alphabetOf(token), id]);
  const special = description.specialTokens.map((token, index): [string, number] => [token, entries.length + index]);
  return Object.fromEntries(hasSpecial ? [...entries, ...special] : entries);
}

function mergeTexts(description: TrainedDescription): [string, string][] {
  const { merges } = description;
  const texts = tokensOf(description).map(alphabetOf);
  return Array.from({ length: merges.length / 2 }, (_, merge) => [
    texts[merges[2 * merge]!]!,
    texts[merges[2 * merge + 1]!]!,
  ]);
}

function tokenizerJson(description: TrainedDescription): object {
  const { pattern, specialTokens, merges } = description;
  const usesGpt2 = pattern === 'gpt2';
  const byteLevel = { type: 'ByteLevel', add_prefix_space: false, trim_offsets: false, use_regex: usesGpt2 };
  const split = { type: 'Split', pattern: { Regex: patternText[pattern] }, behavior: 'Isolated', invert: false };
  const isCut = !usesGpt2 && pattern !== 'none';
  const flags = { single_word: false, lstrip: false, rstrip: false, normalized: false, special: true };
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: specialTokens.map((content, index) => ({ id: 256 + merges.length / 2 + index, content, ...flags })),
    normalizer: null,
    pre_tokenizer: isCut ? { type: 'Sequence', pretokenizers: [split, byteLevel] } : byteLevel,
    post_processor: null,
    decoder: { type: 'ByteLevel', add_prefix_space: false, trim_offsets: false, use_regex: false },
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: null,
      continuing_subword_prefix: null,
      end_of_word_suffix: null,
      fuse_unk: false,
      byte_fallback: false,
      ignore_merges: false,
      vocab: vocabularyOf(description, false),
      merges: mergeTexts(description),
    },
  };
}

/** As minbpe's `save` writes it: the version, the pattern, the special tokens with their ids, and two ids a merge. */
function minbpeModel({ pattern, merges, specialTokens }: TrainedDescription): string {
  const first = 256 + merges.length / 2;
  const lines = ['minbpe v1', pattern === 'none' ? '' : patternText[pattern], String(specialTokens.length)];
  specialTokens.forEach((token, index) => lines.push(`${token} ${first + index}`));
  for (let at = 0; at < merges.length; at += 2) lines.push(`${merges[at]!} ${merges[at + 1]!}`);
  return `${lines.join('\n')}\n`;
}

/** What minbpe writes beside it for people to read. */
function minbpeVocabulary(description: TrainedDescription): string {
  const { merges, specialTokens } = description;
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const texts = tokensOf(description).map(token => decoder.decode(token).replace(/\p{C}/gu, escaped));
  const lines = texts.map((text, id) => {
    if (id < 256) return `[${text}] ${id}`;
    const at = 2 * (id - 256);
    return `[${texts[merges[at]!]!}][${texts[merges[at + 1]!]!}] -> [${text}] ${id}`;
  });
  specialTokens.forEach((token, index) => lines.push(`[${token}] ${texts.length + index}`));
  return `${lines.join('\n')}\n`;
}

const escaped = (character: string): string => `\\u${character.codePointAt(0)!.toString(16).padStart(4, '0')}`;

function rankLines(description: TrainedDescription): string {
  const lines = tokensOf(description).map((token, rank) => `${btoa(String.fromCharCode(...token))} ${rank}`);
  return `${lines.join('\n')}\n`;
}
