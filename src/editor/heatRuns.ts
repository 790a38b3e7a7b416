import type { CoverageRangeMessage } from '../protocol/tokenizer';
import { tintLevel } from './tintLevel';

/** Neighbouring tokens that are inputs equally often, as far as it is seen. */
export interface HeatRun {
  /** 0: never an input; see {@link tintLevel}. */
  readonly level: number;
  /** UTF-16 offsets. */
  readonly start: number;
  readonly end: number;
}

/**
 * Joins tokens that are tinted alike.
 *
 * @param most in how many windows a token can be
 * @example
 * // max_length 2, stride 3: two tokens that are an input once, one that is skipped, and so on
 * heatRuns({ inputs: [1, 1, 0, 1], starts: [0, 3, 7, 11], ends: [3, 7, 11, 14] }, 1);
 * // levels 4, 0 and 4
 */
export function heatRuns(
  { inputs, starts, ends }: Pick<CoverageRangeMessage, 'inputs' | 'starts' | 'ends'>,
  most: number,
): HeatRun[] {
  const runs: HeatRun[] = [];
  inputs.forEach((count, i) => {
    const level = tintLevel(count, most);
    const previous = runs.at(-1);
    // A character that is split over tokens is part of each, and what lies between tokens of none.
    if (previous?.level === level && starts[i]! <= previous.end)
      runs[runs.length - 1] = { ...previous, end: Math.max(previous.end, ends[i]!) };
    else runs.push({ level, start: starts[i]!, end: ends[i]! });
  });
  return runs;
}
