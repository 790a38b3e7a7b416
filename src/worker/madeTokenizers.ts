import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { OfferedTokenizer } from '../protocol/tokenizer';
import type { TokenizerRegistry } from '../tokenizer/registry';
import type { MadeDescription, TokenizerDescription } from '../tokenizer/tokenizer';
import { summaryOf, writeKept, type KeptSummary } from './keptFile';
import { KeptTokenizers } from './keptTokenizers';

/** As many of a person's, and of other extensions', which fall out without touching a person's. */
const mostKept = 50;

/**
 * Tokenizers that a person or another extension has made. They are kept in the storage, so that a restart of the worker, a reload of
 * the window and the worker of corpora find them by their names; without a storage they live as long as the worker.
 */
export class MadeTokenizers {
  readonly #made: KeptTokenizers | undefined;
  readonly #opened: KeptTokenizers | undefined;
  readonly #unkept = new Map<string, MadeDescription>();

  /** @param storage a folder of the extension's own */
  constructor(storage: string | undefined) {
    if (storage === undefined) return;
    this.#made = new KeptTokenizers(join(storage, 'tokenizers'), mostKept);
    this.#opened = new KeptTokenizers(join(storage, 'openedTokenizers'), mostKept);
  }

  /** A person's, for the list to choose from. */
  get offers(): OfferedTokenizer[] {
    const summaries = this.#made?.summaries ?? [...this.#unkept.values()].map(summaryOf);
    return summaries.map(offerOf);
  }

  find(name: string): TokenizerDescription | undefined {
    return this.#unkept.get(name) ?? this.#made?.find(name) ?? this.#opened?.find(name);
  }

  /**
   * Keeps one for a person. The same words or merges under the same name are the same tokenizer; others get a number, so that a name
   * never changes its ids.
   */
  async make(described: MadeDescription, registry: TokenizerRegistry): Promise<MadeDescription> {
    for (let number = 1; ; number++) {
      const name = number === 1 ? described.name : `${described.name} (${number})`;
      const description = { ...described, name };
      const known = registry.find(name);
      if (known !== undefined && isSame(known, description)) return description;
      if (known !== undefined) continue;
      if (this.#made === undefined) this.#unkept.set(name, description);
      else await this.#made.keep(description);
      return description;
    }
  }

  /**
   * Keeps one for another extension, whose name follows from what it is.
   *
   * @param described its name is what the new one begins with
   */
  async open(described: MadeDescription): Promise<MadeDescription> {
    const hash = createHash('sha256').update(writeKept(described)).digest('hex');
    const description = { ...described, name: `${described.name} ${hash.slice(0, 16)}` };
    if (this.#opened === undefined) this.#unkept.set(description.name, description);
    else if (this.#opened.find(description.name) === undefined) await this.#opened.keep(description);
    return description;
  }
}

function offerOf(summary: KeptSummary): OfferedTokenizer {
  const offer = { name: summary.name, models: [], modelPrefixes: [] };
  if (summary.format === 'tokenscope.file.1')
    return { ...offer, vocabularySize: summary.vocabularySize, about: summary.about };
  const { specialTokens } = summary;
  if (summary.format === 'tokenscope.words.1')
    return {
      ...offer,
      vocabularySize: summary.wordCount + specialTokens.length,
      about: `SimpleTokenizerV${summary.version}: the words of a document as it was when this was made`,
    };
  const { mergeCount, pattern } = summary;
  const split = pattern === 'none' ? 'without a split pattern' : `split as ${pattern} does`;
  return {
    ...offer,
    vocabularySize: 256 + mergeCount + specialTokens.length,
    about: `Byte-level BPE trained here: ${count.format(mergeCount)} merges, ${split}`,
  };
}

const count = new Intl.NumberFormat('en-US');

function isSame(known: TokenizerDescription, made: MadeDescription): boolean {
  return known.kind === made.kind && writeKept(known) === writeKept(made);
}
