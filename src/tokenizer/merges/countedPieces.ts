import type { Locality, Merges } from '../tokenizer';
import { tokensAt } from './steps';

/** A piece of a text, which no merge crosses the end of. */
export interface CountedPiece {
  /** Its final tokens. */
  readonly ids: Uint32Array;
  /** How often it stands in the text. */
  count: number;
}

/** The different pieces of a text, in order of first appearance. */
export function countedPieces(text: string, locality: Locality, policy: 'text' | 'encode'): CountedPiece[] {
  const { ends, tokens, ids } = locality.pieces(text, policy);
  const found = new Map<string, CountedPiece>();
  let [start, token] = [0, 0];
  for (let index = 0; index < ends.length; index++) {
    const piece = text.slice(start, ends[index]);
    const known = found.get(piece);
    if (known === undefined) found.set(piece, { ids: Uint32Array.from(ids.subarray(token, tokens[index])), count: 1 });
    else known.count++;
    start = ends[index]!;
    token = tokens[index]!;
  }
  return [...found.values()];
}

/** Two tokens side by side, and how often: overlaps count, `aaa` has (a, a) twice. */
export interface PairCount {
  readonly left: number;
  readonly right: number;
  count: number;
}

/**
 * How often each pair stands in a text at a step, the most frequent first, and of equals the one that occurs first: as minbpe's `get_stats`
 * gives them. The first one is what training on this text merges next.
 *
 * @example
 * // "aaabdaaabac" as one piece, at step 0
 * countPairs(merges, pieces, 0)[0]; // { left: 97, right: 97, count: 4 }
 */
export function countPairs(merges: Merges, pieces: readonly CountedPiece[], step: number): PairCount[] {
  const pairs = new Map<number, PairCount>();
  const tokens: number[] = [];
  for (const { ids, count } of pieces) {
    tokens.length = 0;
    tokensAt(merges, ids, step, tokens);
    for (let at = 0; at + 1 < tokens.length; at++) {
      const [left, right] = [tokens[at]!, tokens[at + 1]!];
      const key = left * 0x10_0000 + right;
      const known = pairs.get(key);
      if (known === undefined) pairs.set(key, { left, right, count });
      else known.count += count;
    }
  }
  return [...pairs.values()].sort((one, other) => other.count - one.count);
}

/** What each merge does to a text. */
export interface MergeUse {
  /** How many tokens the text has after each step, from step 0, its bytes, on. */
  readonly tokens: Float64Array;
  /** How often each merge is made in the text; that of step 0 is nothing. */
  readonly uses: Float64Array;
}

/**
 * How a text shrinks from its bytes to its final tokens, all steps at once: how often each merge is made follows from how often its token
 * is a final one or a part of a later one.
 *
 * @example
 * // "aaabdaaabac", of 11 bytes: "aa" is made twice, then "aaa", then "aaab"
 * mergeUse(merges, pieces).tokens; // [11, 9, 7, 5]
 */
export function mergeUse(merges: Merges, pieces: readonly CountedPiece[]): MergeUse {
  const uses = new Float64Array(merges.count + 1);
  const saved = new Float64Array(merges.count + 1);
  let last = 0;
  for (const { ids, count } of pieces)
    for (const id of ids) {
      uses[merges.stepOf(id)]! += count;
      last += count;
    }
  uses[0] = 0;
  for (let step = merges.count; step > 0; step--) {
    const id = uses[step] === 0 ? undefined : merges.tokenOf(step);
    if (id === undefined) continue;
    const parts = merges.partsOf(id);
    saved[step] = uses[step]! * (parts.length - 1);
    for (const part of parts) if (merges.stepOf(part) > 0) uses[merges.stepOf(part)]! += uses[step]!;
  }
  const tokens = new Float64Array(merges.count + 1);
  tokens[merges.count] = last;
  for (let step = merges.count; step > 0; step--) tokens[step - 1] = tokens[step]! + saved[step]!;
  return { tokens, uses };
}
