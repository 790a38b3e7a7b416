import { unknownTokenizer } from '../base/errorCodes';
import { plain } from '../base/foreignText';
import { BoundedCache } from '../base/boundedCache';
import { Encoding } from './bytePair/encoding';
import { definitionOf, vocabularyFileOf, type EncodingName } from './bytePair/encodings';
import type { KernelModule } from './bytePair/kernel';
import { openTrained } from './bytePair/trained';
import { openFile } from './files/openFile';
import { Vocabulary } from './bytePair/vocabulary';
import { offers, type OfferedTokenizer } from './offers';
import type { OpenedFile } from './files/tokenizerJson';
import type { FileDescription, Tokenizer, TokenizerDescription } from './tokenizer';
import { Bytes } from './units/bytes';
import { Characters } from './units/characters';
import { WordTokenizer } from './words/tokenizer';

/**
 * From descriptions to tokenizers; each is opened once, when it is first asked for. A new kind is a folder, a line in `#make` and one in offers.ts.
 *
 * @example
 * new TokenizerRegistry(file => readFileSync(join(folder, file)), () => compileKernel(wasm)).named('gpt2').ids('The cat'); // [464, 3797]
 */
export class TokenizerRegistry {
  readonly #open = new Map<string, Tokenizer>();
  /** Those used last: of what is made there is no end. */
  readonly #openMade = new BoundedCache<string, Tokenizer>(8);

  #kernel: KernelModule | undefined;

  /**
   * @param readVocabulary the bytes of a vocabulary file, by its name without a folder
   * @param openKernel the kernel, compiled; asked for once, when the first byte-level BPE is
   * @param made what a name stands for that is not offered: a tokenizer that somebody has made
   */
  constructor(
    private readonly readVocabulary: (file: string) => Uint8Array,
    private readonly openKernel: () => KernelModule,
    private readonly made: (name: string) => TokenizerDescription | undefined = () => undefined,
  ) {}

  get offers(): readonly OfferedTokenizer[] {
    return offers;
  }

  /** Nothing for a name that is neither offered nor made. */
  find(name: string): TokenizerDescription | undefined {
    return offerOf(name)?.description ?? this.#openMade.get(name)?.description ?? this.made(name);
  }

  /** @throws RangeError for a name that is neither offered nor made */
  describe(name: string): TokenizerDescription {
    const found = this.find(name);
    if (found !== undefined) return found;
    const names = offers.map(each => each.name).join(', ');
    const message = `tokenizer: unknown tokenizer "${plain(name)}". Use one of ${names}, or make one.`;
    throw Object.assign(new RangeError(message), { code: unknownTokenizer });
  }

  /** @throws RangeError for a name that is neither offered nor made */
  named(name: string): Tokenizer {
    const open = offerOf(name) === undefined ? this.#openMade : this.#open;
    let tokenizer = open.get(name);
    if (tokenizer === undefined) open.set(name, (tokenizer = this.#make(this.describe(name))));
    return tokenizer;
  }

  /** A file of another tool, and what there is to say of it; errors as {@link openFile}. */
  openFile(description: FileDescription): OpenedFile {
    return openFile(description, this.#openKernel());
  }

  /** A tokenizer that no name stands for. */
  open(description: TokenizerDescription): Tokenizer {
    return this.#make(description);
  }

  #make(description: TokenizerDescription): Tokenizer {
    switch (description.kind) {
      case 'tiktoken':
        return this.#encoding(description.name as EncodingName);
      case 'bytes':
        return new Bytes();
      case 'characters':
        return new Characters();
      case 'words':
        return new WordTokenizer(description);
      case 'trained':
        return openTrained(description, this.#openKernel());
      case 'file':
        return openFile(description, this.#openKernel()).tokenizer;
    }
  }

  #encoding(name: EncodingName): Encoding {
    const { file, ids } = vocabularyFileOf[name];
    return new Encoding(definitionOf(name), Vocabulary.open(this.readVocabulary(file), ids), this.#openKernel());
  }

  #openKernel(): KernelModule {
    return (this.#kernel ??= this.openKernel());
  }
}

const offerOf = (name: string): OfferedTokenizer | undefined => offers.find(each => each.name === name);
