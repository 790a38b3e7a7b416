import { PrefixSums } from '../base/prefixSums';
import type { Chunk } from './chunk';

/** A block is split when it has more chunks than this. */
const fullBlock = 128;

interface Place {
  readonly block: number;
  readonly within: number;
}

/**
 * The chunks of a document in order. They lie in blocks of about a hundred, with the sums of the blocks in Fenwick trees: sums and
 * searches take O(log n), and where chunks come or go only a block is moved. The trees are built anew when a block is split, which is
 * once in a hundred new chunks.
 */
export class ChunkIndex {
  #blocks: Chunk[][] = [];
  #counts = new PrefixSums([]);
  #units = new PrefixSums([]);
  #tokens = new PrefixSums([]);

  get length(): number {
    return this.#counts.total;
  }

  get units(): number {
    return this.#units.total;
  }

  get tokens(): number {
    return this.#tokens.total;
  }

  at(index: number): Chunk {
    const { block, within } = this.#place(index);
    return this.#blocks[block]![within]!;
  }

  *[Symbol.iterator](): Generator<Chunk> {
    for (const block of this.#blocks) yield* block;
  }

  /** Puts `inserted` in place of the chunks from `first` to `last`, exclusive. */
  replace(first: number, last: number, inserted: readonly Chunk[]): void {
    if (this.#blocks.length === 0) {
      if (inserted.length > 0) this.#rebuild([[...inserted]]);
      return;
    }
    const from = this.#place(first);
    const block = this.#blocks[from.block]!;
    const isInside = from.within + last - first <= block.length;
    if (isInside && inserted.length - (last - first) + block.length <= fullBlock) {
      const removed = block.splice(from.within, last - first, ...inserted);
      this.#counts.add(from.block, inserted.length - removed.length);
      this.#units.add(from.block, sum(inserted, unitsOf) - sum(removed, unitsOf));
      this.#tokens.add(from.block, sum(inserted, tokensOf) - sum(removed, tokensOf));
      return;
    }
    // From here on whole blocks change: at most a list of hundreds.
    const to = this.#place(last);
    const joined = [
      ...block.slice(0, from.within),
      ...inserted,
      ...(last >= this.length ? [] : this.#blocks[to.block]!.slice(to.within)),
    ];
    const after = last >= this.length ? this.#blocks.length : to.block + 1;
    this.#rebuild([...this.#blocks.slice(0, from.block), joined, ...this.#blocks.slice(after)]);
  }

  /** UTF-16 units before a chunk. */
  unitsBefore(index: number): number {
    const { block, within } = this.#place(index);
    return this.#units.before(block) + sumOfFirst(this.#blocks[block], within, unitsOf);
  }

  tokensBefore(index: number): number {
    const { block, within } = this.#place(index);
    return this.#tokens.before(block) + sumOfFirst(this.#blocks[block], within, tokensOf);
  }

  /** The chunk that covers an offset, the last one for the end of the document. */
  chunkOfOffset(offset: number): number {
    return this.#find(this.#units, offset, unitsOf);
  }

  chunkOfToken(token: number): number {
    return this.#find(this.#tokens, token, tokensOf);
  }

  #find(sums: PrefixSums, place: number, size: (chunk: Chunk) => number): number {
    const block = sums.search(place);
    const chunks = this.#blocks[block];
    if (chunks === undefined) return 0;
    let rest = place - sums.before(block);
    let within = 0;
    while (within + 1 < chunks.length && rest >= size(chunks[within]!)) rest -= size(chunks[within++]!);
    return this.#counts.before(block) + within;
  }

  /** Where a chunk is; behind the last chunk for the number of chunks. */
  #place(index: number): Place {
    const block = this.#counts.search(index);
    return { block, within: index - this.#counts.before(block) };
  }

  #rebuild(blocks: Chunk[][]): void {
    this.#blocks = blocks.flatMap(block => split(block));
    this.#counts = new PrefixSums(this.#blocks.map(block => block.length));
    this.#units = new PrefixSums(this.#blocks.map(block => sum(block, unitsOf)));
    this.#tokens = new PrefixSums(this.#blocks.map(block => sum(block, tokensOf)));
  }
}

/** Halves leave room for chunks to come. */
function split(block: Chunk[]): Chunk[][] {
  if (block.length <= fullBlock) return block.length === 0 ? [] : [block];
  const parts: Chunk[][] = [];
  for (let at = 0; at < block.length; at += fullBlock / 2) parts.push(block.slice(at, at + fullBlock / 2));
  return parts;
}

const unitsOf = (chunk: Chunk): number => chunk.text.length;
const tokensOf = (chunk: Chunk): number => chunk.tokens;

function sum(chunks: readonly Chunk[], size: (chunk: Chunk) => number): number {
  let total = 0;
  for (const chunk of chunks) total += size(chunk);
  return total;
}

function sumOfFirst(chunks: readonly Chunk[] | undefined, count: number, size: (chunk: Chunk) => number): number {
  let total = 0;
  for (let at = 0; at < count; at++) total += size(chunks![at]!);
  return total;
}
