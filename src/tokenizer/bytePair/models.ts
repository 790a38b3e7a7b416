import type { EncodingName } from './encodings';

/** The names of models that read text with one encoding. */
export interface EncodingModels {
  /** Whole names, as tiktoken lists them. */
  readonly names: readonly string[];
  /** How further names begin, those of fine-tuned models among them. */
  readonly prefixes: readonly string[];
  /** Well-known names that only a prefix covers, so that a person finds them. */
  readonly known: readonly string[];
}

const words = (text: string): string[] => text.trim().split(/\s+/);
const none: readonly string[] = [];

/**
 * Which model reads text with which encoding: the tables of tiktoken 0.14.0, `tiktoken/model.py`. Only gpt-oss is left out, whose
 * encoding o200k_harmony has o200k_base's ids for ordinary text and special tokens of its own.
 */
export const encodingModels: Readonly<Record<EncodingName, EncodingModels>> = {
  gpt2: { names: ['gpt2', 'gpt-2'], prefixes: none, known: none },
  r50k_base: {
    names: words(`
      text-davinci-001 text-curie-001 text-babbage-001 text-ada-001 davinci curie babbage ada text-similarity-davinci-001
      text-similarity-curie-001 text-similarity-babbage-001 text-similarity-ada-001 text-search-davinci-doc-001
      text-search-curie-doc-001 text-search-babbage-doc-001 text-search-ada-doc-001 code-search-babbage-code-001
      code-search-ada-code-001
    `),
    prefixes: none,
    known: none,
  },
  p50k_base: {
    names: words(`
      text-davinci-003 text-davinci-002 code-davinci-002 code-davinci-001 code-cushman-002 code-cushman-001 davinci-codex
      cushman-codex
    `),
    prefixes: none,
    known: none,
  },
  p50k_edit: { names: ['text-davinci-edit-001', 'code-davinci-edit-001'], prefixes: none, known: none },
  cl100k_base: {
    names: words(`
      gpt-4 gpt-3.5-turbo gpt-3.5 gpt-35-turbo davinci-002 babbage-002 text-embedding-ada-002 text-embedding-3-small
      text-embedding-3-large
    `),
    prefixes: words(`
      gpt-4- gpt-3.5-turbo- gpt-35-turbo- ft:gpt-4 ft:gpt-3.5-turbo ft:davinci-002 ft:babbage-002
    `),
    known: words('gpt-4-turbo gpt-4-32k gpt-3.5-turbo-16k gpt-3.5-turbo-instruct'),
  },
  o200k_base: {
    names: words('o1 o3 o4-mini gpt-5 gpt-4.1 gpt-4o'),
    prefixes: words('o1- o3- o4-mini- gpt-5 gpt-4.5- gpt-4.1- chatgpt-4o- gpt-4o- ft:gpt-4o'),
    known: words(`
      gpt-4o-mini gpt-4.1-mini gpt-4.1-nano gpt-4.5-preview gpt-5-mini gpt-5-nano gpt-5.1 gpt-5.2 o1-mini o1-preview o1-pro
      o3-mini o3-pro chatgpt-4o-latest gpt-4o-audio-preview gpt-4o-realtime-preview
    `),
  },
};
