import { instantiate, type Address, type WasmModule } from '../base/webAssembly';

/**
 * Sums of products over parts of arrays. Each goes over four accumulators: one sum would wait for the last addition before it starts
 * the next, four overlap. They are double precision, whatever the arrays are.
 */

export type Floats = Float32Array | Float64Array;

/** `a[atA + i] * b[atB + i]`, summed over `length`. */
export function dot(a: Floats, atA: number, b: Floats, atB: number, length: number): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  const whole = length - (length % 4);
  for (let i = 0; i < whole; i += 4) {
    s0 += a[atA + i]! * b[atB + i]!;
    s1 += a[atA + i + 1]! * b[atB + i + 1]!;
    s2 += a[atA + i + 2]! * b[atB + i + 2]!;
    s3 += a[atA + i + 3]! * b[atB + i + 3]!;
  }
  for (let i = whole; i < length; i++) s0 += a[atA + i]! * b[atB + i]!;
  return s0 + s1 + (s2 + s3);
}

/** The length of a vector: the square root of the sum of its squares. */
export function norm(a: Floats, at: number, length: number): number {
  return Math.sqrt(dot(a, at, a, at, length));
}

/** What kernel/strips.ts exports. */
interface Strips {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly left: Address;
  readonly right: Address;
  readonly strip: Address;
  layOutStrips(rows: number, columns: number): void;
  multiplyStrip(first: number): void;
}

/**
 * A matrix in the kernel's memory, which is multiplied by two vectors at a time: that is what a step of longer work is made of.
 *
 * @example
 * const matrix = new KernelMatrix(kernel, 2, 2);
 * matrix.values.set([3, 4, 5, 6]);
 * matrix.left.set([1, 2, 0, 1]);
 * matrix.strip(0); // 11, 17, 4, 6
 */
export class KernelMatrix {
  /** `rows` x `columns`, for the caller to fill. */
  readonly values: Float64Array;
  /** The two vectors, one after the other, for the caller to fill. */
  readonly left: Float64Array;
  readonly #strip: Float64Array;
  readonly #kernel: Strips;

  /**
   * @param kernel dist/inference/products.wasm, compiled
   * @throws RangeError if there is no memory for it
   */
  constructor(
    kernel: WasmModule,
    readonly rows: number,
    readonly columns: number,
  ) {
    this.#kernel = instantiate(kernel) as Strips;
    try {
      this.#kernel.layOutStrips(rows, columns);
      const { memory, left, right, strip } = this.#kernel;
      this.values = new Float64Array(memory.buffer, right.value, rows * columns);
      this.left = new Float64Array(memory.buffer, left.value, 2 * columns);
      this.#strip = new Float64Array(memory.buffer, strip.value, 2 * rows);
    } catch (cause) {
      const megabytes = ((rows * columns * 8) / 1e6).toFixed(0);
      throw new RangeError(
        `There is no memory for ${rows} x ${columns} numbers: they take ${megabytes} MB. Choose fewer.`,
        { cause },
      );
    }
  }

  /** The products of the first vector with the rows from `first` on, each at its row, and `rows` further those of the second. */
  strip(first: number): Float64Array {
    this.#kernel.multiplyStrip(first);
    return this.#strip;
  }
}

/** The products of rows `first` and `first + 1` (if there is one) with every row from `first` on. */
export interface Strip {
  readonly first: number;
  readonly count: 1 | 2;
  /** 2 x `rows`; `[r * rows + j]` is the product of rows `first + r` and `j`, for `j >= first`. Valid until the next strip. */
  readonly values: Float64Array;
}

/** Every row with every row at or after it, half of a symmetric matrix, two rows at a time. */
export function* gramStrips(matrix: KernelMatrix): Generator<Strip, void> {
  const { rows, columns } = matrix;
  for (let first = 0; first < rows; first += 2) {
    const count = first + 1 < rows ? 2 : 1;
    matrix.left.set(matrix.values.subarray(first * columns, (first + count) * columns));
    yield { first, count, values: matrix.strip(first) };
  }
}

/**
 * `out[i * rows + j]` is the product of rows i and j, a symmetric matrix. Yields the fraction that is done.
 *
 * @param out `rows` x `rows`
 */
export function* gramSteps(matrix: KernelMatrix, out: Float64Array): Generator<number, void> {
  const { rows } = matrix;
  for (const { first, count, values } of gramStrips(matrix)) {
    for (let i = first; i < first + count; i++) {
      for (let j = i; j < rows; j++) out[i * rows + j] = out[j * rows + i] = values[(i - first) * rows + j]!;
    }
    yield (first * (2 * rows - first)) / (rows * rows);
  }
}
