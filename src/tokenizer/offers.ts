import { encodingNames, encodings } from './bytePair/encodings';
import { encodingModels } from './bytePair/models';
import type { TokenizerDescription } from './tokenizer';

/** A tokenizer that can be had, told without opening it. */
export interface OfferedTokenizer {
  readonly description: TokenizerDescription;
  readonly name: string;
  readonly vocabularySize: number;
  /** The models that use it. */
  readonly models: readonly string[];
  /** How the names of further models begin. */
  readonly modelPrefixes: readonly string[];
  /** In a few words what its tokens are, where no model tells. */
  readonly about?: string;
}

/** The tokenizers that come with Tokenscope. */
export const offers: readonly OfferedTokenizer[] = [
  ...encodingNames.map(name => {
    const { vocabularySize } = encodings[name];
    const { names, known, prefixes } = encodingModels[name];
    const description = { kind: 'tiktoken', name } as const;
    return { description, name, vocabularySize, models: [...names, ...known], modelPrefixes: prefixes };
  }),
  {
    description: { kind: 'bytes' },
    name: 'bytes',
    vocabularySize: 256,
    models: [],
    modelPrefixes: [],
    about: 'The bytes of the UTF-8 text, where byte-level BPE begins',
  },
  {
    description: { kind: 'characters' },
    name: 'characters',
    vocabularySize: 0x110000,
    models: [],
    modelPrefixes: [],
    about: 'The characters of the text; ids are Unicode code points',
  },
];
