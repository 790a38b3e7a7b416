/** Where tokens begin and end, in UTF-16 units. */
interface Spans {
  readonly starts: ArrayLike<number>;
  readonly ends: ArrayLike<number>;
}

export interface TokenPiece {
  /** Its first token, and the one after its last. */
  readonly first: number;
  readonly last: number;
  readonly start: number;
  readonly end: number;
}

/**
 * Cuts a text into pieces of up to `size` tokens. Where several tokens share a character, it stays whole: such a piece has fewer tokens,
 * or, if that would leave none, the few more that the character needs.
 *
 * @param length of the text; what stands between tokens belongs to the piece before
 * @example cutTokens({ starts: [0, 3, 7], ends: [3, 7, 11] }, 11, 2) // tokens 0 and 1 from 0 to 7, token 2 from 7 to 11
 */
export function cutTokens({ starts, ends }: Spans, length: number, size: number): TokenPiece[] {
  const pieces: TokenPiece[] = [];
  const isShared = (token: number): boolean => token < starts.length && starts[token]! < ends[token - 1]!;
  for (let first = 0, start = 0; first < starts.length;) {
    let last = Math.min(first + size, starts.length);
    while (last > first && isShared(last)) last--;
    if (last === first) for (last = first + size; isShared(last);) last++;
    const end = last < starts.length ? starts[last]! : length;
    pieces.push({ first, last, start, end });
    first = last;
    start = end;
  }
  return pieces;
}
