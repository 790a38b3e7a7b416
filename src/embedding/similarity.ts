import type { WasmModule } from '../base/webAssembly';
import { gramSteps, KernelMatrix } from './products';
import type { Matrix } from './table';

/** A matrix of more rows than this is too large to look at: 2048 x 2048 numbers are 16 MB. */
export const maximumSimilarityRows = 2048;

/** Rows whose products become cosines between two steps. */
const rowsAtOnce = 256;
/** The part of the work that the products are. */
const productShare = 0.9;

/**
 * The cosine of every row with every row: `rows` x `rows` numbers from -1 (opposite) over 0 (at right angles) to 1 (the same
 * direction). A row of zeros has no direction: its similarities are 0, also with itself. A row that holds NaN or infinity has NaN.
 * Yields the fraction that is done.
 *
 * @example
 * // rows (1, 0), (0, 2), (1, 1)
 * // 1      0      0.7071
 * // 0      1      0.7071
 * // 0.7071 0.7071 1
 * @param kernel dist/inference/products.wasm, compiled
 * @throws RangeError for more rows than {@link maximumSimilarityRows}
 */
export function* similaritySteps(
  kernel: WasmModule,
  { rows, columns, values }: Matrix,
): Generator<number, Float32Array> {
  if (rows > maximumSimilarityRows) {
    throw new RangeError(
      `A similarity matrix of ${rows} x ${rows} is too large to show. Choose at most ${maximumSimilarityRows} tokens.`,
    );
  }
  const products = new Float64Array(rows * rows);
  const matrix = new KernelMatrix(kernel, rows, columns);
  matrix.values.set(values);
  for (const done of gramSteps(matrix, products)) yield productShare * done;
  const norms = Float64Array.from({ length: rows }, (_, i) => Math.sqrt(products[i * rows + i]!));
  const out = new Float32Array(rows * rows);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < rows; j++) {
      const lengths = norms[i]! * norms[j]!;
      if (lengths === 0) continue;
      const isUsable = Number.isFinite(norms[i]!) && Number.isFinite(norms[j]!);
      const cosine = i === j ? 1 : Math.max(-1, Math.min(1, products[i * rows + j]! / lengths));
      out[i * rows + j] = isUsable ? cosine : NaN;
    }
    if (i % rowsAtOnce === rowsAtOnce - 1) yield productShare + ((1 - productShare) * i) / rows;
  }
  return out;
}
