import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { OfferedTokenizer } from '../protocol/tokenizer';
import type { TokenizerRegistry } from '../tokenizer/registry';
import type { TokenizerDescription, WordsDescription } from '../tokenizer/tokenizer';
import { describeWords, type WordsRequest } from '../tokenizer/words/vocabulary';
import { KeptTokenizers } from './keptTokenizers';

/** As many of a person's, and of other extensions', which fall out without touching a person's. */
const mostKept = 50;

/**
 * Word tokenizers that a person or another extension has made. They are kept in the storage, so that a restart of the worker, a reload of
 * the window and the worker of corpora find them by their names; without a storage they live as long as the worker.
 */
export class MadeTokenizers {
  readonly #made: KeptTokenizers | undefined;
  readonly #opened: KeptTokenizers | undefined;
  readonly #unkept = new Map<string, WordsDescription>();

  /** @param storage a folder of the extension's own */
  constructor(storage: string | undefined) {
    if (storage === undefined) return;
    this.#made = new KeptTokenizers(join(storage, 'tokenizers'), mostKept);
    this.#opened = new KeptTokenizers(join(storage, 'openedTokenizers'), mostKept);
  }

  /** A person's, for the list to choose from. */
  get offers(): OfferedTokenizer[] {
    const summaries = this.#made?.summaries ?? [...this.#unkept.values()].map(summaryOf);
    return summaries.map(({ name, version, specialTokens, wordCount }) => ({
      name,
      vocabularySize: wordCount + specialTokens.length,
      models: [],
      modelPrefixes: [],
      about: `SimpleTokenizerV${version}: the words of a document as it was when this was made`,
    }));
  }

  find(name: string): TokenizerDescription | undefined {
    return this.#unkept.get(name) ?? this.#made?.find(name) ?? this.#opened?.find(name);
  }

  /**
   * Makes one for a person. The same words under the same name are the same tokenizer; others get a number, so that a name never changes
   * its ids.
   */
  async make(request: WordsRequest, registry: TokenizerRegistry): Promise<WordsDescription> {
    const described = describeWords(request);
    for (let number = 1; ; number++) {
      const name = number === 1 ? request.name : `${request.name} (${number})`;
      const description = { ...described, name };
      const known = registry.find(name);
      if (known !== undefined && isSame(known, description)) return description;
      if (known !== undefined) continue;
      if (this.#made === undefined) this.#unkept.set(name, description);
      else await this.#made.keep(description);
      return description;
    }
  }

  /** Makes one for another extension, whose name follows from what it is made from. */
  async open(request: Omit<WordsRequest, 'name'>): Promise<WordsDescription> {
    const described = describeWords({ ...request, name: '' });
    const { version, words, specialTokens } = described;
    const hash = createHash('sha256')
      .update(JSON.stringify([version, words, specialTokens]))
      .digest('hex');
    const description = { ...described, name: `words V${version} ${hash.slice(0, 16)}` };
    if (this.#opened === undefined) this.#unkept.set(description.name, description);
    else if (this.#opened.find(description.name) === undefined) await this.#opened.keep(description);
    return description;
  }
}

function summaryOf({ name, version, specialTokens, words }: WordsDescription) {
  return { name, version, specialTokens, wordCount: words.split('\n').length };
}

function isSame(known: TokenizerDescription, made: WordsDescription): boolean {
  return (
    known.kind === 'words' &&
    known.version === made.version &&
    known.words === made.words &&
    known.specialTokens.join('\n') === made.specialTokens.join('\n')
  );
}
