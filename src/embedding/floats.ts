/** Types that the numbers of a table may be stored in. */
export type FloatType = 'float32' | 'float16' | 'bfloat16' | 'float64';

export const floatSizes: Readonly<Record<FloatType, number>> = { float32: 4, float16: 2, bfloat16: 2, float64: 8 };

export type SixteenBitType = 'float16' | 'bfloat16';

export function isSixteenBit(type: FloatType): type is SixteenBitType {
  return floatSizes[type] === 2;
}

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
    const own = sixteenBits(bytes, into.length);
    for (let i = 0; i < bits.length; i++) bits[i] = own[i]! << 16;
  } else {
    const meanings = (halves ??= allHalves());
    const own = sixteenBits(bytes, into.length);
    for (let i = 0; i < into.length; i++) into[i] = meanings[own[i]!]!;
  }
}

/** Numbers of 16 bits can be read as such only where they start at an even byte. */
function sixteenBits(bytes: Uint8Array, length: number): Uint16Array {
  if (bytes.byteOffset % 2 === 0) return new Uint16Array(bytes.buffer, bytes.byteOffset, length);
  return new Uint16Array(bytes.slice(0, 2 * length).buffer);
}

/** What each of the 65536 patterns of IEEE 754 half precision means. */
function allHalves(): Float32Array {
  return Float32Array.from({ length: 65536 }, (_, bits) => {
    const sign = bits & 0x8000 ? -1 : 1;
    const exponent = (bits >> 10) & 31;
    const fraction = bits & 1023;
    if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
    return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1024 + fraction) * 2 ** (exponent - 25);
  });
}

/**
 * Writes 32-bit floats as little-endian numbers of `type`, to the nearest one, and of two equally near ones the even one.
 *
 * @throws RangeError for a number that float16 cannot hold: its largest is 65504
 */
export function encodeFloats(type: 'float32' | 'float16', values: Float32Array): Uint8Array {
  if (type === 'float32') return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const bytes = new Uint8Array(values.length * 2);
  for (let i = 0; i < values.length; i++) {
    const half = toHalf(bits[i]!, values[i]!);
    if ((half & 0x7fff) === 0x7c00 && Number.isFinite(values[i]))
      throw new RangeError(`The value ${values[i]} does not fit into float16, whose largest number is 65504.`);
    bytes[2 * i] = half & 255;
    bytes[2 * i + 1] = half >> 8;
  }
  return bytes;
}

function toHalf(bits: number, value: number): number {
  const sign = (bits >>> 16) & 0x8000;
  const size = bits & 0x7fffffff;
  if (size > 0x7f800000) return sign | 0x7e00;
  if (size >= 0x47800000) return sign | 0x7c00;
  // Below 2^-14 the steps are of 2^-24; the product is exact.
  if (size < 0x38800000) return sign | roundToEven(Math.abs(value) * 2 ** 24);
  return sign | ((size - 0x38000000 + 0xfff + ((size >> 13) & 1)) >> 13);
}

function roundToEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor;
}
