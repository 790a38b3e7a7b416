import { sentinel } from '../split/characterClass';

/** How far behind the text's end `view` may be read: the width of a key in words. */
const slack = 16;

/** A buffer longer than this is let go before the next text. */
const keptBytes = 1 << 22;

/**
 * A text as UTF-8, in a buffer that is used again for the next one. Sentinels follow the text, so that a scan needs no test of the
 * length, and `view` reads four bytes at once, also a little past the end.
 *
 * Lone surrogates become U+FFFD.
 */
export class Utf8Text {
  bytes = new Uint8Array(1 << 12);
  view = new DataView(this.bytes.buffer);
  /** In bytes. */
  length = 0;
  /** Whether each UTF-16 unit is one byte, so that offsets are the same in both. */
  isAscii = true;
  readonly #encoder = new TextEncoder();

  write(text: string): void {
    const needed = text.length * 3 + slack; // three bytes a unit at most
    const { length } = this.bytes;
    if (length < needed) this.#allocate(Math.max(needed, 2 * length));
    else if (length > keptBytes && needed < keptBytes) this.#allocate(keptBytes);
    const { written } = this.#encoder.encodeInto(text, this.bytes);
    this.bytes.fill(sentinel, written, written + slack);
    this.length = written;
    this.isAscii = written === text.length;
  }

  /** For bytes that are there already, such as those of a token. */
  writeBytes(bytes: Uint8Array): void {
    if (this.bytes.length < bytes.length + slack) this.#allocate(2 * (bytes.length + slack));
    this.bytes.set(bytes);
    this.bytes.fill(sentinel, bytes.length, bytes.length + slack);
    this.length = bytes.length;
    this.isAscii = bytes.every(byte => byte < 0x80);
  }

  #allocate(length: number): void {
    this.bytes = new Uint8Array(length);
    this.view = new DataView(this.bytes.buffer);
  }
}
