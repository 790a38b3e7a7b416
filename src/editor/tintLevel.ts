/** Strengths of a tint. */
export const tintLevels = 4;

/**
 * How strongly tokens are tinted that `count` windows hold, where `most` is the most that any token can be in: 1 to
 * {@link tintLevels}, and 0 for none.
 *
 * @example
 * // max_length 4, stride 2: a token is in two windows at most
 * tintLevel(1, mostWindowsHolding({ maxLength: 4, stride: 2 })); // 2 of 4
 */
export function tintLevel(count: number, most: number): number {
  return Math.min(tintLevels, Math.ceil((count * tintLevels) / most));
}
