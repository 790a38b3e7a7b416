import { lengthFrom } from './characterClass';
import type { Tokens } from './tokens';
import type { Vocabulary } from './vocabulary';

/** Collects ids, and turns the bytes that each stands for into UTF-16 offsets. Kept from text to text; it grows as needed. */
export class TokenWriter {
  /** Tokens so far. */
  count = 0;
  /** UTF-16 units so far, up to the end of the last whole character. */
  offset = 0;
  #ids = new Uint32Array(1024);
  #starts = new Uint32Array(1024);
  #ends = new Uint32Array(1024);

  constructor(private readonly vocabulary: Vocabulary) {}

  clear(): void {
    this.count = 0;
    this.offset = 0;
    if (this.#ids.length > keptTokens) this.#grow(1024, false);
  }

  special(id: number, units: number): void {
    this.#push(id, this.offset, this.offset + units);
    this.offset += units;
  }

  /** A piece that is one token; pieces hold whole characters. */
  whole(id: number, bytes: Uint8Array, from: number, to: number): void {
    const start = this.offset;
    let units = to - from;
    for (let at = from; at < to; at++) {
      const byte = bytes[at]!;
      if (byte >= 0x80) units -= byte < 0xc0 ? 1 : byte >= 0xf0 ? -1 : 0;
    }
    this.offset = start + units;
    this.#push(id, start, this.offset);
  }

  /** A piece of several tokens, which begins at byte `from`. A token with a part of a character spans all of it. */
  piece(ids: Uint32Array, first: number, count: number, bytes: Uint8Array, from: number): void {
    const { offsets } = this.vocabulary;
    let tokenEnd = from;
    let characterEnd = from; // of the last character that begins before tokenEnd
    let characterStart = this.offset;
    let offset = this.offset; // in UTF-16, of characterEnd
    for (let index = first; index < first + count; index++) {
      const id = ids[index]!;
      const start = characterEnd > tokenEnd ? characterStart : offset;
      tokenEnd += offsets[id + 1]! - offsets[id]!;
      while (characterEnd < tokenEnd) {
        const length = lengthFrom(bytes[characterEnd]!);
        characterStart = offset;
        characterEnd += length;
        offset += length === 4 ? 2 : 1;
      }
      this.#push(id, start, offset);
    }
    this.offset = offset;
  }

  /** A copy of what was collected. */
  tokens(): Tokens {
    const { count } = this;
    return { ids: this.#ids.slice(0, count), starts: this.#starts.slice(0, count), ends: this.#ends.slice(0, count) };
  }

  #push(id: number, start: number, end: number): void {
    if (this.count === this.#ids.length) this.#grow(2 * this.count, true);
    this.#ids[this.count] = id;
    this.#starts[this.count] = start;
    this.#ends[this.count++] = end;
  }

  #grow(capacity: number, keep: boolean): void {
    const grown = (old: Uint32Array): Uint32Array<ArrayBuffer> => {
      const array = new Uint32Array(capacity);
      if (keep) array.set(old);
      return array;
    };
    this.#ids = grown(this.#ids);
    this.#starts = grown(this.#starts);
    this.#ends = grown(this.#ends);
  }
}

/** Arrays longer than this are let go before the next text. */
const keptTokens = 1 << 20;
