import { cl100k } from '../split/cl100k';
import { gpt2 } from '../split/gpt2';
import { o200k } from '../split/o200k';
import type { SplitRules } from '../split/rules';
import type { BytePairDefinition } from './encoding';

export const encodingNames = ['gpt2', 'r50k_base', 'p50k_base', 'p50k_edit', 'cl100k_base', 'o200k_base'] as const;
export type EncodingName = (typeof encodingNames)[number];

/** What is known of an encoding without its vocabulary. */
export interface EncodingDescription {
  readonly name: EncodingName;
  /** tiktoken's `n_vocab`: one more than the highest id, special tokens included. The rows of a model's embedding matrix. */
  readonly vocabularySize: number;
  readonly specialTokens: Readonly<Record<string, number>>;
}

const fim = (prefix: number): Record<string, number> => ({
  '<|fim_prefix|>': prefix,
  '<|fim_middle|>': prefix + 1,
  '<|fim_suffix|>': prefix + 2,
});

export const encodings: Readonly<Record<EncodingName, EncodingDescription>> = {
  gpt2: { name: 'gpt2', vocabularySize: 50257, specialTokens: { '<|endoftext|>': 50256 } },
  r50k_base: {
    name: 'r50k_base',
    vocabularySize: 50257,
    specialTokens: { '<|endoftext|>': 50256 },
  },
  p50k_base: {
    name: 'p50k_base',
    vocabularySize: 50281,
    specialTokens: { '<|endoftext|>': 50256 },
  },
  p50k_edit: {
    name: 'p50k_edit',
    vocabularySize: 50284,
    specialTokens: { '<|endoftext|>': 50256, ...fim(50281) },
  },
  cl100k_base: {
    name: 'cl100k_base',
    vocabularySize: 100277,
    specialTokens: { '<|endoftext|>': 100257, ...fim(100258), '<|endofprompt|>': 100276 },
  },
  o200k_base: {
    name: 'o200k_base',
    vocabularySize: 200019,
    specialTokens: { '<|endoftext|>': 199999, '<|endofprompt|>': 200018 },
  },
};

/**
 * Where an encoding's vocabulary is: a file without its folder, and how many of the file's ids are the encoding's. gpt2's are the first
 * ones of p50k_base, which adds runs of blanks.
 */
export const vocabularyFileOf: Readonly<Record<EncodingName, { readonly file: string; readonly ids: number }>> = {
  gpt2: { file: 'p50k_base.bin', ids: 50256 },
  r50k_base: { file: 'p50k_base.bin', ids: 50256 },
  p50k_base: { file: 'p50k_base.bin', ids: 50281 },
  p50k_edit: { file: 'p50k_base.bin', ids: 50281 },
  cl100k_base: { file: 'cl100k_base.bin', ids: 100256 },
  o200k_base: { file: 'o200k_base.bin', ids: 199998 },
};

/** The encodings whose ranks the vocabulary files are packed from; each file has the name of its encoding. */
export const packedEncodings = ['p50k_base', 'cl100k_base', 'o200k_base'] as const satisfies readonly EncodingName[];

const rulesOf: Readonly<Record<EncodingName, SplitRules>> = {
  gpt2,
  r50k_base: gpt2,
  p50k_base: gpt2,
  p50k_edit: gpt2,
  cl100k_base: cl100k,
  o200k_base: o200k,
};

/** What `Encoding` needs to know of one of tiktoken's encodings beside its vocabulary. */
export function definitionOf(name: EncodingName): BytePairDefinition {
  const { vocabularySize, specialTokens } = encodings[name];
  const description = { kind: 'tiktoken', name } as const;
  return { description, name, vocabularySize, specialTokens, endOfText: '<|endoftext|>', rules: rulesOf[name] };
}
