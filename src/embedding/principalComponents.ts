import type { WasmModule } from '../base/webAssembly';
import { eigenSteps } from './eigen';
import { dot, gramSteps, KernelMatrix } from './products';
import { checkFinite, type Matrix } from './table';

/** Rows between two steps of what is done to each. */
const rowsAtOnce = 256;

/** The products of this many points with each other would take minutes. */
export const maximumPcaPoints = 20_000;

export interface PcaOptions {
  /** How many components are wanted: 2 for a picture. */
  readonly dimensions: number;
  readonly seed: number;
}

export interface PrincipalComponents {
  /** Points x dimensions: where each point lies along each component, seen from the points' mean. */
  readonly coordinates: Float32Array;
  /** Dimensions x columns: unit vectors at right angles to each other. All zeros where the points do not differ any further. */
  readonly components: Float32Array;
  readonly mean: Float32Array;
  /** Along each component, dividing by points - 1. */
  readonly variance: Float64Array;
  /** The part of the whole variance that each component shows, from 0 to 1. */
  readonly explained: Float32Array;
}

/**
 * Principal component analysis: the directions in which points differ most (Pearson, "On Lines and Planes of Closest Fit to Systems of
 * Points in Space", 1901). They are the eigenvectors of the covariance matrix X'X / (n - 1), X being the points less their mean. With
 * fewer points than columns those of the smaller XX' are found, which lead to them. A component's sign, which nothing determines, is
 * chosen so that its largest number is positive. Yields the fraction that is done.
 *
 * @example
 * // (0, 0), (2, 2), (4, 4) lie on one line: the first component is (0.7071, 0.7071) and explains everything,
 * // the coordinates are -2.8284, 0, 2.8284
 * pcaSteps(kernel, matrixOf(Float32Array.of(0, 0, 2, 2, 4, 4), 2), { dimensions: 1, seed: 0 });
 * @param kernel dist/inference/products.wasm, compiled
 * @throws RangeError for fewer than 2 points, more components than columns, and numbers that are none
 */
export function* pcaSteps(
  kernel: WasmModule,
  matrix: Matrix,
  { dimensions, seed }: PcaOptions,
): Generator<number, PrincipalComponents> {
  checkPoints(matrix, dimensions);
  const { rows, columns } = matrix;
  const isWide = rows <= columns;
  const size = isWide ? rows : columns;
  const { mean, centred } = yield* centredSteps(matrix);
  const gram = new Float64Array(size * size);
  const sides = new KernelMatrix(kernel, size, isWide ? columns : rows);
  if (isWide) sides.values.set(centred);
  else yield* transposeSteps(centred, rows, columns, sides.values);
  for (const done of gramSteps(sides, gram)) yield done / 2;
  let total = 0;
  for (let i = 0; i < size; i++) total += gram[i * size + i]!;
  const steps = eigenSteps(kernel, gram, size, Math.min(dimensions, size), seed);
  let step = steps.next();
  for (; step.done !== true; step = steps.next()) yield 0.5 + step.value / 2;
  const found = step.value;

  const components = new Float64Array(dimensions * columns);
  const variance = new Float64Array(dimensions);
  for (const [k, value] of found.values.entries()) {
    // What is left by rounding is no direction.
    if (!(value > total * 1e-12)) continue;
    const component = components.subarray(k * columns, (k + 1) * columns);
    const vector = found.vectors.subarray(k * size, (k + 1) * size);
    if (isWide) yield* addRowsSteps(component, centred, vector, Math.sqrt(value));
    else component.set(vector);
    pointUpwards(component);
    variance[k] = value / (rows - 1);
  }
  const coordinates = new Float32Array(rows * dimensions);
  for (let i = 0; i < coordinates.length; i++) {
    const row = Math.floor(i / dimensions);
    coordinates[i] = dot(centred, row * columns, components, (i % dimensions) * columns, columns);
    if (i % rowsAtOnce === rowsAtOnce - 1) yield 1;
  }
  const explained = Float32Array.from(variance, value => (total > 0 ? (value * (rows - 1)) / total : 0));
  return { coordinates, components: Float32Array.from(components), mean: Float32Array.from(mean), variance, explained };
}

function checkPoints(matrix: Matrix, dimensions: number): void {
  const { rows, columns } = matrix;
  if (rows < 2) {
    throw new RangeError(
      `PCA compares points with each other; there ${rows === 1 ? 'is 1' : 'are 0'}. Choose at least 2.`,
    );
  }
  if (rows > maximumPcaPoints) {
    throw new RangeError(`PCA takes up to ${maximumPcaPoints} points; these are ${rows}. Choose fewer.`);
  }
  if (dimensions > columns) {
    throw new RangeError(
      `Vectors of ${columns} dimensions have no more than ${columns} components, not ${dimensions}.`,
    );
  }
  checkFinite(matrix);
}

/** The points less their mean. */
function* centredSteps({
  rows,
  columns,
  values,
}: Matrix): Generator<number, { readonly mean: Float64Array; readonly centred: Float64Array }> {
  const sum = new Float64Array(columns);
  for (let row = 0; row < rows; row++) {
    for (let c = 0; c < columns; c++) sum[c]! += values[row * columns + c]!;
    if (row % rowsAtOnce === rowsAtOnce - 1) yield 0;
  }
  const mean = sum.map(each => each / rows);
  const centred = new Float64Array(values.length);
  for (let row = 0; row < rows; row++) {
    for (let c = 0; c < columns; c++) centred[row * columns + c] = values[row * columns + c]! - mean[c]!;
    if (row % rowsAtOnce === rowsAtOnce - 1) yield 0;
  }
  return { mean, centred };
}

function* transposeSteps(
  values: Float64Array,
  rows: number,
  columns: number,
  out: Float64Array,
): Generator<number, void> {
  // Some rows at a time: what is written then lies side by side.
  for (let first = 0; first < rows; first += rowsAtOnce) {
    const last = Math.min(rows, first + rowsAtOnce);
    for (let c = 0; c < columns; c++) for (let i = first; i < last; i++) out[c * rows + i] = values[i * columns + c]!;
    yield 0;
  }
}

/** Adds each row of `centred` to `component`, times its weight by `length`. */
function* addRowsSteps(
  component: Float64Array,
  centred: Float64Array,
  weights: Float64Array,
  length: number,
): Generator<number, void> {
  const columns = component.length;
  for (let i = 0; i < weights.length; i++) {
    for (let c = 0; c < columns; c++) component[c]! += (weights[i]! * centred[i * columns + c]!) / length;
    if (i % rowsAtOnce === rowsAtOnce - 1) yield 1;
  }
}

function pointUpwards(vector: Float64Array): void {
  const largest = vector.reduce((best, value) => (Math.abs(value) > Math.abs(best) ? value : best), 0);
  if (largest < 0) for (let i = 0; i < vector.length; i++) vector[i] = -vector[i]!;
}
