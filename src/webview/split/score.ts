/** A guess beside the truth. */
export interface Score {
  /** Cuts that are there, cuts that are none, and cuts that were not seen. */
  readonly right: readonly number[];
  readonly wrong: readonly number[];
  readonly missed: readonly number[];
  /** From 0 to 100: how many of all these are right; 100 where there is nothing to cut and nothing was cut. */
  readonly percent: number;
}

/**
 * Compares guessed cuts with those of a tokenizer.
 *
 * @example
 * scoreOf([3, 5], [3, 7]); // { right: [3], wrong: [5], missed: [7], percent: 33 }
 */
export function scoreOf(guess: Iterable<number>, truth: Iterable<number>): Score {
  const [guessed, cuts] = [new Set(guess), new Set(truth)];
  const sorted = (places: readonly number[]): number[] => [...places].sort((a, b) => a - b);
  const right = sorted([...guessed].filter(at => cuts.has(at)));
  const wrong = sorted([...guessed].filter(at => !cuts.has(at)));
  const missed = sorted([...cuts].filter(at => !guessed.has(at)));
  const all = right.length + wrong.length + missed.length;
  return { right, wrong, missed, percent: all === 0 ? 100 : Math.round((100 * right.length) / all) };
}
