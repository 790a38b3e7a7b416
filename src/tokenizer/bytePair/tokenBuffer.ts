import { lengthFrom } from '../split/characterClass';
import type { Tokens } from '../tokens';
import type { Utf8Text } from './utf8Text';

/** Arrays longer than this are let go before the next text. */
const keptTokens = 1 << 20;

/**
 * Collects ids, and where each ends: in bytes of a stretch of text while it is encoded, in UTF-16 units of the whole text once it is
 * `settled`. Kept from text to text; it grows as needed.
 */
export class TokenBuffer {
  /** Tokens so far. */
  count = 0;
  ids = new Int32Array(1024);
  ends = new Uint32Array(1024);
  /** UTF-16 units so far. */
  units = 0;
  #starts = new Uint32Array(1024);
  #settled = 0;

  clear(): void {
    this.count = 0;
    this.units = 0;
    this.#settled = 0;
    if (this.ids.length <= keptTokens) return;
    this.ids = new Int32Array(1024);
    this.ends = new Uint32Array(1024);
    this.#starts = new Uint32Array(1024);
  }

  /** Makes room for more tokens. */
  reserve(tokens: number): void {
    const needed = this.count + tokens;
    if (needed <= this.ids.length) return;
    const capacity = Math.max(needed, 2 * this.ids.length);
    const ids = new Int32Array(capacity);
    const ends = new Uint32Array(capacity);
    ids.set(this.ids.subarray(0, this.count));
    ends.set(this.ends.subarray(0, this.count));
    this.ids = ids;
    this.ends = ends;
  }

  /** A special token; the text before it is settled. */
  special(id: number, units: number): void {
    this.reserve(1);
    this.ids[this.count] = id;
    this.#growStarts();
    this.#starts[this.count] = this.units;
    this.units += units;
    this.ends[this.count++] = this.units;
    this.#settled = this.count;
  }

  /**
   * Turns the ends of the tokens of a stretch of text from bytes into UTF-16 units. A token with a part of a character spans all of it.
   *
   * @param units length of the stretch
   */
  settle(text: Utf8Text, units: number): void {
    this.#growStarts();
    if (text.isAscii) this.#settleAscii();
    else this.#settleCharacters(text.bytes);
    this.units += units;
    this.#settled = this.count;
  }

  /** A copy of what was collected. */
  tokens(): Tokens {
    const { count } = this;
    return {
      ids: new Uint32Array(this.ids.subarray(0, count)),
      starts: this.#starts.slice(0, count),
      ends: this.ends.slice(0, count),
    };
  }

  #settleAscii(): void {
    const { ends, units, count } = this;
    const starts = this.#starts;
    let start = units;
    for (let token = this.#settled; token < count; token++) {
      starts[token] = start;
      start = units + ends[token]!;
      ends[token] = start;
    }
  }

  #settleCharacters(bytes: Uint8Array): void {
    const { ends, count } = this;
    const starts = this.#starts;
    let byteEnd = 0; // of the last character that begins in a token so far
    let start = this.units; // of that character, and then
    let end = this.units; // where it ends
    let previous = 0; // byte where the token begins
    for (let token = this.#settled; token < count; token++) {
      const tokenEnd = ends[token]!;
      starts[token] = byteEnd > previous ? start : end;
      while (byteEnd < tokenEnd) {
        const length = lengthFrom(bytes[byteEnd]!);
        byteEnd += length;
        start = end;
        end += length === 4 ? 2 : 1;
      }
      ends[token] = end;
      previous = tokenEnd;
    }
  }

  #growStarts(): void {
    if (this.#starts.length >= this.ids.length) return;
    const starts = new Uint32Array(this.ids.length);
    starts.set(this.#starts.subarray(0, this.#settled));
    this.#starts = starts;
  }
}
