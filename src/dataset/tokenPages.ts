const pageShift = 18;
const pageSize = 1 << pageShift;
const pageMask = pageSize - 1;

/**
 * Token ids that grow at the end, in pages, so that growing copies nothing: 2 bytes each where the vocabulary fits, 4 otherwise.
 *
 * @example
 * const pages = new TokenPages(50257);
 * pages.push(Uint32Array.of(464, 3797));
 * pages.ids(1, 2); // [3797]
 */
export class TokenPages {
  readonly #pages: (Uint16Array | Uint32Array)[] = [];
  readonly #isNarrow: boolean;
  #length = 0;

  constructor(vocabularySize: number) {
    this.#isNarrow = vocabularySize <= 1 << 16;
  }

  get length(): number {
    return this.#length;
  }

  push(ids: Uint32Array): void {
    for (let from = 0; from < ids.length;) {
      const at = this.#length & pageMask;
      if (at === 0) this.#pages[this.#length >>> pageShift] ??= this.#page();
      const part = ids.subarray(from, from + pageSize - at);
      this.#pages[this.#length >>> pageShift]!.set(part, at);
      this.#length += part.length;
      from += part.length;
    }
  }

  /** Forgets all ids from `length` on. */
  truncate(length: number): void {
    this.#length = Math.min(this.#length, length);
    this.#pages.length = Math.ceil(this.#length / pageSize);
  }

  /** From `first` to before `last`, cut to what there is; a copy. */
  ids(first: number, last: number): Uint32Array {
    const to = Math.min(last, this.#length);
    const result = new Uint32Array(Math.max(0, to - first));
    for (let at = first; at < to;) {
      const within = at & pageMask;
      const part = this.#pages[at >>> pageShift]!.subarray(within, within + to - at);
      result.set(part, at - first);
      at += part.length;
    }
    return result;
  }

  #page(): Uint16Array | Uint32Array {
    return this.#isNarrow ? new Uint16Array(pageSize) : new Uint32Array(pageSize);
  }
}
