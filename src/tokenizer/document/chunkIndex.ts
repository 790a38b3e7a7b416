import { PrefixSums } from '../../base/prefixSums';
import type { Chunk } from './chunk';

/** A block is split when it has more chunks than this. */
const fullBlock = 128;

/** Neighbouring chunks, and the sums of their UTF-16 units and tokens. */
interface Block {
  readonly chunks: Chunk[];
  units: number;
  tokens: number;
}

interface Place {
  readonly block: number;
  readonly within: number;
}

type Size = 'units' | 'tokens';

/**
 * The chunks of a document in order. They lie in blocks of about a hundred, with the sums of the blocks in Fenwick trees: sums and
 * searches take O(log n), and where chunks come or go only a block is moved. The trees are built anew when a block is split, which is
 * once in a hundred new chunks.
 */
export class ChunkIndex {
  #blocks: Block[] = [];
  #counts = new PrefixSums([]);
  #sums: Readonly<Record<Size, PrefixSums>> = { units: new PrefixSums([]), tokens: new PrefixSums([]) };

  get length(): number {
    return this.#counts.total;
  }

  get units(): number {
    return this.#sums.units.total;
  }

  get tokens(): number {
    return this.#sums.tokens.total;
  }

  at(index: number): Chunk {
    const { block, within } = this.#place(index);
    return this.#blocks[block]!.chunks[within]!;
  }

  *[Symbol.iterator](): Generator<Chunk> {
    for (const { chunks } of this.#blocks) yield* chunks;
  }

  /** Puts `inserted` in place of the chunks from `first` to `last`, exclusive. */
  replace(first: number, last: number, inserted: readonly Chunk[]): void {
    if (this.#blocks.length === 0) {
      this.#rebuild(blocksOf([...inserted]));
      return;
    }
    const from = this.#place(first);
    const block = this.#blocks[from.block]!;
    const removed = last - first;
    const isInside = from.within + removed <= block.chunks.length;
    if (isInside && block.chunks.length + inserted.length - removed <= fullBlock) {
      this.#replaceInside(from, removed, inserted);
      return;
    }
    const isToEnd = last >= this.length;
    const to = this.#place(last);
    const joined = [
      ...block.chunks.slice(0, from.within),
      ...inserted,
      ...(isToEnd ? [] : this.#blocks[to.block]!.chunks.slice(to.within)),
    ];
    const after = isToEnd ? this.#blocks.length : to.block + 1;
    this.#rebuild([...this.#blocks.slice(0, from.block), ...blocksOf(joined), ...this.#blocks.slice(after)]);
  }

  /** UTF-16 units before a chunk. */
  unitsBefore(index: number): number {
    return this.#before('units', index);
  }

  tokensBefore(index: number): number {
    return this.#before('tokens', index);
  }

  /** The chunk that covers an offset, the last one for the end of the document. */
  chunkOfOffset(offset: number): number {
    return this.#find('units', offset);
  }

  chunkOfToken(token: number): number {
    return this.#find('tokens', token);
  }

  #replaceInside({ block: index, within }: Place, count: number, inserted: readonly Chunk[]): void {
    const block = this.#blocks[index]!;
    const removed = block.chunks.splice(within, count, ...inserted);
    this.#counts.add(index, inserted.length - removed.length);
    for (const size of ['units', 'tokens'] as const) {
      const difference = sumOf(inserted, size) - sumOf(removed, size);
      block[size] += difference;
      this.#sums[size].add(index, difference);
    }
  }

  #before(size: Size, index: number): number {
    const { block, within } = this.#place(index);
    return this.#sums[size].before(block) + sumOf(this.#blocks[block]?.chunks ?? [], size, within);
  }

  #find(size: Size, place: number): number {
    const block = this.#sums[size].search(place);
    const chunks = this.#blocks[block]?.chunks ?? [];
    let rest = place - this.#sums[size].before(block);
    let within = 0;
    while (within + 1 < chunks.length && rest >= sizeOf(chunks[within]!, size)) rest -= sizeOf(chunks[within++]!, size);
    return this.#counts.before(block) + within;
  }

  /** Where a chunk is; after the last chunk for the number of chunks. */
  #place(index: number): Place {
    const block = this.#counts.search(index);
    return { block, within: index - this.#counts.before(block) };
  }

  #rebuild(blocks: Block[]): void {
    this.#blocks = blocks;
    this.#counts = new PrefixSums(blocks.map(({ chunks }) => chunks.length));
    this.#sums = {
      units: new PrefixSums(blocks.map(({ units }) => units)),
      tokens: new PrefixSums(blocks.map(({ tokens }) => tokens)),
    };
  }
}

/** As many blocks as are needed, with room for chunks to come. */
function blocksOf(chunks: Chunk[]): Block[] {
  const length = chunks.length <= fullBlock ? fullBlock : fullBlock / 2;
  const blocks: Block[] = [];
  for (let at = 0; at < chunks.length; at += length) {
    const own = chunks.slice(at, at + length);
    blocks.push({ chunks: own, units: sumOf(own, 'units'), tokens: sumOf(own, 'tokens') });
  }
  return blocks;
}

function sizeOf(chunk: Chunk, size: Size): number {
  return size === 'units' ? chunk.text.length : chunk.tokens;
}

function sumOf(chunks: readonly Chunk[], size: Size, count = chunks.length): number {
  let sum = 0;
  for (let at = 0; at < count; at++) sum += sizeOf(chunks[at]!, size);
  return sum;
}
