/**
 * Rows of whole numbers of 8 bits, each with a scale: row `i` is `scale[i] * numbers[i]`. A fourth of the size of 32-bit floats, at an
 * error of at most half a scale in each number.
 *
 * Source: symmetric quantization for each row, as in LLM.int8() (Dettmers et al. 2022) and compressed-tensors' `weight_scale`.
 */
export interface PackedRows {
  /** Of the first number, in bytes of the file. */
  readonly offset: number;
  /** Of the first row's 32-bit scale. */
  readonly scaleOffset: number;
}

/**
 * @param numbers row by row
 * @param scales one for each row
 * @example
 * unpackRows(Int8Array.of(127, -64), Float32Array.of(0.5), 2, into); // into: 63.5, -32
 */
export function unpackRows(numbers: Int8Array, scales: Float32Array, columns: number, into: Float32Array): void {
  for (let row = 0, at = 0; row < scales.length; row++) {
    const scale = scales[row]!;
    for (let c = 0; c < columns; c++, at++) into[at] = scale * numbers[at]!;
  }
}
