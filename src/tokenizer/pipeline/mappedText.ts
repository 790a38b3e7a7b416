/**
 * A text that was made from another, and where each of its UTF-16 units comes from. As long as nothing has been changed, both are the same
 * but for a shift, and there are no arrays.
 *
 * @example
 * // "½" under NFKC
 * { text: '1⁄2', starts: [0, 0, 0], ends: [1, 1, 1] }
 */
export class MappedText {
  constructor(
    readonly text: string,
    /** Where unit 0 comes from, while there are no arrays. */
    private readonly shift = 0,
    private readonly starts?: Uint32Array,
    private readonly ends?: Uint32Array,
  ) {}

  /** Whether its units are those of the original, one by one. */
  get isPlain(): boolean {
    return this.starts === undefined;
  }

  /** Where unit `at` begins in the original. */
  startOf(at: number): number {
    return this.starts?.[at] ?? this.shift + at;
  }

  /** Where unit `at` ends in the original. */
  endOf(at: number): number {
    return this.ends?.[at] ?? this.shift + at + 1;
  }

  slice(from: number, to: number): MappedText {
    if (from === 0 && to === this.text.length) return this;
    const text = this.text.slice(from, to);
    if (this.starts === undefined) return new MappedText(text, this.shift + from);
    return new MappedText(text, 0, this.starts.subarray(from, to), this.ends!.subarray(from, to));
  }

  /** The same with a text before it, which takes the place of the first character. */
  prepend(before: string): MappedText {
    if (this.text === '') return this;
    const builder = new MappedBuilder(before.length + this.text.length);
    builder.add(before, this.startOf(0), this.endOf(this.text.codePointAt(0)! > 0xffff ? 1 : 0));
    builder.copy(this, 0, this.text.length);
    return builder.build();
  }
}

/** Puts a {@link MappedText} together. */
export class MappedBuilder {
  readonly #parts: string[] = [];
  #length = 0;
  #starts: Uint32Array;
  #ends: Uint32Array;

  constructor(capacity: number) {
    this.#starts = new Uint32Array(Math.max(16, capacity));
    this.#ends = new Uint32Array(this.#starts.length);
  }

  /** Adds a text of which every unit comes from `start` to `end`. */
  add(text: string, start: number, end: number): void {
    this.#reserve(text.length);
    this.#starts.fill(start, this.#length, this.#length + text.length);
    this.#ends.fill(end, this.#length, this.#length + text.length);
    this.#length += text.length;
    this.#parts.push(text);
  }

  /** Adds a part of another as it is. */
  copy(from: MappedText, start: number, end: number): void {
    this.#reserve(end - start);
    for (let at = start; at < end; at++) {
      this.#starts[this.#length] = from.startOf(at);
      this.#ends[this.#length++] = from.endOf(at);
    }
    this.#parts.push(from.text.slice(start, end));
  }

  build(): MappedText {
    const length = this.#length;
    return new MappedText(this.#parts.join(''), 0, this.#starts.subarray(0, length), this.#ends.subarray(0, length));
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#starts.length) return;
    const grow = (array: Uint32Array): Uint32Array => {
      const larger = new Uint32Array(2 * (this.#length + more));
      larger.set(array);
      return larger;
    };
    this.#starts = grow(this.#starts);
    this.#ends = grow(this.#ends);
  }
}
