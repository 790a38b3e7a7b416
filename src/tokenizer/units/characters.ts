import type { Tokenizer } from '../tokenizer';
import type { Tokens } from '../tokens';
import { codePointLocality, countIds, encodeCodePoints, isSurrogate, type CodePointIds } from './codePoints';

const utf8 = new TextEncoder();

/** Unicode's code points end at U+10FFFF. */
const codePointCount = 0x110000;

const codePoints: CodePointIds = {
  lengthOf: () => 1,
  write: (codePoint, ids, at) => void (ids[at] = codePoint),
};

/**
 * A token for each character, whose id is its code point: short words, but a vocabulary of 1,114,112 of which most are never seen.
 * The surrogates U+D800 to U+DFFF are gaps.
 *
 * @example
 * new Characters().ids('é🙂'); // [233, 128578], in Python [ord(c) for c in "é🙂"]
 */
export class Characters implements Tokenizer {
  readonly description = { kind: 'characters' } as const;
  readonly name = 'characters';
  readonly vocabularySize = codePointCount;
  readonly specialTokens: ReadonlyMap<string, number> = new Map();
  readonly endOfText = undefined;
  readonly tiles = true;
  readonly restores = true;
  readonly locality = codePointLocality(codePoints);

  encode(text: string): Tokens {
    return encodeCodePoints(text, codePoints);
  }

  ids(text: string): Uint32Array {
    return encodeCodePoints(text, codePoints).ids;
  }

  count(text: string): number {
    return countIds(text, codePoints);
  }

  decode(ids: ArrayLike<number>): string {
    const parts: string[] = [];
    for (let index = 0; index < ids.length; index++) {
      const id = ids[index]!;
      if (!isCharacter(id)) throw new RangeError(`${this.name} has no token ${id} (at index ${index})`);
      parts.push(String.fromCodePoint(id));
    }
    return parts.join('');
  }

  bytesOf(id: number): Uint8Array {
    if (!isCharacter(id)) throw new RangeError(`${this.name} has no token ${id}`);
    return utf8.encode(String.fromCodePoint(id));
  }

  findSpecialTokens(): readonly [] {
    return [];
  }
}

const isCharacter = (id: number): boolean => Number.isInteger(id) && id >= 0 && id < codePointCount && !isSurrogate(id);
