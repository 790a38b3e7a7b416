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
  /** The models that use it, as js-tiktoken lists them. */
  readonly models: readonly string[];
}

const fim = (prefix: number): Record<string, number> => ({
  '<|fim_prefix|>': prefix,
  '<|fim_middle|>': prefix + 1,
  '<|fim_suffix|>': prefix + 2,
});

const words = (text: string): string[] => text.trim().split(/\s+/);

export const encodings: Readonly<Record<EncodingName, EncodingDescription>> = {
  gpt2: { name: 'gpt2', vocabularySize: 50257, specialTokens: { '<|endoftext|>': 50256 }, models: ['gpt2'] },
  r50k_base: {
    name: 'r50k_base',
    vocabularySize: 50257,
    specialTokens: { '<|endoftext|>': 50256 },
    models: words(`
      ada babbage babbage-002 code-search-ada-code-001 code-search-babbage-code-001 curie davinci text-ada-001
      text-babbage-001 text-curie-001 text-davinci-001 text-search-ada-doc-001 text-search-babbage-doc-001
      text-search-curie-doc-001 text-search-davinci-doc-001 text-similarity-ada-001 text-similarity-babbage-001
      text-similarity-curie-001 text-similarity-davinci-001
    `),
  },
  p50k_base: {
    name: 'p50k_base',
    vocabularySize: 50281,
    specialTokens: { '<|endoftext|>': 50256 },
    models: words(`
      code-cushman-001 code-cushman-002 code-davinci-001 code-davinci-002 cushman-codex davinci-codex davinci-002
      text-davinci-002 text-davinci-003
    `),
  },
  p50k_edit: {
    name: 'p50k_edit',
    vocabularySize: 50284,
    specialTokens: { '<|endoftext|>': 50256, ...fim(50281) },
    models: words(`
      code-davinci-edit-001 text-davinci-edit-001
    `),
  },
  cl100k_base: {
    name: 'cl100k_base',
    vocabularySize: 100277,
    specialTokens: { '<|endoftext|>': 100257, ...fim(100258), '<|endofprompt|>': 100276 },
    models: words(`
      gpt-3.5-turbo-instruct-0914 gpt-3.5-turbo-instruct gpt-3.5-turbo-16k-0613 gpt-3.5-turbo-16k gpt-3.5-turbo-0613
      gpt-3.5-turbo-0301 gpt-3.5-turbo gpt-4-32k-0613 gpt-4-32k-0314 gpt-4-32k gpt-4-0613 gpt-4-0314 gpt-4
      gpt-3.5-turbo-1106 gpt-35-turbo gpt-4-1106-preview gpt-4-vision-preview gpt-3.5-turbo-0125 gpt-4-turbo
      gpt-4-turbo-2024-04-09 gpt-4-turbo-preview gpt-4-0125-preview text-embedding-ada-002 text-embedding-3-small
      text-embedding-3-large
    `),
  },
  o200k_base: {
    name: 'o200k_base',
    vocabularySize: 200019,
    specialTokens: { '<|endoftext|>': 199999, '<|endofprompt|>': 200018 },
    models: words(`
      gpt-4o gpt-4o-2024-05-13 gpt-4o-2024-08-06 gpt-4o-2024-11-20 gpt-4o-mini-2024-07-18 gpt-4o-mini
      gpt-4o-search-preview gpt-4o-search-preview-2025-03-11 gpt-4o-mini-search-preview
      gpt-4o-mini-search-preview-2025-03-11 gpt-4o-audio-preview gpt-4o-audio-preview-2024-12-17
      gpt-4o-audio-preview-2024-10-01 gpt-4o-mini-audio-preview gpt-4o-mini-audio-preview-2024-12-17 o1
      o1-2024-12-17 o1-mini o1-mini-2024-09-12 o1-preview o1-preview-2024-09-12 o1-pro o1-pro-2025-03-19 o3
      o3-2025-04-16 o3-mini o3-mini-2025-01-31 o4-mini o4-mini-2025-04-16 chatgpt-4o-latest gpt-4o-realtime
      gpt-4o-realtime-preview-2024-10-01 gpt-4o-realtime-preview-2024-12-17 gpt-4o-mini-realtime-preview
      gpt-4o-mini-realtime-preview-2024-12-17 gpt-4.1 gpt-4.1-2025-04-14 gpt-4.1-mini gpt-4.1-mini-2025-04-14
      gpt-4.1-nano gpt-4.1-nano-2025-04-14 gpt-4.5-preview gpt-4.5-preview-2025-02-27 gpt-5 gpt-5-2025-08-07
      gpt-5-nano gpt-5-nano-2025-08-07 gpt-5-mini gpt-5-mini-2025-08-07 gpt-5-chat-latest
    `),
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
