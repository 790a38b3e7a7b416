import type { Merges, Tokenizer } from '../tokenizer';
import type { Tokens } from '../tokens';

/**
 * The tokens that tokens were made of at a step, in order. It needs no log of the training and no text: merges only join, so that step k
 * stands between the bytes and the final tokens, and a final token's own tree tells where.
 *
 * @example
 * // trained on "aaabdaaabac": 258 is "aaab", 257 "aaa", 256 "aa"
 * tokensAt(merges, [258, 100], 1); // [256, 97, 98, 100]: "aa", "a", "b", "d"
 * tokensAt(merges, [258, 100], 3); // [258, 100]
 */
export function tokensAt(merges: Merges, ids: ArrayLike<number>, step: number, into: number[] = []): number[] {
  for (let index = 0; index < ids.length; index++) {
    const id = ids[index]!;
    const parts = merges.stepOf(id) <= step ? [] : merges.partsOf(id);
    if (parts.length === 0) into.push(id);
    else tokensAt(merges, parts, step, into);
  }
  return into;
}

/**
 * The same with their offsets.
 *
 * @param text what the tokens cover, from the first one's start to the last one's end; neither is inside a character
 */
export function placedTokensAt(
  tokenizer: Tokenizer,
  merges: Merges,
  text: string,
  tokens: Tokens,
  step: number,
): Tokens {
  const ids = Uint32Array.from(tokensAt(merges, tokens.ids, step));
  const starts = new Uint32Array(ids.length);
  const ends = new Uint32Array(ids.length);
  const from = tokens.starts[0] ?? 0;
  const places = new Characters(text);
  ids.forEach((id, index) => {
    const { length } = tokenizer.bytesOf(id);
    starts[index] = from + places.start;
    places.advance(length);
    ends[index] = from + places.end;
  });
  return { ids, starts, ends };
}

/** Walks through a text by the bytes of its UTF-8. */
class Characters {
  /** Where the character of the next byte starts, in UTF-16 units. */
  #start = 0;
  #bytesLeft = 0;
  /** Where the character of the byte before ends. */
  end = 0;

  constructor(private readonly text: string) {}

  get start(): number {
    return this.#bytesLeft > 0 ? this.#start : this.end;
  }

  advance(byteCount: number): void {
    let left = byteCount;
    while (left > 0) {
      if (this.#bytesLeft === 0) this.#next();
      const taken = Math.min(left, this.#bytesLeft);
      this.#bytesLeft -= taken;
      left -= taken;
    }
  }

  #next(): void {
    const point = this.text.codePointAt(this.end) ?? 0;
    this.#start = this.end;
    this.end += point > 0xffff ? 2 : 1;
    // A lone surrogate is encoded as U+FFFD, which has three bytes as it would have.
    this.#bytesLeft = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x1_0000 ? 3 : 4;
  }
}
