import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Encoding } from '../tokenizer/bytePair/encoding';
import { encodingNames, vocabularyFileOf, type EncodingName } from '../tokenizer/bytePair/encodings';
import { Vocabulary } from '../tokenizer/bytePair/vocabulary';

/** Opens each encoding once, when it is first asked for, from the vocabulary files beside the bundle. */
export class EncodingStore {
  readonly #folder: string;
  readonly #encodings = new Map<EncodingName, Encoding>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  get(name: string): Encoding {
    if (!isEncodingName(name)) {
      throw new RangeError(`tokenizer: unknown tokenizer "${name}". Use one of ${encodingNames.join(', ')}.`);
    }
    let encoding = this.#encodings.get(name);
    if (encoding === undefined) {
      const { file, ids } = vocabularyFileOf[name];
      encoding = new Encoding(name, Vocabulary.open(readFileSync(join(this.#folder, file)), ids));
      this.#encodings.set(name, encoding);
    }
    return encoding;
  }
}

function isEncodingName(name: string): name is EncodingName {
  return (encodingNames as readonly string[]).includes(name);
}
