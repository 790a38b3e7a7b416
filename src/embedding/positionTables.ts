/**
 * Position tables that are computed, not learned. Both turn a position into angles, one for each pair of numbers, that go slower from
 * pair to pair: `position / 10000^(2i / hiddenSize)`.
 */
const base = 10_000;

function angleOf(position: number, pair: number, hiddenSize: number): number {
  return position / base ** ((2 * pair) / hiddenSize);
}

/**
 * Sinusoidal positions: PE(pos, 2i) = sin(angle), PE(pos, 2i + 1) = cos(angle). Vaswani et al., "Attention Is All You Need", 2017,
 * section 3.5. Computed in double precision and rounded once.
 *
 * @returns `rows` x `hiddenSize` numbers
 * @example
 * sinusoidalTable(2, 4); // 0 1 0 1, then sin(1) cos(1) sin(0.01) cos(0.01)
 */
export function sinusoidalTable(rows: number, hiddenSize: number): Float32Array {
  const table = new Float32Array(rows * hiddenSize);
  for (let at = 0; at < table.length; at++) {
    const column = at % hiddenSize;
    const angle = angleOf(Math.floor(at / hiddenSize), column >> 1, hiddenSize);
    table[at] = column % 2 === 0 ? Math.sin(angle) : Math.cos(angle);
  }
  return table;
}

/**
 * Rotary positions: each pair (x, y) = (2i, 2i + 1) of a vector is turned by its angle, to (x cos - y sin, y cos + x sin). Su et al.,
 * "RoFormer: Enhanced Transformer with Rotary Position Embedding", 2021, section 3.4.2. In a model this happens to the queries and keys
 * of each attention layer; nothing is added to the token vectors.
 *
 * With these tables a whole vector v turns as `v * cos + swap(v) * sin`, where swap exchanges the two of each pair: `sin` carries the
 * minus sign at even places.
 *
 * @param hiddenSize even
 * @returns `rows` x `hiddenSize` numbers each
 */
export function rotaryTables(
  rows: number,
  hiddenSize: number,
): { readonly cos: Float32Array; readonly sin: Float32Array } {
  if (hiddenSize % 2 !== 0) {
    throw new RangeError(
      `Rotary positions turn pairs of numbers: ${hiddenSize} dimensions are odd. Choose an even number.`,
    );
  }
  const cos = new Float32Array(rows * hiddenSize);
  const sin = new Float32Array(rows * hiddenSize);
  for (let at = 0; at < cos.length; at++) {
    const column = at % hiddenSize;
    const angle = angleOf(Math.floor(at / hiddenSize), column >> 1, hiddenSize);
    cos[at] = Math.cos(angle);
    sin[at] = column % 2 === 0 ? -Math.sin(angle) : Math.sin(angle);
  }
  return { cos, sin };
}
