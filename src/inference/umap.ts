import { UMAP } from 'umap-js';
import type { WasmModule } from '../base/webAssembly';
import type { Metric } from '../embedding/neighbours';
import { pointNeighbourSteps } from '../embedding/pointNeighbours';
import { seededRandom } from '../embedding/random';
import { checkFinite, type Matrix } from '../embedding/table';

/** More points than this take minutes, and show as a cloud. */
export const maximumUmapPoints = 5000;
const minimumUmapPoints = 4;

export interface UmapOptions {
  readonly dimensions: number;
  readonly seed: number;
  readonly metric: Metric;
  /** How many points, with itself, make a point's neighbourhood. */
  readonly neighbours: number;
  /** How close points may come in the picture. */
  readonly minimumDistance: number;
  readonly epochs?: number | undefined;
}

/**
 * UMAP (McInnes, Healy and Melville, "UMAP: Uniform Manifold Approximation and Projection for Dimension Reduction", 2018) by umap-js,
 * from exact neighbourhoods. Points that are neighbours in the original space stay neighbours; distances between groups mean little.
 * The same seed gives the same picture. Yields the fraction that is done, after each epoch.
 *
 * @param kernel dist/inference/products.wasm, compiled
 * @returns points x dimensions
 * @throws RangeError for too few or too many points, and numbers that are none
 */
export function* umapSteps(kernel: WasmModule, matrix: Matrix, options: UmapOptions): Generator<number, Float32Array> {
  const { rows } = matrix;
  if (rows < minimumUmapPoints) {
    throw new RangeError(`UMAP needs at least ${minimumUmapPoints} points; there are ${rows}. Use PCA or raw axes.`);
  }
  if (rows > maximumUmapPoints) {
    throw new RangeError(`UMAP takes up to ${maximumUmapPoints} points; these are ${rows}. Choose fewer, or use PCA.`);
  }
  if (!(options.minimumDistance >= 0 && options.minimumDistance <= 1)) {
    throw new RangeError(`The least distance must be from 0 to 1, not ${options.minimumDistance}.`);
  }
  checkFinite(matrix);
  // The search for neighbours takes about a third of the time.
  const third = 1 / 3;
  const nNeighbors = Math.min(options.neighbours, rows - 1);
  const search = pointNeighbourSteps(kernel, matrix, nNeighbors, options.metric);
  let found = search.next();
  for (; found.done !== true; found = search.next()) yield found.value * third;
  const umap = new UMAP({
    nComponents: options.dimensions,
    nNeighbors,
    minDist: options.minimumDistance,
    random: seededRandom(options.seed),
    ...(options.epochs === undefined ? {} : { nEpochs: options.epochs }),
  });
  umap.setPrecomputedKNN(found.value.indices, found.value.distances);
  // With the neighbours known, only the number of points is asked of the points.
  const epochs = umap.initializeFit(Array.from({ length: rows }, () => []));
  for (let epoch = 0; epoch < epochs; epoch = umap.step()) yield third + ((1 - third) * epoch) / epochs;
  return Float32Array.from(umap.getEmbedding().flat());
}
