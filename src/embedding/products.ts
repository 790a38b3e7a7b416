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

/**
 * Every row with every row: `out[i * rows + j] = a[i] . a[j]`, a symmetric matrix. Two rows meet four at a time, so that each number
 * that is loaded is used more than once. Yields the fraction that is done.
 *
 * @param a `rows` x `columns`
 * @param out `rows` x `rows`
 */
export function* gramSteps(a: Float64Array, rows: number, columns: number, out: Float64Array): Generator<number, void> {
  for (let i = 0; i < rows; i += 2) {
    const isPair = i + 1 < rows;
    let j = i;
    for (; isPair && j + 4 <= rows; j += 4) gramTile(a, rows, columns, out, i, j);
    for (; j < rows; j++) {
      out[i * rows + j] = out[j * rows + i] = dot(a, i * columns, a, j * columns, columns);
      if (isPair) out[(i + 1) * rows + j] = out[j * rows + i + 1] = dot(a, (i + 1) * columns, a, j * columns, columns);
    }
    yield (i * (2 * rows - i)) / (rows * rows);
  }
}

/** Rows `i` and `i + 1` with rows `j` to `j + 4`. */
function gramTile(a: Float64Array, rows: number, columns: number, out: Float64Array, i: number, j: number): void {
  const [a0, a1] = [i * columns, (i + 1) * columns];
  const [b0, b1, b2, b3] = [j * columns, (j + 1) * columns, (j + 2) * columns, (j + 3) * columns];
  let [s00, s01, s02, s03, s10, s11, s12, s13] = [0, 0, 0, 0, 0, 0, 0, 0];
  for (let c = 0; c < columns; c++) {
    const x = a[a0 + c]!;
    const y = a[a1 + c]!;
    const p = a[b0 + c]!;
    const q = a[b1 + c]!;
    const r = a[b2 + c]!;
    const s = a[b3 + c]!;
    s00 += x * p;
    s01 += x * q;
    s02 += x * r;
    s03 += x * s;
    s10 += y * p;
    s11 += y * q;
    s12 += y * r;
    s13 += y * s;
  }
  const sums = [s00, s01, s02, s03, s10, s11, s12, s13];
  for (let k = 0; k < 8; k++) {
    const row = i + (k >> 2);
    const column = j + (k & 3);
    out[row * rows + column] = out[column * rows + row] = sums[k]!;
  }
}
