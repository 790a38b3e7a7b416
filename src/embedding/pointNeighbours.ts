import type { WasmModule } from '../base/webAssembly';
import type { Metric } from './neighbours';
import { gramStrips, KernelMatrix } from './products';
import type { Matrix } from './table';

/** For each point the nearest points, itself first, and how far they are: what UMAP starts from. */
export interface PointNeighbours {
  readonly indices: number[][];
  readonly distances: number[][];
}

/**
 * The `count` nearest points of each point among the others, exactly. Euclidean distance, or 1 - cosine (1 for a vector of zeros, which
 * has no direction). Each pair is met once, and only the nearest are kept. Yields the fraction that is done.
 *
 * @param kernel dist/inference/products.wasm, compiled
 * @param count with the point itself, from 1 to the number of points
 * @example
 * // points 0, 1 and 5 on a line, count 2: indices [[0, 1], [1, 0], [2, 1]], distances [[0, 1], [0, 1], [0, 4]]
 */
export function* pointNeighbourSteps(
  kernel: WasmModule,
  matrix: Matrix,
  count: number,
  metric: Metric,
): Generator<number, PointNeighbours> {
  const { rows, columns } = matrix;
  const own = new KernelMatrix(kernel, rows, columns);
  own.values.set(matrix.values);
  const { values } = matrix;
  const squares = new Float64Array(rows);
  for (let i = 0; i < values.length; i++) squares[Math.floor(i / columns)]! += values[i]! ** 2;
  const nearest = Array.from({ length: rows }, (_, i) => new Nearest(i, count));
  for (const { first, count: height, values: products } of gramStrips(own)) {
    for (let i = first; i < first + height; i++) {
      for (let j = i + 1; j < rows; j++) {
        const product = products[(i - first) * rows + j]!;
        const distance =
          metric === 'euclidean'
            ? Math.sqrt(Math.max(0, squares[i]! + squares[j]! - 2 * product))
            : 1 - cosine(product, squares[i]! * squares[j]!);
        nearest[i]!.offer(j, distance);
        nearest[j]!.offer(i, distance);
      }
    }
    yield (first * (2 * rows - first)) / (rows * rows);
  }
  return { indices: nearest.map(each => each.indices), distances: nearest.map(each => each.distances) };
}

function cosine(product: number, squares: number): number {
  return squares === 0 ? 0 : Math.min(1, product / Math.sqrt(squares));
}

/** The nearest so far, in order; of equally near ones the one that was met first. */
class Nearest {
  readonly indices: number[];
  readonly distances: number[] = [0];

  constructor(
    self: number,
    readonly count: number,
  ) {
    this.indices = [self];
  }

  offer(index: number, distance: number): void {
    const { indices, distances, count } = this;
    if (indices.length === count) {
      if (count === 1 || distance >= distances[count - 1]!) return;
      indices.pop();
      distances.pop();
    }
    let at = indices.length;
    while (at > 1 && distances[at - 1]! > distance) at--;
    indices.splice(at, 0, index);
    distances.splice(at, 0, distance);
  }
}
