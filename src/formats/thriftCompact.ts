import { concatenated } from '../base/bytes';

/**
 * A value in Thrift's compact protocol: the number of its type, and its bytes without the header of the field that it stands in.
 *
 * Source: https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md
 */
export interface ThriftValue {
  readonly type: number;
  readonly bytes: Uint8Array;
}

const types = { true: 1, false: 2, i8: 3, i32: 5, i64: 6, binary: 8, list: 9, struct: 12 } as const;
const encoder = new TextEncoder();
/** Longer lists, and fields whose number is further from the last one's, have a longer header. */
const longestShort = { list: 14, step: 15 } as const;

/**
 * A whole number, not negative, in groups of 7 bits from the lowest on; the highest bit of a byte says that another follows.
 *
 * @example
 * varint(300); // 300 = 2 * 128 + 44, so 44 + 128 and 2: [0xac, 0x02]
 */
export function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  bytes.push(rest);
  return bytes;
}

/** Numbers near 0 become short ones, whatever their sign: 0, -1, 1, -2 become 0, 1, 2, 3. */
const zigzag = (value: number): number[] => varint(value < 0 ? -2 * value - 1 : 2 * value);

const valueOf = (type: number, bytes: readonly number[]): ThriftValue => ({ type, bytes: Uint8Array.from(bytes) });

export const i8 = (value: number): ThriftValue => valueOf(types.i8, [value & 0xff]);
export const i32 = (value: number): ThriftValue => valueOf(types.i32, zigzag(value));
/** A number of 64 bits, exact below 2^52 on either side of 0. */
export const i64 = (value: number): ThriftValue => valueOf(types.i64, zigzag(value));
/** A boolean in a struct, where the type itself says which; lists have another form, which is not written here. */
export const bool = (value: boolean): ThriftValue => valueOf(value ? types.true : types.false, []);

export function string(text: string): ThriftValue {
  const bytes = encoder.encode(text);
  return { type: types.binary, bytes: concatenated([varint(bytes.length), bytes]) };
}

/** Values of one type. An empty list is one of structs: no reader looks at the type of nothing. */
export function list(items: readonly ThriftValue[]): ThriftValue {
  const type = items[0]?.type ?? types.struct;
  const header =
    items.length <= longestShort.list ? [items.length * 16 + type] : [0xf0 + type, ...varint(items.length)];
  return { type: types.list, bytes: concatenated([header, ...items.map(({ bytes }) => bytes)]) };
}

/**
 * Values under the numbers of their fields, in ascending order, and a 0 at the end. A field's header is one byte: how far its number is
 * from the last one's, and its type. Fields that are undefined are left out.
 *
 * @example
 * // KeyValue { 1: string key, 2: string value } of Parquet: each field is one further (1), and a string (8) of 1 byte.
 * struct({ 1: string('a'), 2: string('b') }).bytes; // 18 01 61  18 01 62  00
 */
export function struct(fields: Readonly<Record<number, ThriftValue | undefined>>): ThriftValue {
  const parts: ArrayLike<number>[] = [];
  let last = 0;
  // JavaScript lists whole numbers in ascending order, however they were written down.
  for (const [key, value] of Object.entries(fields)) {
    if (value === undefined) continue;
    const step = Number(key) - last;
    parts.push(
      step <= longestShort.step ? [step * 16 + value.type] : [value.type, ...zigzag(Number(key))],
      value.bytes,
    );
    last = Number(key);
  }
  parts.push([0]);
  return { type: types.struct, bytes: concatenated(parts) };
}
