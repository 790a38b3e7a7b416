/** Keeps the `size` lowest ranks that it is offered, in a heap whose top is the worst of them. */
export class Ranking {
  readonly #ids: Uint32Array;
  readonly #ranks: Float64Array;
  #length = 0;

  constructor(size: number) {
    this.#ids = new Uint32Array(size);
    this.#ranks = new Float64Array(size);
  }

  offer(id: number, rank: number): void {
    const size = this.#ids.length;
    if (this.#length < size) {
      this.#put(this.#length, id, rank);
      this.#up(this.#length++);
    } else if (size > 0 && isWorse(this.#ranks[0]!, this.#ids[0]!, rank, id)) {
      this.#put(0, id, rank);
      this.#down();
    }
  }

  sorted(): { ids: Uint32Array; ranks: Float64Array } {
    const order = Array.from({ length: this.#length }, (_, i) => i);
    order.sort((a, b) => this.#ranks[a]! - this.#ranks[b]! || this.#ids[a]! - this.#ids[b]!);
    return {
      ids: Uint32Array.from(order, i => this.#ids[i]!),
      ranks: Float64Array.from(order, i => this.#ranks[i]!),
    };
  }

  #put(at: number, id: number, rank: number): void {
    this.#ids[at] = id;
    this.#ranks[at] = rank;
  }

  #isWorseAt(a: number, b: number): boolean {
    return isWorse(this.#ranks[a]!, this.#ids[a]!, this.#ranks[b]!, this.#ids[b]!);
  }

  #swap(a: number, b: number): void {
    const id = this.#ids[a]!;
    const rank = this.#ranks[a]!;
    this.#put(a, this.#ids[b]!, this.#ranks[b]!);
    this.#put(b, id, rank);
  }

  #up(at: number): void {
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.#isWorseAt(at, parent)) return;
      this.#swap(at, parent);
      at = parent;
    }
  }

  #down(): void {
    for (let at = 0; ;) {
      let worst = at;
      for (const child of [2 * at + 1, 2 * at + 2]) {
        if (child < this.#length && this.#isWorseAt(child, worst)) worst = child;
      }
      if (worst === at) return;
      this.#swap(at, worst);
      at = worst;
    }
  }
}

function isWorse(rankA: number, idA: number, rankB: number, idB: number): boolean {
  return rankA > rankB || (rankA === rankB && idA > idB);
}
