import type { TokenRun } from '../protocol/tokenizer';

/** A piece of text that is shown as one: a token, or the tokens that share a character. */
export interface ShownSegment {
  readonly start: number;
  readonly end: number;
  readonly ids: number[];
  /** Place in the colour cycle; neighbours differ. */
  readonly color: number;
  readonly special: boolean;
}

/**
 * Joins the tokens that share a character and gives each piece a colour. The colour follows from the token's number, so that it
 * stays the same while scrolling.
 *
 * @param byPlace the colour follows from the token's offset: a merge then leaves the colours of other tokens as they are
 * @example
 * // gpt2, "🙂!": two segments, [8582, 25081, 224] and [0]
 */
export function segmentsOf({ first, tokens, special }: TokenRun, colorCount: number, byPlace = false): ShownSegment[] {
  const { ids, starts, ends } = tokens;
  const specials = new Set(special);
  const segments: ShownSegment[] = [];
  for (let i = 0; i < ids.length;) {
    const start = starts[i]!;
    let end = ends[i]!;
    let next = i + 1;
    while (next < ids.length && starts[next]! < end) end = Math.max(end, ends[next++]!);
    let color = (byPlace ? start : first + i) % colorCount;
    if (segments.at(-1)?.color === color) color = (color + 1) % colorCount;
    segments.push({ start, end, ids: [...ids.subarray(i, next)], color, special: specials.has(i) });
    i = next;
  }
  return segments;
}
