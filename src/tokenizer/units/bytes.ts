import type { Tokenizer } from '../tokenizer';
import type { Tokens } from '../tokens';
import { codePointLocality, countIds, encodeCodePoints, type CodePointIds } from './codePoints';

const utf8: CodePointIds = {
  lengthOf: codePoint => (codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4),
  write(codePoint, ids, at) {
    const length = this.lengthOf(codePoint);
    if (length === 1) {
      ids[at] = codePoint;
      return;
    }
    // 110xxxxx, 1110xxxx or 11110xxx, and then 10xxxxxx: six bits a byte, the lowest in the last (RFC 3629)
    ids[at] = ((0xf00 >> length) & 0xff) | (codePoint >> (6 * (length - 1)));
    for (let byte = 1; byte < length; byte++) ids[at + byte] = 0x80 | ((codePoint >> (6 * (length - 1 - byte))) & 0x3f);
  },
};

/**
 * The simplest tokenizer that knows every text: the ids are the bytes of its UTF-8, 0 to 255. Byte-level BPE begins with these and
 * merges the pairs that are frequent.
 *
 * @example
 * new Bytes().ids('é!'); // [195, 169, 33], in Python list("é!".encode("utf-8"))
 */
export class Bytes implements Tokenizer {
  readonly description = { kind: 'bytes' } as const;
  readonly name = 'bytes';
  readonly vocabularySize = 256;
  readonly specialTokens: ReadonlyMap<string, number> = new Map();
  readonly endOfText = undefined;
  readonly tiles = true;
  readonly restores = true;
  readonly locality = codePointLocality(utf8);

  encode(text: string): Tokens {
    return encodeCodePoints(text, utf8);
  }

  ids(text: string): Uint32Array {
    return new Uint32Array(new TextEncoder().encode(text));
  }

  count(text: string): number {
    return countIds(text, utf8);
  }

  decode(ids: ArrayLike<number>): string {
    const bytes = new Uint8Array(ids.length);
    for (let index = 0; index < ids.length; index++) {
      const id = ids[index]!;
      if (!isByte(id)) throw new RangeError(`${this.name} has no token ${id} (at index ${index})`);
      bytes[index] = id;
    }
    return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  }

  bytesOf(id: number): Uint8Array {
    if (!isByte(id)) throw new RangeError(`${this.name} has no token ${id}`);
    return Uint8Array.of(id);
  }

  findSpecialTokens(): readonly [] {
    return [];
  }
}

const isByte = (id: number): boolean => Number.isInteger(id) && id >= 0 && id < 256;
