import type { Matrix } from './table';

/**
 * The numbers of some dimensions as they are: all that a small table needs for a picture.
 *
 * @example
 * axesOf({ rows: 2, columns: 3, values: Float32Array.of(1, 2, 3, 4, 5, 6) }, [2, 0]); // 3 1 6 4
 * @throws RangeError for a dimension that there is not
 */
export function axesOf({ rows, columns, values }: Matrix, axes: readonly number[]): Float32Array {
  const missing = axes.find(axis => axis >= columns);
  if (missing !== undefined) {
    throw new RangeError(`There is no dimension ${missing}: the vectors have ${columns} (0 to ${columns - 1}).`);
  }
  const out = new Float32Array(rows * axes.length);
  for (let i = 0; i < out.length; i++) {
    out[i] = values[Math.floor(i / axes.length) * columns + axes[i % axes.length]!]!;
  }
  return out;
}
