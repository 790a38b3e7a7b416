import type { Matrix } from './table';

/** One number for each row, or for each dimension. The standard deviation divides by n - 1, as `torch.std` does; of one it is NaN. */
export interface Summary {
  readonly mean: Float32Array;
  readonly std: Float32Array;
  readonly min: Float32Array;
  readonly max: Float32Array;
}
export interface RowSummary extends Summary {
  /** The length of the vector: the square root of the sum of its squares. */
  readonly norm: Float32Array;
}
export interface VectorSummary {
  readonly rows: RowSummary;
  readonly dimensions: Summary;
}
/** Rows between two steps of {@link statisticsSteps}. */
const rowsAtOnce = 64;

/**
 * Mean, spread and extremes of each row, over its numbers, and of each dimension, over the rows. Yields the fraction that is done.
 *
 * @example
 * statisticsSteps({ rows: 1, columns: 2, values: Float32Array.of(3, 4) }); // rows: norm 5, mean 3.5, std 0.7071, min 3, max 4
 */
export function* statisticsSteps({ rows, columns, values }: Matrix): Generator<number, VectorSummary> {
  const ofRows = { ...summaryOf(rows), norm: new Float32Array(rows) };
  const over = new Moments(columns);
  for (let row = 0; row < rows; row++) {
    const own = new Moments(1);
    let squares = 0;
    for (let c = 0; c < columns; c++) {
      const value = values[row * columns + c]!;
      own.add(0, value, 1 / (c + 1));
      over.add(c, value, 1 / (row + 1));
      squares += value * value;
    }
    own.store(0, columns, ofRows, row);
    ofRows.norm[row] = Math.sqrt(squares);
    if (row % rowsAtOnce === rowsAtOnce - 1) yield row / rows;
  }
  const dimensions = summaryOf(columns);
  for (let c = 0; c < columns; c++) over.store(c, rows, dimensions, c);
  return { rows: ofRows, dimensions };
}

function summaryOf(length: number): Summary {
  const numbers = (): Float32Array => new Float32Array(length);
  return { mean: numbers(), std: numbers(), min: numbers(), max: numbers() };
}

/**
 * Mean and variance in one pass, without the difference of two large sums: Welford, "Note on a Method for Calculating Corrected Sums
 * of Squares and Products", 1962. One running state for each of `length` series.
 */
class Moments {
  readonly #mean: Float64Array;
  /** The sum of squared differences from the mean. */
  readonly #spread: Float64Array;
  readonly #min: Float64Array;
  readonly #max: Float64Array;

  constructor(length: number) {
    this.#mean = new Float64Array(length);
    this.#spread = new Float64Array(length);
    this.#min = new Float64Array(length).fill(Infinity);
    this.#max = new Float64Array(length).fill(-Infinity);
  }

  /** @param share 1 / how many values series `at` has, with this one */
  add(at: number, value: number, share: number): void {
    const difference = value - this.#mean[at]!;
    this.#mean[at]! += difference * share;
    this.#spread[at]! += difference * (value - this.#mean[at]!);
    // A NaN stays to be seen.
    this.#min[at] = Math.min(this.#min[at]!, value);
    this.#max[at] = Math.max(this.#max[at]!, value);
  }

  store(at: number, count: number, into: Summary, to: number): void {
    into.mean[to] = this.#mean[at]!;
    into.std[to] = Math.sqrt(this.#spread[at]! / (count - 1));
    into.min[to] = this.#min[at]!;
    into.max[to] = this.#max[at]!;
  }
}
