import type { MappedText } from './mappedText';

/** Where the units of words, one after the other, come from. */
export interface Origin {
  /** Units of all words. */
  readonly length: number;
  startOf(at: number): number;
  endOf(at: number): number;
}

/**
 * @param ends where each word ends in all of them
 * @returns what is quick to ask for places that come in order, as it remembers the word of the last one
 */
export function originOf(words: readonly MappedText[], ends: readonly number[]): Origin {
  let word = 0;
  const find = (at: number): number => {
    while (word > 0 && at < ends[word - 1]!) word--;
    while (at >= ends[word]!) word++;
    return word === 0 ? at : at - ends[word - 1]!;
  };
  return {
    length: ends[ends.length - 1] ?? 0,
    startOf: at => {
      const within = find(at);
      return words[word]!.startOf(within);
    },
    endOf: at => {
      const within = find(at);
      return words[word]!.endOf(within);
    },
  };
}
