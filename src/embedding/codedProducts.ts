/**
 * The sums of `products.ts` over rows of 16-bit numbers as they are stored, each looked up where it is used: converting them first would
 * take twice as long as the sum itself. The terms are added in the same order, so that the results are the same to the last bit.
 */

/** `meanings[a[atA + i]] * b[i]`, summed over `length`. */
export function codedDot(a: Uint16Array, atA: number, meanings: Float32Array, b: Float32Array, length: number): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  const whole = length - (length % 4);
  for (let i = 0; i < whole; i += 4) {
    s0 += meanings[a[atA + i]!]! * b[i]!;
    s1 += meanings[a[atA + i + 1]!]! * b[i + 1]!;
    s2 += meanings[a[atA + i + 2]!]! * b[i + 2]!;
    s3 += meanings[a[atA + i + 3]!]! * b[i + 3]!;
  }
  for (let i = whole; i < length; i++) s0 += meanings[a[atA + i]!]! * b[i]!;
  return s0 + s1 + (s2 + s3);
}

/**
 * {@link codedDot} and the length of the row in one pass.
 *
 * @param norms where the length is put, at `to`
 */
export function codedDotAndNorm(
  a: Uint16Array,
  atA: number,
  meanings: Float32Array,
  b: Float32Array,
  length: number,
  norms: Float64Array,
  to: number,
): number {
  let s0 = 0;
  let s1 = 0;
  let t0 = 0;
  let t1 = 0;
  const whole = length - (length % 2);
  for (let i = 0; i < whole; i += 2) {
    const x = meanings[a[atA + i]!]!;
    const y = meanings[a[atA + i + 1]!]!;
    s0 += x * b[i]!;
    s1 += y * b[i + 1]!;
    t0 += x * x;
    t1 += y * y;
  }
  if (whole < length) {
    const x = meanings[a[atA + whole]!]!;
    s0 += x * b[whole]!;
    t0 += x ** 2;
  }
  norms[to] = Math.sqrt(t0 + t1);
  return s0 + s1;
}

/** The square of the Euclidean distance of a row from `b`. */
export function codedSquaredDistance(
  a: Uint16Array,
  atA: number,
  meanings: Float32Array,
  b: Float32Array,
  length: number,
): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  const whole = length - (length % 4);
  for (let i = 0; i < whole; i += 4) {
    const d0 = meanings[a[atA + i]!]! - b[i]!;
    const d1 = meanings[a[atA + i + 1]!]! - b[i + 1]!;
    const d2 = meanings[a[atA + i + 2]!]! - b[i + 2]!;
    const d3 = meanings[a[atA + i + 3]!]! - b[i + 3]!;
    s0 += d0 * d0;
    s1 += d1 * d1;
    s2 += d2 * d2;
    s3 += d3 * d3;
  }
  for (let i = whole; i < length; i++) {
    const d = meanings[a[atA + i]!]! - b[i]!;
    s0 += d * d;
  }
  return s0 + s1 + (s2 + s3);
}
