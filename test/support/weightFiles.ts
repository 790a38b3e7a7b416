import type { SafetensorsType } from '../../src/formats/safetensors';

/** Files of weights of any shape for tests, and an independent gather to compare with. */

export interface TensorOf {
  readonly dtype: SafetensorsType;
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

/** A safetensors file as its library writes it, but for the padding: its tensors begin at an odd byte. */
export function safetensors(tensors: Readonly<Record<string, TensorOf>>): Uint8Array {
  const header: Record<string, unknown> = {};
  let end = 0;
  for (const [name, { dtype, shape, bytes }] of Object.entries(tensors)) {
    header[name] = { dtype, shape, data_offsets: [end, (end += bytes.length)] };
  }
  let text = JSON.stringify(header);
  if (Buffer.byteLength(text) % 2 === 0) text += ' ';
  const length = new Uint8Array(new BigUint64Array([BigInt(Buffer.byteLength(text))]).buffer);
  return Buffer.concat([length, Buffer.from(text), ...Object.values(tensors).map(({ bytes }) => bytes)]);
}

/** Random 16-bit patterns of finite numbers, zeros and subnormals among them. */
export function random16(count: number, type: 'float16' | 'bfloat16'): Uint16Array {
  let state = 12345;
  const infinite = type === 'float16' ? 0x7c00 : 0x7f80;
  return Uint16Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const bits = state >>> 16;
    return (bits & infinite) === infinite ? bits & 0x8fff : bits;
  });
}

/** What 16 bits mean, from the standards' definitions: sign, exponent, fraction. */
export function meaningOf(bits: number, type: 'float16' | 'bfloat16'): number {
  if (type === 'bfloat16') return new Float32Array(new Uint32Array([bits << 16]).buffer)[0]!;
  const sign = bits >> 15 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  if (exponent === 31) return (bits & 1023) === 0 ? sign * Infinity : NaN;
  return exponent === 0 ? sign * (bits & 1023) * 2 ** -24 : sign * (1 + (bits & 1023) / 1024) * 2 ** (exponent - 15);
}

export const bytesOf = (array: Float32Array | Uint16Array | Float64Array): Uint8Array =>
  new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
