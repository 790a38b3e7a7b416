/** A stretch of a document that begins and ends where a piece does. Its tokens are encoded anew when they are asked for. */
export interface Chunk {
  readonly text: string;
  /** In UTF-16 units: where its first piece ends, which an edit must stay clear of if the chunk before is to stay as it is. */
  readonly firstPiece: number;
  readonly tokens: number;
  readonly characters: number;
  readonly bytes: number;
  /** Runs of non-white-space that begin in it; one that goes on from the chunk before counts too, see `wordGoesOn`. */
  readonly words: number;
  readonly startsInWord: boolean;
  readonly endsInWord: boolean;
}

/**
 * The chunks of a document in order, with the sums of their lengths and tokens in Fenwick trees: sums and searches take
 * O(log n). Where the number of chunks changes the trees are built anew, which a keystroke seldom causes.
 */
export class ChunkIndex {
  readonly chunks: Chunk[] = [];
  #units = new Float64Array(1);
  #tokens = new Float64Array(1);

  get length(): number {
    return this.chunks.length;
  }

  /** Puts `inserted` in place of the chunks from `first` to `last`, exclusive. */
  replace(first: number, last: number, inserted: readonly Chunk[]): void {
    if (inserted.length === last - first) {
      inserted.forEach((chunk, index) => {
        const old = this.chunks[first + index]!;
        this.chunks[first + index] = chunk;
        this.#add(this.#units, first + index, chunk.text.length - old.text.length);
        this.#add(this.#tokens, first + index, chunk.tokens - old.tokens);
      });
      return;
    }
    const kept = this.chunks.splice(first);
    for (const chunk of inserted) this.chunks.push(chunk);
    for (let index = last - first; index < kept.length; index++) this.chunks.push(kept[index]!);
    this.#units = this.#build(chunk => chunk.text.length);
    this.#tokens = this.#build(chunk => chunk.tokens);
  }

  /** UTF-16 units before a chunk. */
  unitsBefore(chunk: number): number {
    return this.#sum(this.#units, chunk);
  }

  tokensBefore(chunk: number): number {
    return this.#sum(this.#tokens, chunk);
  }

  /** The chunk that covers an offset, the last one for the end of the document. */
  chunkOfOffset(offset: number): number {
    return this.#search(this.#units, offset);
  }

  chunkOfToken(token: number): number {
    return this.#search(this.#tokens, token);
  }

  #build(size: (chunk: Chunk) => number): Float64Array<ArrayBuffer> {
    const tree = new Float64Array(this.length + 1);
    for (let at = 1; at <= this.length; at++) {
      tree[at]! += size(this.chunks[at - 1]!);
      const parent = at + (at & -at);
      if (parent <= this.length) tree[parent]! += tree[at]!;
    }
    return tree;
  }

  #add(tree: Float64Array, chunk: number, difference: number): void {
    for (let at = chunk + 1; at < tree.length; at += at & -at) tree[at]! += difference;
  }

  #sum(tree: Float64Array, count: number): number {
    let sum = 0;
    for (let at = count; at > 0; at &= at - 1) sum += tree[at]!;
    return sum;
  }

  #search(tree: Float64Array, target: number): number {
    let at = 0;
    let rest = target;
    for (let step = 1 << 30; step > 0; step >>= 1) {
      if (at + step < tree.length && tree[at + step]! <= rest) {
        at += step;
        rest -= tree[at]!;
      }
    }
    return Math.max(0, Math.min(at, this.length - 1));
  }
}
