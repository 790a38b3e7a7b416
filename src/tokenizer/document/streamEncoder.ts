import { mayEnd } from './chunkCutter';
import type { Encoding } from '../bytePair/encoding';
import { patternReach } from '../split/split';

/** Text whose tokens no later text can change, and those tokens; they are the same if it is encoded alone. */
export interface Settled {
  readonly text: string;
  readonly ids: Uint32Array;
}

/**
 * Encodes a text that comes in parts, however they are cut, to the ids that the whole text has; for texts that are too long to be held.
 *
 * The split patterns look ahead and never behind: a piece stays as it is once the piece after it is complete, and the end of what has
 * come is out of reach of that one. All before is settled and forgotten; a few characters wait for more.
 *
 * @example
 * const stream = new StreamEncoder(encoding, 'encode');
 * stream.push('The cat s').ids; // [464], with gpt2: ' s' may go on, and then ' cat' is sure
 * stream.push('at').ids; // [3797]
 * stream.end().ids; // [3332]
 */
export class StreamEncoder {
  readonly #margin: number;
  #rest = '';
  /** So long was the rest when it was last looked at in vain. */
  #tried = 0;

  constructor(
    private readonly encoding: Encoding,
    private readonly policy: 'text' | 'encode',
  ) {
    // A special token can appear with its last character: its whole length is within reach.
    this.#margin = patternReach + encoding.longestSpecialToken(policy);
  }

  /** What is settled now. */
  push(text: string): Settled {
    this.#rest += text;
    // A piece of megabytes is looked at again when it has doubled: the time stays proportional to its length.
    if (this.#rest.length < 2 * this.#tried) return nothing;
    const word = lastWord(this.#rest);
    if (word > 0) return this.#settle(word, this.encoding.ids(this.#rest.slice(0, word), this.policy));
    const { ends, tokens, ids } = this.encoding.pieces(this.#rest, this.policy);
    let piece = ends.length - 2;
    while (piece >= 0 && ends[piece + 1]! + this.#margin > this.#rest.length) piece--;
    // White space before a word is cut otherwise at the end of a text: what is settled shall be the same alone.
    while (piece >= 0 && !mayEnd(this.encoding, this.#rest, ends[piece]!)) piece--;
    if (piece < 0) {
      this.#tried = this.#rest.length;
      return nothing;
    }
    return this.#settle(ends[piece]!, new Uint32Array(ids.subarray(0, tokens[piece])));
  }

  /** The rest, as no more text comes. */
  end(): Settled {
    return this.#settle(this.#rest.length, this.encoding.ids(this.#rest, this.policy));
  }

  #settle(end: number, ids: Uint32Array): Settled {
    const text = this.#rest.slice(0, end);
    this.#rest = this.#rest.slice(end);
    this.#tried = 0;
    return { text, ids };
  }
}

/** UTF-16 units at the end of a text in which the start of a word is looked for. */
const wordReach = 1000;
const wordStart = /[A-Za-z.,] (?=[A-Za-z])/g;

/**
 * Where the last word begins, with its space, if one is near the end; else 0. In every split pattern a piece ends before a single space
 * between a letter, a stop or a comma and a letter, whatever follows, and no special token has a space: all before is settled.
 */
function lastWord(text: string): number {
  const from = Math.max(0, text.length - wordReach);
  let last = 0;
  for (const { index } of text.slice(from).matchAll(wordStart)) last = from + index + 1;
  return last;
}

const nothing: Settled = { text: '', ids: new Uint32Array(0) };
