/**
 * Position tables that are computed, not learned, some rows at a time: a table of thousands of rows takes a while. All of them turn a
 * position into angles, one for each pair of numbers, that go slower from pair to pair: `position / 10000^(2i / hiddenSize)`.
 */
const base = 10_000;

function rowsOfAngles(
  first: number,
  count: number,
  hiddenSize: number,
  numberOf: (angle: number, isEven: boolean) => number,
): Float32Array {
  const divisors = Float64Array.from({ length: hiddenSize }, (_, column) => base ** ((2 * (column >> 1)) / hiddenSize));
  const rows = new Float32Array(count * hiddenSize);
  for (let row = 0; row < count; row++) {
    for (let column = 0; column < hiddenSize; column++) {
      rows[row * hiddenSize + column] = numberOf((first + row) / divisors[column]!, column % 2 === 0);
    }
  }
  return rows;
}

/**
 * Sinusoidal positions: PE(pos, 2i) = sin(angle), PE(pos, 2i + 1) = cos(angle). Vaswani et al., "Attention Is All You Need", 2017,
 * section 3.5. Computed in double precision and rounded once.
 *
 * @returns rows `first` to `first + count`, `hiddenSize` numbers each
 * @example
 * sinusoidalRows(0, 2, 4); // 0 1 0 1, then sin(1) cos(1) sin(0.01) cos(0.01)
 */
export function sinusoidalRows(first: number, count: number, hiddenSize: number): Float32Array {
  return rowsOfAngles(first, count, hiddenSize, (angle, isEven) => (isEven ? Math.sin(angle) : Math.cos(angle)));
}

/**
 * Rotary positions: each pair (x, y) = (2i, 2i + 1) of a vector is turned by its angle, to (x cos - y sin, y cos + x sin). Su et al.,
 * "RoFormer: Enhanced Transformer with Rotary Position Embedding", 2021, section 3.4.2. In a model this happens to the queries and keys
 * of each attention layer; nothing is added to the token vectors.
 *
 * With these cosines and {@link rotarySines} a whole vector v turns as `v * cos + swap(v) * sin`, where swap exchanges the two of each
 * pair.
 *
 * @param hiddenSize even
 * @returns rows `first` to `first + count`, `hiddenSize` numbers each
 * @throws RangeError for an odd size
 */
export function rotaryCosines(first: number, count: number, hiddenSize: number): Float32Array {
  checkPairs(hiddenSize);
  return rowsOfAngles(first, count, hiddenSize, Math.cos);
}

/** The sines that go with {@link rotaryCosines}; they carry the minus sign at even places. */
export function rotarySines(first: number, count: number, hiddenSize: number): Float32Array {
  checkPairs(hiddenSize);
  return rowsOfAngles(first, count, hiddenSize, (angle, isEven) => (isEven ? -Math.sin(angle) : Math.sin(angle)));
}

/** @throws RangeError if pairs cannot be made of so many numbers */
export function checkPairs(hiddenSize: number): void {
  if (hiddenSize % 2 === 0) return;
  throw new RangeError(
    `Rotary positions turn pairs of numbers: ${hiddenSize} dimensions are odd. Choose an even number.`,
  );
}

/** Rows that are computed in one go: about 10 ms of work. */
export function positionRowsAtOnce(hiddenSize: number): number {
  return Math.max(1, Math.floor(2 ** 17 / hiddenSize));
}
