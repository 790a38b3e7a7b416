/** Types that the numbers of a table may be stored in. */
export type FloatType = 'float32' | 'float16' | 'bfloat16' | 'float64';

export const floatSizes: Readonly<Record<FloatType, number>> = { float32: 4, float16: 2, bfloat16: 2, float64: 8 };

let halves: Float32Array | undefined;

/**
 * Reads little-endian numbers of `type` as 32-bit floats. float16 and bfloat16 widen exactly; float64 is rounded.
 *
 * @param bytes at least `into.length` numbers; they may start anywhere
 */
export function decodeFloats(type: FloatType, bytes: Uint8Array, into: Float32Array): void {
  if (type === 'float32') {
    new Uint8Array(into.buffer, into.byteOffset, into.byteLength).set(bytes.subarray(0, into.byteLength));
    return;
  }
  if (type === 'float64') {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let i = 0; i < into.length; i++) into[i] = view.getFloat64(i * 8, true);
  } else if (type === 'bfloat16') {
    // The upper half of a float32.
    const bits = new Uint32Array(into.buffer, into.byteOffset, into.length);
    for (let i = 0; i < bits.length; i++) bits[i] = (bytes[2 * i]! << 16) | (bytes[2 * i + 1]! << 24);
  } else {
    halves ??= allHalves();
    for (let i = 0; i < into.length; i++) into[i] = halves[bytes[2 * i]! | (bytes[2 * i + 1]! << 8)]!;
  }
}

/** What each of the 65536 bit patterns of IEEE 754 half precision means. */
function allHalves(): Float32Array {
  return Float32Array.from({ length: 65536 }, (_, bits) => {
    const sign = bits & 0x8000 ? -1 : 1;
    const exponent = (bits >> 10) & 31;
    const fraction = bits & 1023;
    if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
    return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1024 + fraction) * 2 ** (exponent - 25);
  });
}
