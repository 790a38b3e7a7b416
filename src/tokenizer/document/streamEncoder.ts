import type { Locality, Tokenizer } from '../tokenizer';
import { localityOf } from './wholeText';

/** Text whose tokens no later text can change, and those tokens; they are the same if it is encoded alone. */
export interface Settled {
  readonly text: string;
  readonly ids: Uint32Array;
}

/**
 * Encodes a text that comes in parts, however they are cut, to the ids that the whole text has; for texts that are too long to be held.
 *
 * The split patterns look ahead and never back: a piece stays as it is once the piece after it is complete, and the end of what has
 * come is out of reach of that one. All before is settled and forgotten; a few characters wait for more.
 *
 * @example
 * const stream = new StreamEncoder(tokenizer, 'encode');
 * stream.push('The cat s').ids; // [464], with gpt2: ' s' may go on, and then ' cat' is sure
 * stream.push('at').ids; // [3797]
 * stream.end().ids; // [3332]
 */
export class StreamEncoder {
  #locality: Locality;
  readonly #margin: number;
  #rest = '';
  /** So long was the rest when it was last looked at in vain. */
  #tried = 0;

  constructor(
    private tokenizer: Tokenizer,
    private readonly policy: 'text' | 'encode',
  ) {
    // A special token can appear with its last character: its whole length is within reach.
    // The last word that has come may be half a word, which no vocabulary needs to have.
    this.#locality = localityOf(tokenizer.unknown?.passedOver ?? tokenizer);
    this.#margin = this.#locality.rules.reach + this.#locality.longestSpecialToken(policy);
  }

  /** What is settled now. */
  push(text: string): Settled {
    this.#rest += text;
    // A piece of megabytes is looked at again when it has doubled: the time stays proportional to its length.
    if (this.#rest.length < 2 * this.#tried) return nothing;
    const locality = this.#locality;
    const sure = locality.settledUntil(this.#rest);
    if (sure > 0) return this.#settle(sure, this.tokenizer.ids(this.#rest.slice(0, sure), this.policy));
    const { ends, tokens, ids } = locality.pieces(this.#rest, this.policy);
    let piece = ends.length - 2;
    while (piece >= 0 && ends[piece + 1]! + this.#margin > this.#rest.length) piece--;
    // White space before a word is cut otherwise at the end of a text: what is settled shall be the same alone.
    while (piece >= 0 && !locality.rules.mayEnd(this.#rest, ends[piece]!)) piece--;
    if (piece < 0) {
      this.#tried = this.#rest.length;
      return nothing;
    }
    const end = ends[piece]!;
    if (this.tokenizer.unknown !== undefined)
      return this.#settle(end, this.tokenizer.ids(this.#rest.slice(0, end), this.policy));
    return this.#settle(end, new Uint32Array(ids.subarray(0, tokens[piece])));
  }

  /** The rest, as no more text comes. */
  end(): Settled {
    return this.#settle(this.#rest.length, this.tokenizer.ids(this.#rest, this.policy));
  }

  #settle(end: number, ids: Uint32Array): Settled {
    const text = this.#rest.slice(0, end);
    this.#rest = this.#rest.slice(end);
    this.#tried = 0;
    // A tokenizer that puts something before a text has done so.
    const { continued } = this.#locality;
    if (end > 0 && continued !== undefined) this.tokenizer = this.#locality = continued;
    return { text, ids };
  }
}

const nothing: Settled = { text: '', ids: new Uint32Array(0) };
