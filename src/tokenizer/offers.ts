import { encodingNames, encodings } from './bytePair/encodings';
import type { TokenizerDescription } from './tokenizer';

/** A tokenizer that can be had, told without opening it. */
export interface OfferedTokenizer {
  readonly description: TokenizerDescription;
  readonly name: string;
  readonly vocabularySize: number;
  /** The models that use it. */
  readonly models: readonly string[];
  /** In a few words what its tokens are, where no model tells. */
  readonly about?: string;
}

/** The tokenizers that come with Tokenscope. */
export const offers: readonly OfferedTokenizer[] = [
  ...encodingNames.map(name => {
    const { vocabularySize, models } = encodings[name];
    return { description: { kind: 'tiktoken', name } as const, name, vocabularySize, models };
  }),
  {
    description: { kind: 'bytes' },
    name: 'bytes',
    vocabularySize: 256,
    models: [],
    about: 'The bytes of the UTF-8 text, where byte-level BPE begins',
  },
  {
    description: { kind: 'characters' },
    name: 'characters',
    vocabularySize: 0x110000,
    models: [],
    about: 'The characters of the text; ids are Unicode code points',
  },
];
