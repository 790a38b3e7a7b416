import type { Kernel } from '../bytePair/kernel';
import { TokenBuffer, type Wanted } from '../bytePair/tokenBuffer';
import type { ByteLevel } from './byteLevel';
import type { PipelineEngine, PipelineTokens } from './pipelineTokenizer';
import { WordTokens, type WordModel } from './wordModel';

/** The kernel as an engine: ids are its ranks, which the pipeline translates. */
export class KernelEngine implements PipelineEngine {
  readonly #kernel: Kernel;
  readonly #rankOf: Int32Array;
  #tokens = new TokenBuffer();
  readonly encodeText: ((text: string, tokens: TokenBuffer) => void) | undefined;
  readonly encodeWords: ((text: string, ends: readonly number[], tokens: TokenBuffer) => void) | undefined;

  /** @param cuts whether the kernel cuts the text by its own pattern */
  constructor(
    { kernel, rankOf }: ByteLevel,
    private readonly cuts: boolean,
  ) {
    this.#kernel = kernel;
    this.#rankOf = rankOf;
    this.encodeText = cuts ? (text, tokens) => kernel.encode(text, tokens) : undefined;
    this.encodeWords = cuts ? undefined : (text, ends, tokens) => kernel.encodePieces(text, ends, tokens);
  }

  encode(words: string, ends: readonly number[], wanted: Wanted): PipelineTokens {
    const run = (as: Wanted): TokenBuffer => {
      const tokens = (this.#tokens = this.#tokens.cleared(as));
      if (this.cuts) this.#kernel.encode(words, tokens);
      else this.#kernel.encodePieces(words, ends, tokens);
      return tokens;
    };
    if (wanted !== 'pieces') return { ...run(wanted).tokens(), cuts: [] };
    const cuts = run('pieces').pieces().ends.slice();
    return { ...run('offsets').tokens(), cuts };
  }

  keepsJoint(left: number, right: number): boolean {
    const [one, other] = [this.#rankOf[left] ?? -1, this.#rankOf[right] ?? -1];
    return one >= 0 && other >= 0 && this.#kernel.keepsJoint(one, other);
  }
}

/** A model of words as an engine. */
export class WordEngine implements PipelineEngine {
  constructor(private readonly model: WordModel) {}

  encode(words: string, ends: readonly number[]): PipelineTokens {
    const tokens = new WordTokens();
    for (const end of ends) {
      this.model.encode(words.slice(tokens.shift, end), tokens);
      tokens.shift = end;
      tokens.cut(0);
    }
    return {
      ids: Uint32Array.from(tokens.ids),
      starts: Uint32Array.from(tokens.starts),
      ends: Uint32Array.from(tokens.ends),
      cuts: tokens.cuts,
    };
  }

  keepsJoint(): boolean {
    return false;
  }
}
