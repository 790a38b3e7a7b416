import { plain } from '../base/foreignText';
import { Encoding } from './bytePair/encoding';
import { definitionOf, vocabularyFileOf, type EncodingName } from './bytePair/encodings';
import type { KernelModule } from './bytePair/kernel';
import { Vocabulary } from './bytePair/vocabulary';
import { offers, type OfferedTokenizer } from './offers';
import type { Tokenizer, TokenizerDescription } from './tokenizer';
import { Bytes } from './units/bytes';
import { Characters } from './units/characters';

/**
 * From descriptions to tokenizers; each is opened once, when it is first asked for. A new kind is a folder, a line in `#make` and one in offers.ts.
 *
 * @example
 * new TokenizerRegistry(file => readFileSync(join(folder, file)), () => compileKernel(wasm)).named('gpt2').ids('The cat'); // [464, 3797]
 */
export class TokenizerRegistry {
  readonly #open = new Map<string, Tokenizer>();

  #kernel: KernelModule | undefined;

  /**
   * @param readVocabulary the bytes of a vocabulary file, by its name without a folder
   * @param openKernel the kernel, compiled; asked for once, when the first byte-level BPE is
   */
  constructor(
    private readonly readVocabulary: (file: string) => Uint8Array,
    private readonly openKernel: () => KernelModule,
  ) {}

  get offers(): readonly OfferedTokenizer[] {
    return offers;
  }

  /** @throws RangeError for a name that is not offered */
  describe(name: string): TokenizerDescription {
    const offer = offers.find(each => each.name === name);
    if (offer !== undefined) return offer.description;
    const names = offers.map(each => each.name).join(', ');
    throw new RangeError(`tokenizer: unknown tokenizer "${plain(name)}". Use one of ${names}.`);
  }

  /** @throws RangeError for a name that is not offered */
  named(name: string): Tokenizer {
    let tokenizer = this.#open.get(name);
    if (tokenizer === undefined) this.#open.set(name, (tokenizer = this.#make(this.describe(name))));
    return tokenizer;
  }

  #make(description: TokenizerDescription): Tokenizer {
    switch (description.kind) {
      case 'tiktoken':
        return this.#encoding(description.name as EncodingName);
      case 'bytes':
        return new Bytes();
      case 'characters':
        return new Characters();
    }
  }

  #encoding(name: EncodingName): Encoding {
    const { file, ids } = vocabularyFileOf[name];
    const kernel = (this.#kernel ??= this.openKernel());
    return new Encoding(definitionOf(name), Vocabulary.open(this.readVocabulary(file), ids), kernel);
  }
}
