import { place, sumOf } from './memory';

/**
 * Rows of a table beside a query, in SIMD: products, squares and squared distances. Numbers are widened to doubles, two a vector, before
 * they are multiplied, and summed as doubles: single sums would be half as exact as the table. Each sum goes over four vectors, as one
 * would wait for its last addition. The host gives a table in blocks of rows.
 *
 * @example rows (1, 2), (3, 4), query (1, 10) // products 21, 43; squares 5, 25; squared distances 64, 40
 */

/** Doubles, one a column. The host writes it. */
export let query: usize = 0;
/** A double a row: the row times the query, or the square of their distance. */
export let products: usize = 0;
/** A double a row: the row times itself. */
export let squares: usize = 0;
/** 32-bit numbers, row after row. The host writes it, or `widenHalves` and `widenUpperHalves` do. */
export let rows: usize = 0;
/** 16-bit numbers, likewise. The host writes it. */
export let codes: usize = 0;

let columns: usize = 0;

export function layOutRows(rowCount: i32, columnCount: i32, areCoded: bool): void {
  columns = columnCount;
  const size = <usize>rowCount * columns;
  query = place(columns * 8);
  products = place(<usize>rowCount * 8);
  squares = place(<usize>rowCount * 8);
  rows = place(size * 4);
  codes = place(areCoded ? size * 2 : 0);
}

export function multiply(rowCount: i32): void {
  for (let row = 0; row < rowCount; row++) multiplyRow(row, false);
}

/** Squares and products; the products are those of `multiply` to the last bit, so that equal rows stay equal. */
export function multiplyAndSquare(rowCount: i32): void {
  for (let row = 0; row < rowCount; row++) multiplyRow(row, true);
}

// @ts-ignore: decorator
@inline
function multiplyRow(row: i32, withSquare: bool): void {
  let a = f64x2.splat(0);
  let b = a;
  let c = a;
  let d = a;
  let s = a;
  let t = a;
  let at = rows + <usize>row * columns * 4;
  let from = query;
  const end = at + columns * 4;
  for (; at + 32 <= end; at += 32, from += 64) {
    const x = lowOf(v128.load(at));
    const y = highOf(v128.load(at));
    const z = lowOf(v128.load(at, 16));
    const w = highOf(v128.load(at, 16));
    a = f64x2.add(a, f64x2.mul(x, v128.load(from)));
    b = f64x2.add(b, f64x2.mul(y, v128.load(from, 16)));
    c = f64x2.add(c, f64x2.mul(z, v128.load(from, 32)));
    d = f64x2.add(d, f64x2.mul(w, v128.load(from, 48)));
    if (withSquare) {
      s = f64x2.add(s, f64x2.add(f64x2.mul(x, x), f64x2.mul(y, y)));
      t = f64x2.add(t, f64x2.add(f64x2.mul(z, z), f64x2.mul(w, w)));
    }
  }
  let product = sumOf(f64x2.add(f64x2.add(a, b), f64x2.add(c, d)));
  let square = sumOf(f64x2.add(s, t));
  for (; at < end; at += 4, from += 8) {
    const x = <f64>load<f32>(at);
    product += x * load<f64>(from);
    if (withSquare) square += x * x;
  }
  store<f64>(products + ((<usize>row) << 3), product);
  if (withSquare) store<f64>(squares + ((<usize>row) << 3), square);
}

/** Squared Euclidean distances, from the differences themselves: close vectors lose no digits. */
export function measure(rowCount: i32): void {
  for (let row = 0; row < rowCount; row++) {
    let a = f64x2.splat(0);
    let b = a;
    let c = a;
    let d = a;
    let at = rows + <usize>row * columns * 4;
    let from = query;
    const end = at + columns * 4;
    for (; at + 32 <= end; at += 32, from += 64) {
      const x = f64x2.sub(lowOf(v128.load(at)), v128.load(from));
      const y = f64x2.sub(highOf(v128.load(at)), v128.load(from, 16));
      const z = f64x2.sub(lowOf(v128.load(at, 16)), v128.load(from, 32));
      const w = f64x2.sub(highOf(v128.load(at, 16)), v128.load(from, 48));
      a = f64x2.add(a, f64x2.mul(x, x));
      b = f64x2.add(b, f64x2.mul(y, y));
      c = f64x2.add(c, f64x2.mul(z, z));
      d = f64x2.add(d, f64x2.mul(w, w));
    }
    let sum = sumOf(f64x2.add(f64x2.add(a, b), f64x2.add(c, d)));
    for (; at < end; at += 4, from += 8) {
      const x = <f64>load<f32>(at) - load<f64>(from);
      sum += x * x;
    }
    store<f64>(products + ((<usize>row) << 3), sum);
  }
}

/** The first two of four numbers, as doubles. */
// @ts-ignore: decorator
@inline
function lowOf(four: v128): v128 {
  return f64x2.promote_low_f32x4(four);
}

/** The last two of four numbers, as doubles. */
// @ts-ignore: decorator
@inline
function highOf(four: v128): v128 {
  return f64x2.promote_low_f32x4(i64x2.shuffle(four, four, 1, 0));
}

/**
 * IEEE 754 half precision. Exponent and fraction, moved to where those of a 32-bit number are, mean 2^-112 times the half, also where
 * the half is subnormal; an exponent of all ones, of infinity and NaN, is set again.
 *
 * @example 0x3c00, which is 1 // 0x07800000, which is 2^-112; times 2^112
 */
export function widenHalves(rowCount: i32): void {
  const end = <usize>rowCount * columns;
  let index: usize = 0;
  for (; index + 4 <= end; index += 4) v128.store(rows + (index << 2), widened(v128.load64_zero(codes + (index << 1))));
  for (; index < end; index++) {
    const four = widened(i16x8.splat(<i16>load<u16>(codes + (index << 1))));
    store<f32>(rows + (index << 2), f32x4.extract_lane(four, 0));
  }
}

/** Of the first four of eight halves. */
// @ts-ignore: decorator
@inline
function widened(halves: v128): v128 {
  const bits = i32x4.extend_low_i16x8_u(halves);
  const size = i32x4.shl(v128.and(bits, i32x4.splat(0x7fff)), 13);
  const value = f32x4.mul(size, f32x4.splat(<f32>5192296858534827628530496329220096.0)); // 2^112
  const isSpecial = i32x4.gt_s(size, i32x4.splat(0x0f7f_ffff));
  const sign = i32x4.shl(v128.and(bits, i32x4.splat(0x8000)), 16);
  return v128.or(v128.or(value, sign), v128.and(isSpecial, i32x4.splat(0x7f80_0000)));
}

/** bfloat16: the upper half of a 32-bit number. */
export function widenUpperHalves(rowCount: i32): void {
  const end = <usize>rowCount * columns;
  let index: usize = 0;
  for (; index + 4 <= end; index += 4)
    v128.store(rows + (index << 2), i32x4.shl(i32x4.extend_low_i16x8_u(v128.load64_zero(codes + (index << 1))), 16));
  for (; index < end; index++) store<u32>(rows + (index << 2), (<u32>load<u16>(codes + (index << 1))) << 16);
}
