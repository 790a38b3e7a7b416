import type { WasmModule } from '../base/webAssembly';
import { dot, KernelMatrix, norm } from './products';
import { seededRandom } from './random';

/** The largest eigenvalues of a symmetric matrix, falling, and a unit vector for each. */
export interface Eigen {
  readonly values: Float64Array;
  /** Row by row: `values.length` x size. */
  readonly vectors: Float64Array;
}

/** Vectors that are carried along beyond those that are wanted: the more, the faster these settle. */
const spareVectors = 8;
/** Degree of the polynomial that each round applies. */
const degree = 10;
const maximumRounds = 60;
/** A vector has settled when the matrix turns it by no more than this. */
const tolerance = 1e-9;
/** Up to this size the whole decomposition costs nothing. */
const smallSize = 32;

/**
 * The `count` largest eigenvalues and vectors of a symmetric matrix without negative eigenvalues, by subspace iteration: a few vectors
 * are multiplied by the matrix again and again, and turn towards the directions that it stretches most. Applying a Chebyshev polynomial
 * of the matrix, instead of a power, damps everything below the block's smallest value and needs far fewer products where values lie
 * close together, as those of random tables do (Zhou, Saad, Tiago and Chelikowsky, "Self-consistent-field calculations using
 * Chebyshev-filtered subspace iteration", 2006). Each round ends with the exact solution inside the subspace (Rayleigh-Ritz). The
 * start is drawn from `seed`, so that the result is the same each time. Yields the fraction that is done, at a guess.
 *
 * @param kernel dist/inference/products.wasm, compiled
 * @param matrix `size` x `size`
 * @example
 * // [[2, 1], [1, 2]] stretches (1, 1) by 3 and (1, -1) by 1
 * eigenSteps(kernel, Float64Array.of(2, 1, 1, 2), 2, 1, 0); // values 3, vectors 0.7071 0.7071
 */
export function* eigenSteps(
  kernel: WasmModule,
  matrix: Float64Array,
  size: number,
  count: number,
  seed: number,
): Generator<number, Eigen> {
  if (size <= Math.max(smallSize, count + spareVectors)) return truncate(jacobi(matrix, size), size, count);
  const width = count + spareVectors;
  const operator = new KernelMatrix(kernel, size, size);
  operator.values.set(matrix);
  const random = seededRandom(seed);
  let block: Float64Array = Float64Array.from({ length: width * size }, () => random() - 0.5);
  orthonormalize(block, width, size);
  for (let round = 0; ; round++) {
    let image = yield* multiply(operator, block, width, round / (round + 4));
    const inside = new Float64Array(width * width);
    for (let i = 0; i < width; i++) {
      for (let j = 0; j < width; j++) inside[i * width + j] = dot(block, i * size, image, j * size, size);
    }
    const { values, vectors } = jacobi(inside, width);
    block = combine(vectors, block, width, size);
    image = combine(vectors, image, width, size);
    const isDone = residual(block, image, values, count, size) <= tolerance * Math.max(values[0]!, 0);
    if (isDone || round === maximumRounds) return truncate({ values, vectors: block }, size, count);
    block = yield* filter(operator, block, image, values, round / (round + 4));
    orthonormalize(block, width, size);
  }
}

/** The largest difference between what the matrix makes of a vector and the vector times its value. */
function residual(block: Float64Array, image: Float64Array, values: Float64Array, count: number, size: number): number {
  let largest = 0;
  for (let i = 0; i < count; i++) {
    let sum = 0;
    for (let c = i * size; c < (i + 1) * size; c++) sum += (image[c]! - values[i]! * block[c]!) ** 2;
    largest = Math.max(largest, sum);
  }
  return Math.sqrt(largest);
}

/**
 * The Chebyshev polynomial of the matrix that stays within ±1 on [0, b] and grows fastest above, scaled to 1 at the largest value; b is
 * the block's smallest value.
 */
function* filter(
  operator: KernelMatrix,
  block: Float64Array,
  image: Float64Array,
  values: Float64Array,
  fraction: number,
): Generator<number, Float64Array> {
  const width = values.length;
  const largest = values[0]!;
  const half = values[width - 1]! / 2;
  // Nothing lies between: the block already holds all that the matrix does not send to zero.
  if (!(half > largest * 1e-12) || half * 2 >= largest) return image;
  let sigma = half / (largest - half);
  const first = sigma;
  let previous = block;
  let current: Float64Array = image.map((value, i) => ((value - half * block[i]!) * sigma) / half);
  for (let step = 2; step <= degree; step++) {
    const next = yield* multiply(operator, current, width, fraction);
    const following = 1 / (2 / first - sigma);
    for (let i = 0; i < next.length; i++) {
      next[i] = ((next[i]! - half * current[i]!) * 2 * following) / half - sigma * following * previous[i]!;
    }
    [previous, current, sigma] = [current, next, following];
  }
  return current;
}

/** Each of `width` vectors times the symmetric matrix. */
function* multiply(
  operator: KernelMatrix,
  vectors: Float64Array,
  width: number,
  fraction: number,
): Generator<number, Float64Array> {
  const size = operator.rows;
  const out = new Float64Array(width * size);
  for (let i = 0; i < width; i += 2) {
    const count = i + 1 < width ? 2 : 1;
    operator.left.set(vectors.subarray(i * size, (i + count) * size));
    out.set(operator.strip(0).subarray(0, count * size), i * size);
    yield fraction;
  }
  return out;
}

/** `weights` (width x width) times `vectors` (width x size). */
function combine(weights: Float64Array, vectors: Float64Array, width: number, size: number): Float64Array {
  const out = new Float64Array(width * size);
  for (let i = 0; i < width; i++) {
    for (let j = 0; j < width; j++) {
      const weight = weights[i * width + j]!;
      for (let c = 0; c < size; c++) out[i * size + c]! += weight * vectors[j * size + c]!;
    }
  }
  return out;
}

/** Gram-Schmidt, twice, which is as good as orthogonal gets; a vector that is nothing but others becomes zero. */
function orthonormalize(vectors: Float64Array, width: number, size: number): void {
  for (let i = 0; i < width; i++) {
    const before = norm(vectors, i * size, size);
    for (let pass = 0; pass < 2; pass++) {
      for (let j = 0; j < i; j++) {
        const part = dot(vectors, i * size, vectors, j * size, size);
        for (let c = 0; c < size; c++) vectors[i * size + c]! -= part * vectors[j * size + c]!;
      }
    }
    const after = norm(vectors, i * size, size);
    const scale = after > before * 1e-13 ? 1 / after : 0;
    for (let c = i * size; c < (i + 1) * size; c++) vectors[c]! *= scale;
  }
}

function truncate({ values, vectors }: Eigen, size: number, count: number): Eigen {
  return { values: values.slice(0, count), vectors: vectors.slice(0, count * size) };
}

/**
 * All eigenvalues and vectors of a small symmetric matrix by Jacobi's rotations: each makes one number beside the diagonal zero
 * (Golub and Van Loan, "Matrix Computations", 8.5).
 */
export function jacobi(matrix: Float64Array, size: number): Eigen {
  const a = matrix.slice();
  const v = new Float64Array(size * size);
  for (let i = 0; i < size; i++) v[i * size + i] = 1;
  for (let sweep = 0; sweep < 60 && !isDiagonal(a, size); sweep++) {
    for (let p = 0; p < size; p++) for (let q = p + 1; q < size; q++) rotate(a, v, size, p, q);
  }
  const order = Array.from({ length: size }, (_, i) => i).sort((x, y) => a[y * size + y]! - a[x * size + x]!);
  const vectors = new Float64Array(size * size);
  order.forEach((from, to) => vectors.set(v.subarray(from * size, (from + 1) * size), to * size));
  return { values: Float64Array.from(order, i => a[i * size + i]!), vectors };
}

function isDiagonal(a: Float64Array, size: number): boolean {
  let beside = 0;
  let diagonal = 0;
  for (let i = 0; i < size; i++) {
    diagonal += a[i * size + i]! ** 2;
    for (let j = i + 1; j < size; j++) beside += a[i * size + j]! ** 2;
  }
  return beside <= diagonal * 1e-30;
}

function rotate(a: Float64Array, v: Float64Array, size: number, p: number, q: number): void {
  const apq = a[p * size + q]!;
  if (apq === 0) return;
  const theta = (a[q * size + q]! - a[p * size + p]!) / (2 * apq);
  const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const c = 1 / Math.sqrt(t * t + 1);
  const s = t * c;
  for (let k = 0; k < size; k++) {
    const [x, y] = [a[k * size + p]!, a[k * size + q]!];
    a[k * size + p] = c * x - s * y;
    a[k * size + q] = s * x + c * y;
  }
  for (const of of [a, v]) {
    for (let k = 0; k < size; k++) {
      const [x, y] = [of[p * size + k]!, of[q * size + k]!];
      of[p * size + k] = c * x - s * y;
      of[q * size + k] = s * x + c * y;
    }
  }
}
