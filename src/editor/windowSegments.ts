import { windowsHolding } from '../base/slidingWindows';
import type { WindowGeometry } from '../host/windowTints';

/** Neighbouring tokens that the same windows hold. */
export interface WindowSegment {
  /** Tokens from `first` to before `last`. */
  readonly first: number;
  readonly last: number;
  /** How many windows hold them as input. */
  readonly depth: number;
  /** Whether the newest of these windows is an even or an odd one: neighbours without overlap differ. */
  readonly parity: 0 | 1;
  /** A window begins at `first`. */
  readonly starts: boolean;
}

/**
 * The tokens `first` to before `last`, cut wherever a window begins or ends; tokens that no window holds are left out.
 *
 * @example
 * // max_length 4, stride 2, three windows: 0-3, 2-5 and 4-7
 * windowSegments(0, 9, { maxLength: 4, stride: 2, windowCount: 3 });
 * // tokens 0-1 in one window, 2-3 in two, 4-5 in two, 6-7 in one; token 8 in none
 */
export function windowSegments(first: number, last: number, geometry: WindowGeometry): WindowSegment[] {
  const { maxLength, stride, windowCount } = geometry;
  const segments: WindowSegment[] = [];
  for (let token = first; token < last;) {
    const { first: oldest, last: next } = windowsHolding(token, windowCount, geometry);
    const nextStart = next < windowCount ? next * stride : Infinity;
    const nextEnd = oldest < next ? oldest * stride + maxLength : Infinity;
    const end = Math.min(last, nextStart, nextEnd);
    if (oldest < next) {
      segments.push({
        first: token,
        last: end,
        depth: next - oldest,
        parity: (next - 1) % 2 === 0 ? 0 : 1,
        starts: (next - 1) * stride === token,
      });
    }
    token = end;
  }
  return segments;
}

/**
 * The parts of a text that the tokens `from` to before `to` cover: one, or several where tokens leave out what is between them.
 *
 * @example
 * // words without the blanks between them
 * coveredBy({ starts: [0, 4, 7], ends: [3, 7, 8] }, 0, 3); // 0 to 3 and 4 to 8
 */
export function coveredBy(
  { starts, ends }: { readonly starts: ArrayLike<number>; readonly ends: ArrayLike<number> },
  from: number,
  to: number,
): { readonly start: number; readonly end: number }[] {
  const parts: { start: number; end: number }[] = [];
  for (let token = from; token < to; token++) {
    const last = parts.at(-1);
    if (last !== undefined && starts[token]! <= last.end) last.end = Math.max(last.end, ends[token]!);
    else parts.push({ start: starts[token]!, end: ends[token]! });
  }
  return parts;
}
