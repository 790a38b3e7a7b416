import type { Tokenizer } from '../tokenizer';
import { placedTokensAt } from './steps';

/** Where the tokens of a text end, but the last, in UTF-16 units; ends inside a character are left out. */
export type Cuts = Uint32Array;

/** Why a text is cut between two characters, or is not. */
export interface CutReason {
  readonly at: number;
  readonly why: 'pattern' | 'unmerged' | 'merged';
  /** What stands on both sides: two tokens, or the two that a merge joined. */
  readonly left: number;
  readonly right: number;
  /** The number of that merge; 0 for a cut. */
  readonly merge: number;
}

/** The cuts of a text at each of the steps that change it. */
export interface CourseOfCuts {
  readonly steps: { readonly merge: number; readonly cuts: Cuts }[];
  readonly reasons: CutReason[];
}

/**
 * How a text comes to be cut as it is: its tokens after each merge that is made in it, from its bytes on, and for each place between two
 * characters what decided.
 *
 * @returns nothing if the tokenizer's tokens are not merged
 * @example
 * // gpt2, "cats": "at", then "cat", then "cats"
 * courseOfCuts(gpt2, 'cats').steps.map(({ cuts }) => [...cuts]); // [[1, 2, 3], [1, 3], [3], []]
 */
export function courseOfCuts(tokenizer: Tokenizer, text: string): CourseOfCuts | undefined {
  const { merges, locality } = tokenizer;
  if (merges === undefined || locality === undefined) return undefined;
  const final = tokenizer.encode(text, 'text');
  const used = new Set<number>();
  /** What each merge joined at each byte: the first one that did is the one that decided. */
  const joints = new Map<number, CutReason>();
  let byte = 0;
  const visit = (id: number): number => {
    const parts = merges.partsOf(id);
    if (parts.length === 0) return tokenizer.bytesOf(id).length;
    used.add(merges.stepOf(id));
    let length = 0;
    parts.forEach((part, index) => {
      const at = byte + length;
      const before = parts[index - 1];
      if (before !== undefined)
        joints.set(at, { at, why: 'merged', left: before, right: part, merge: merges.stepOf(id) });
      byte += length;
      const own = visit(part);
      byte -= length;
      length += own;
    });
    return length;
  };
  const pieceEnds = new Set(locality.pieces(text, 'text').ends);
  for (let index = 0; index < final.ids.length; index++) {
    byte += visit(final.ids[index]!);
    const [left, right] = [final.ids[index]!, final.ids[index + 1]];
    const why = pieceEnds.has(final.ends[index]!) ? 'pattern' : 'unmerged';
    if (right !== undefined) joints.set(byte, { at: byte, why, left, right, merge: 0 });
  }
  const steps = [0, ...[...used].sort((a, b) => a - b)].map(merge => ({
    merge,
    cuts: cutsOf(placedTokensAt(tokenizer, merges, text, final, merge), text.length),
  }));
  return { steps, reasons: betweenCharacters(text, joints) };
}

function cutsOf({ starts, ends }: { readonly starts: Uint32Array; readonly ends: Uint32Array }, length: number): Cuts {
  return ends.filter((end, index) => end < length && (starts[index + 1] ?? end) >= end);
}

function betweenCharacters(text: string, joints: ReadonlyMap<number, CutReason>): CutReason[] {
  const utf8 = new TextEncoder();
  const reasons: CutReason[] = [];
  let [unit, byte] = [0, 0];
  for (const character of text) {
    const joint = joints.get(byte);
    if (unit > 0 && joint !== undefined) reasons.push({ ...joint, at: unit });
    unit += character.length;
    byte += utf8.encode(character).length;
  }
  return reasons;
}
