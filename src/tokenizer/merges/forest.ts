import type { Merges } from '../tokenizer';

/** A token in the forest of merges over some bytes. */
export interface MergeNode {
  readonly id: number;
  /** The number of the merge that makes it; 0 for a byte. */
  readonly step: number;
  /** The bytes below it: from `first` on, `length` of them. */
  readonly first: number;
  readonly length: number;
  /** 0 for what is made of nothing else; one more than its highest part. */
  readonly height: number;
}

/**
 * The trees of tokens, parts before what is made of them: from each byte of a text up to its final tokens.
 *
 * @param lengthOf the bytes of a token that is made of nothing else: 1, but for special tokens
 * @example
 * // trained on "aaabdaaabac": 258 is "aaab"
 * forestOf(merges, [258], () => 1).map(({ id }) => id); // [97, 97, 256, 97, 257, 98, 258]
 */
export function forestOf(merges: Merges, ids: ArrayLike<number>, lengthOf: (id: number) => number): MergeNode[] {
  const nodes: MergeNode[] = [];
  const add = (id: number, first: number): MergeNode => {
    let [length, height] = [0, 0];
    for (const part of merges.partsOf(id)) {
      const below = add(part, first + length);
      length += below.length;
      height = Math.max(height, below.height + 1);
    }
    const node = { id, step: merges.stepOf(id), first, length: length === 0 ? lengthOf(id) : length, height };
    nodes.push(node);
    return node;
  };
  let first = 0;
  for (let index = 0; index < ids.length; index++) first += add(ids[index]!, first).length;
  return nodes;
}
