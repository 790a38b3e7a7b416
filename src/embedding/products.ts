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

/**
 * {@link dot} and {@link norm} of `a` in one pass, for numbers that come from far away and should be loaded once.
 *
 * @param norms where the norm of `a` is put, at `to`
 */
export function dotAndNorm(a: Floats, atA: number, b: Floats, length: number, norms: Float64Array, to: number): number {
  let s0 = 0;
  let s1 = 0;
  let t0 = 0;
  let t1 = 0;
  const whole = length - (length % 2);
  for (let i = 0; i < whole; i += 2) {
    const x = a[atA + i]!;
    const y = a[atA + i + 1]!;
    s0 += x * b[i]!;
    s1 += y * b[i + 1]!;
    t0 += x * x;
    t1 += y * y;
  }
  if (whole < length) {
    s0 += a[atA + whole]! * b[whole]!;
    t0 += a[atA + whole]! ** 2;
  }
  norms[to] = Math.sqrt(t0 + t1);
  return s0 + s1;
}

/** The square of the Euclidean distance, from the differences themselves: close vectors lose no digits. */
export function squaredDistance(a: Floats, atA: number, b: Floats, atB: number, length: number): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  const whole = length - (length % 4);
  for (let i = 0; i < whole; i += 4) {
    const d0 = a[atA + i]! - b[atB + i]!;
    const d1 = a[atA + i + 1]! - b[atB + i + 1]!;
    const d2 = a[atA + i + 2]! - b[atB + i + 2]!;
    const d3 = a[atA + i + 3]! - b[atB + i + 3]!;
    s0 += d0 * d0;
    s1 += d1 * d1;
    s2 += d2 * d2;
    s3 += d3 * d3;
  }
  for (let i = whole; i < length; i++) {
    const d = a[atA + i]! - b[atB + i]!;
    s0 += d * d;
  }
  return s0 + s1 + (s2 + s3);
}

/** The products of rows `first` and `first + 1` (if there is one) with every row from `first` on. */
export interface Strip {
  readonly first: number;
  readonly count: 1 | 2;
  /** 2 x `rows`; `[r * rows + j]` is the product of rows `first + r` and `j`, for `j >= first`. Valid until the next strip. */
  readonly values: Float64Array;
}

/**
 * Every row with every row at or after it, half of a symmetric matrix, two rows at a time.
 *
 * @param a `rows` x `columns`
 */
export function* gramStrips(a: Float64Array, rows: number, columns: number): Generator<Strip, void> {
  const values = new Float64Array(2 * rows);
  for (let first = 0; first < rows; first += 2) {
    const count = first + 1 < rows ? 2 : 1;
    productRows(a, first, count, a, first, rows, columns, values);
    yield { first, count, values };
  }
}

/**
 * `out[i * rows + j] = a[i] . a[j]`, a symmetric matrix. Yields the fraction that is done.
 *
 * @param a `rows` x `columns`
 * @param out `rows` x `rows`
 */
export function* gramSteps(a: Float64Array, rows: number, columns: number, out: Float64Array): Generator<number, void> {
  for (const { first, count, values } of gramStrips(a, rows, columns)) {
    for (let i = first; i < first + count; i++) {
      for (let j = i; j < rows; j++) out[i * rows + j] = out[j * rows + i] = values[(i - first) * rows + j]!;
    }
    yield (first * (2 * rows - first)) / (rows * rows);
  }
}

/**
 * One or two rows of `a` with rows `from` to `to` of `b`: `out[r * to + j] = a[first + r] . b[j]`. Two rows meet four at a time, so
 * that each number that is loaded is used more than once.
 */
export function productRows(
  a: Float64Array,
  first: number,
  count: 1 | 2,
  b: Float64Array,
  from: number,
  to: number,
  columns: number,
  out: Float64Array,
): void {
  let j = from;
  for (; count === 2 && j + 4 <= to; j += 4) productTile(a, first * columns, b, j * columns, columns, out, j, to);
  for (; j < to; j++) {
    for (let r = 0; r < count; r++) out[r * to + j] = dot(a, (first + r) * columns, b, j * columns, columns);
  }
}

/** The two rows of `a` that start at `atA` with the four rows of `b` that start at `atB`. */
function productTile(
  a: Float64Array,
  atA: number,
  b: Float64Array,
  atB: number,
  columns: number,
  out: Float64Array,
  j: number,
  width: number,
): void {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let t0 = 0;
  let t1 = 0;
  let t2 = 0;
  let t3 = 0;
  for (let c = 0; c < columns; c++) {
    const x = a[atA + c]!;
    const y = a[atA + columns + c]!;
    const p = b[atB + c]!;
    const q = b[atB + columns + c]!;
    const r = b[atB + 2 * columns + c]!;
    const s = b[atB + 3 * columns + c]!;
    s0 += x * p;
    s1 += x * q;
    s2 += x * r;
    s3 += x * s;
    t0 += y * p;
    t1 += y * q;
    t2 += y * r;
    t3 += y * s;
  }
  out[j] = s0;
  out[j + 1] = s1;
  out[j + 2] = s2;
  out[j + 3] = s3;
  out[width + j] = t0;
  out[width + j + 1] = t1;
  out[width + j + 2] = t2;
  out[width + j + 3] = t3;
}
