import type { Merges } from '../tokenizer';
import type { Vocabulary } from './vocabulary';

/** The ids of bytes come first, and no merge makes them. */
const firstMerge = 256;

/**
 * The merges behind a vocabulary in which a token's id is its rank. The vocabulary does not tell them, but a token's parts are what its own
 * bytes become if only earlier tokens may be used: whatever surrounds it in a text, no merge crosses its ends, so that inside of them the
 * same merges are made in the same order.
 *
 * @example
 * // gpt2: 464 is "The", made of 51 "T" and 258 "he"
 * merges.partsOf(464); // [51, 258]
 * merges.stepOf(464); // 209
 */
export class RankMerges implements Merges {
  readonly #parts = new Map<number, readonly number[]>();

  /** @param find the id of the token that has these bytes */
  constructor(
    private readonly vocabulary: Vocabulary,
    private readonly find: (bytes: Uint8Array) => number | undefined,
  ) {}

  get count(): number {
    return this.vocabulary.size - firstMerge;
  }

  stepOf(id: number): number {
    return id < firstMerge || id >= this.vocabulary.size ? 0 : id - firstMerge + 1;
  }

  tokenOf(step: number): number | undefined {
    const id = step + firstMerge - 1;
    return step >= 1 && this.vocabulary.bytesOf(id).length > 0 ? id : undefined;
  }

  partsOf(id: number): readonly number[] {
    if (this.stepOf(id) === 0) return [];
    let parts = this.#parts.get(id);
    if (parts === undefined) this.#parts.set(id, (parts = this.#merged(this.vocabulary.bytesOf(id), id)));
    return parts;
  }

  joined(left: number, right: number): number | undefined {
    if (left >= this.vocabulary.size || right >= this.vocabulary.size) return undefined;
    const first = this.vocabulary.bytesOf(left);
    const both = new Uint8Array(first.length + this.vocabulary.bytesOf(right).length);
    both.set(first);
    both.set(this.vocabulary.bytesOf(right), first.length);
    const id = this.find(both);
    if (id === undefined) return undefined;
    const parts = this.partsOf(id);
    return parts.length === 2 && parts[0] === left && parts[1] === right ? id : undefined;
  }

  /** What bytes become by the tokens of ids below `end`: the pair of the lowest rank is joined, the first of equals, again and again. */
  #merged(bytes: Uint8Array, end: number): number[] {
    const ids = Array.from(bytes, (_, at) => this.find(bytes.subarray(at, at + 1))!);
    const starts = Array.from({ length: bytes.length + 1 }, (_, at) => at);
    const rankAt = (at: number): number => {
      const found = at + 1 < ids.length ? this.find(bytes.subarray(starts[at], starts[at + 2])) : undefined;
      return found !== undefined && found < end ? found : Infinity;
    };
    const ranks = ids.map((_, at) => rankAt(at));
    for (;;) {
      const rank = Math.min(...ranks);
      if (rank === Infinity) return ids;
      const at = ranks.indexOf(rank);
      ids.splice(at, 2, rank);
      starts.splice(at + 1, 1);
      ranks.splice(at + 1, 1);
      ranks[at] = rankAt(at);
      if (at > 0) ranks[at - 1] = rankAt(at - 1);
    }
  }
}
