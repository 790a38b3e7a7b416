import { MappedBuilder, type MappedText } from './mappedText';

declare const Intl: {
  Segmenter: new (
    locale?: string,
    options?: { granularity: 'grapheme' },
  ) => { segment(text: string): Iterable<{ segment: string; index: number }> };
};

/** A `precompiled_charsmap` that is none. */
export class CharsmapError extends Error {
  override readonly name = 'CharsmapError';
}

/**
 * SentencePiece's table of characters and what they become, a double-array trie over their UTF-8 and the texts one after the other, each
 * ended by a zero byte. Of a user-perceived character of fewer than six bytes it looks for the whole first, and then for each code point;
 * of several entries that begin it, the shortest counts, as in Hugging Face's `spm_precompiled`.
 *
 * @example charsmap.normalize(new MappedText('ﬁ')).text // 'fi', with T5's
 */
export class Charsmap {
  readonly #units: Uint32Array;
  readonly #texts: Uint8Array;
  readonly #ofAscii: readonly (string | undefined)[];
  readonly #graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

  /** @throws CharsmapError if its sizes contradict each other */
  constructor(bytes: Uint8Array) {
    const size = bytes.length < 4 ? -1 : new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
    if (size < 4 || size % 4 !== 0 || size + 4 > bytes.length)
      throw new CharsmapError(`has ${bytes.length} bytes, and a table of ${size}`);
    this.#units = new Uint32Array(bytes.slice(4, 4 + size).buffer);
    this.#texts = bytes.slice(4 + size);
    this.#ofAscii = Array.from({ length: 128 }, (_, code) => this.#find(String.fromCharCode(code)));
  }

  normalize(text: MappedText): MappedText {
    const builder = new MappedBuilder(text.text.length);
    let [same, isChanged] = [0, false];
    const put = (at: number, length: number, changed: string | undefined): void => {
      if (changed === undefined) return;
      isChanged = true;
      builder.copy(text, same, at);
      builder.add(changed, text.startOf(at), text.endOf(at + length - 1));
      same = at + length;
    };
    for (const { part, index } of this.#parts(text.text)) {
      const whole = part.length === 1 && part < '\x80' ? this.#ofAscii[part.charCodeAt(0)] : this.#wholeOf(part);
      if (whole !== undefined || part.length === 1) {
        put(index, part.length, whole);
        continue;
      }
      let at = index;
      for (const character of part) {
        put(at, character.length, this.#find(character));
        at += character.length;
      }
    }
    if (!isChanged) return text;
    builder.copy(text, same, text.text.length);
    return builder.build();
  }

  /** User-perceived characters. Between two of ASCII there is a border, but for a carriage return and its newline. */
  *#parts(text: string): Generator<{ part: string; index: number }> {
    for (const { 0: run, index } of text.matchAll(
      /[\x00-\x0c\x0e-\x7f](?![^\x00-\x7f])|(?:[\x00-\x7f]?[^\x00-\x7f]+)+|\r\n?/g,
    )) {
      if (run.length === 1 && run < '\x80') yield { part: run, index };
      else
        for (const { segment, index: at } of this.#graphemes.segment(run)) yield { part: segment, index: index + at };
    }
  }

  #wholeOf(part: string): string | undefined {
    return utf8Length(part) < 6 ? this.#find(part) : undefined;
  }

  /** What the shortest entry that a text begins with becomes. */
  #find(text: string): string | undefined {
    const units = this.#units;
    let node = offsetOf(units[0]!);
    for (const byte of new TextEncoder().encode(text)) {
      if (byte === 0) return undefined;
      node ^= byte;
      const unit = units[node];
      if (unit === undefined || (unit & 0x800000ff) >>> 0 !== byte) return undefined;
      node ^= offsetOf(unit);
      if ((unit & 0x100) !== 0) return this.#textAt((units[node] ?? 0) & 0x7fffffff);
    }
    return undefined;
  }

  #textAt(from: number): string {
    let to = from;
    while (to < this.#texts.length && this.#texts[to] !== 0) to++;
    return new TextDecoder().decode(this.#texts.subarray(from, to));
  }
}

const offsetOf = (unit: number): number => (unit >>> 10) << ((unit & 0x200) >>> 6);

function utf8Length(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const point = character.codePointAt(0)!;
    bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
  }
  return bytes;
}
