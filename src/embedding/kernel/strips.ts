import { place, sumOf } from './memory';

/**
 * The products of two vectors with every row of a matrix of doubles: half of what a matrix times its own rows needs at a time, so that
 * work can stop between two strips. Two vectors meet four rows at once: of the six numbers that are loaded, eight products are made.
 *
 * @example left (1, 2), (0, 1), right (3, 4), (5, 6) // strip 11, 17, 4, 6
 */

/** Two vectors of doubles, one after the other. The host writes it. */
export let left: usize = 0;
/** The matrix of doubles, row by row. The host writes it. */
export let right: usize = 0;
/** A double a row for the first vector, and then for the second. */
export let strip: usize = 0;

let rows: i32 = 0;
let rowBytes: usize = 0;

export function layOutStrips(rowCount: i32, columnCount: i32): void {
  rows = rowCount;
  rowBytes = (<usize>columnCount) << 3;
  left = place(2 * rowBytes);
  strip = place((<usize>rowCount) << 4);
  right = place(<usize>rowCount * rowBytes);
}

/** Writes the products with the rows from `first` on. */
export function multiplyStrip(first: i32): void {
  let row = first;
  for (; row + 4 <= rows; row += 4) multiplyFour(row);
  for (; row < rows; row++) {
    const at = right + <usize>row * rowBytes;
    put(0, row, productOf(left, at));
    put(1, row, productOf(left + rowBytes, at));
  }
}

// @ts-ignore: decorator
@inline
function put(vector: i32, row: i32, product: f64): void {
  store<f64>(strip + ((<usize>(vector * rows + row)) << 3), product);
}

// @ts-ignore: decorator
@inline
function multiplyFour(row: i32): void {
  let at = right + <usize>row * rowBytes;
  let a0 = f64x2.splat(0);
  let a1 = a0;
  let a2 = a0;
  let a3 = a0;
  let b0 = a0;
  let b1 = a0;
  let b2 = a0;
  let b3 = a0;
  let from = left;
  const whole = left + (rowBytes & ~15);
  for (; from < whole; from += 16, at += 16) {
    const x = v128.load(from);
    const y = v128.load(from + rowBytes);
    let z = v128.load(at);
    a0 = f64x2.add(a0, f64x2.mul(x, z));
    b0 = f64x2.add(b0, f64x2.mul(y, z));
    z = v128.load(at + rowBytes);
    a1 = f64x2.add(a1, f64x2.mul(x, z));
    b1 = f64x2.add(b1, f64x2.mul(y, z));
    z = v128.load(at + 2 * rowBytes);
    a2 = f64x2.add(a2, f64x2.mul(x, z));
    b2 = f64x2.add(b2, f64x2.mul(y, z));
    z = v128.load(at + 3 * rowBytes);
    a3 = f64x2.add(a3, f64x2.mul(x, z));
    b3 = f64x2.add(b3, f64x2.mul(y, z));
  }
  const isOdd = (rowBytes & 8) !== 0;
  const x = isOdd ? load<f64>(from) : 0;
  const y = isOdd ? load<f64>(from + rowBytes) : 0;
  putFour(0, row, a0, a1, a2, a3, x, at);
  putFour(1, row, b0, b1, b2, b3, y, at);
}

/** The sums of two halves each, and what the last column of an odd number of them adds. */
// @ts-ignore: decorator
@inline
function putFour(vector: i32, row: i32, s0: v128, s1: v128, s2: v128, s3: v128, last: f64, at: usize): void {
  const isOdd = (rowBytes & 8) !== 0;
  put(vector, row, sumOf(s0) + (isOdd ? last * load<f64>(at) : 0));
  put(vector, row + 1, sumOf(s1) + (isOdd ? last * load<f64>(at + rowBytes) : 0));
  put(vector, row + 2, sumOf(s2) + (isOdd ? last * load<f64>(at + 2 * rowBytes) : 0));
  put(vector, row + 3, sumOf(s3) + (isOdd ? last * load<f64>(at + 3 * rowBytes) : 0));
}

function productOf(a: usize, b: usize): f64 {
  let sum = f64x2.splat(0);
  let at: usize = 0;
  for (; at + 16 <= rowBytes; at += 16) sum = f64x2.add(sum, f64x2.mul(v128.load(a + at), v128.load(b + at)));
  return sumOf(sum) + (at < rowBytes ? load<f64>(a + at) * load<f64>(b + at) : 0);
}
