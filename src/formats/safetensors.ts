import { maximumSafetensorsHeader } from '../base/bounds';
import { FormatError, type ByteSource } from './byteSource';
import { parseStrictJson, type StrictJson } from './strictJson';

/** Bits of an element of each type that the format knows. */
const bitsOf = {
  F64: 64, I64: 64, U64: 64, C64: 64,
  F32: 32, I32: 32, U32: 32,
  F16: 16, BF16: 16, I16: 16, U16: 16,
  F8_E4M3: 8, F8_E5M2: 8, F8_E8M0: 8, I8: 8, U8: 8, BOOL: 8,
  F6_E2M3: 6, F6_E3M2: 6, F4: 4,
} as const; // prettier-ignore

export type SafetensorsType = keyof typeof bitsOf;
export const safetensorsTypes = Object.keys(bitsOf) as readonly SafetensorsType[];

/** One tensor and where its bytes are: little-endian, row by row, without gaps. */
export interface SafetensorsTensor {
  readonly name: string;
  readonly type: SafetensorsType;
  readonly shape: readonly number[];
  /** Counted from the start of the file, as mapping it needs. */
  readonly offset: number;
  readonly byteLength: number;
}

export interface SafetensorsHeader {
  /** In the order of their bytes. */
  readonly tensors: readonly SafetensorsTensor[];
  readonly metadata: ReadonlyMap<string, string>;
  /** Where the first tensor begins. */
  readonly dataOffset: number;
}

/**
 * Reads the header of a safetensors file and checks it as the format's own library does: each byte after the header belongs to
 * exactly one tensor, and each tensor's bytes are its shape times its type.
 *
 * Source: https://github.com/huggingface/safetensors, "Format" and `tensor.rs`.
 *
 * @throws {FormatError} with what is wrong and the numbers
 */
export function readSafetensorsHeader(source: ByteSource): SafetensorsHeader {
  if (source.size < 8) {
    throw new FormatError(`Not a safetensors file: ${source.size} bytes are too few for its header.`);
  }
  const start = source.read(0, 8);
  const length = new DataView(start.buffer, start.byteOffset, 8).getBigUint64(0, true);
  if (length > BigInt(maximumSafetensorsHeader)) {
    throw new FormatError(
      `Not a safetensors file, or one of too many tensors: its header would be ${length.toString()} bytes long, more than the ${maximumSafetensorsHeader} that are read.`,
    );
  }
  const dataOffset = 8 + Number(length);
  if (dataOffset > source.size) {
    throw new FormatError(
      `The safetensors header says it ends at byte ${dataOffset}, but the file has ${source.size} bytes.`,
    );
  }
  const entries = parseHeader(source.read(8, Number(length)));
  const metadata = metadataOf(entries.get('__metadata__'));
  const tensors = [...entries]
    .filter(([name]) => name !== '__metadata__')
    .map(([name, value]) => tensorOf(name, value, dataOffset))
    .sort((a, b) => a.offset - b.offset || a.byteLength - b.byteLength);
  checkTiling(tensors, dataOffset, source.size);
  return { tensors, metadata, dataOffset };
}

function parseHeader(bytes: Uint8Array): Map<string, StrictJson> {
  try {
    if (bytes[0] !== 0x7b) throw new SyntaxError('it does not begin with "{"');
    const value = parseStrictJson(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
    return value as Map<string, StrictJson>;
  } catch (error) {
    const why = error instanceof SyntaxError ? error.message : 'it is no UTF-8';
    throw new FormatError(`The safetensors header is no JSON that can be used: ${why}.`);
  }
}

function metadataOf(value: StrictJson | undefined): Map<string, string> {
  const metadata = new Map<string, string>();
  if (value === undefined) return metadata;
  if (!(value instanceof Map)) throw new FormatError('The __metadata__ of the safetensors file is no JSON object.');
  for (const [key, text] of value) {
    if (typeof text !== 'string') throw new FormatError(`The metadata ${quote(key)} is no text.`);
    metadata.set(key, text);
  }
  return metadata;
}

function tensorOf(name: string, value: StrictJson, dataOffset: number): SafetensorsTensor {
  const wrong = (why: string): FormatError => new FormatError(`The tensor ${quote(name)} ${why}.`);
  if (!(value instanceof Map)) throw wrong('is no JSON object');
  const type = value.get('dtype');
  if (typeof type !== 'string' || !Object.hasOwn(bitsOf, type)) {
    throw wrong(`has the unknown dtype ${typeof type === 'string' ? quote(type) : 'that is no text'}`);
  }
  const shape = value.get('shape');
  const isCount = (each: StrictJson): boolean =>
    typeof each === 'bigint' && each >= 0n && each <= BigInt(Number.MAX_SAFE_INTEGER);
  if (!Array.isArray(shape) || !shape.every(isCount)) throw wrong('has a shape that is no array of whole numbers');
  const range = value.get('data_offsets');
  if (!Array.isArray(range) || range.length !== 2 || !range.every(isCount)) {
    throw wrong('has data_offsets that are no two whole numbers');
  }
  const [from, to] = range as [bigint, bigint];
  if (to < from) throw wrong(`ends at ${to.toString()}, before its start ${from.toString()}`);
  // Exact: [4194305, 4194305, 211106198978564] is 4 in 64 bits, and no tensor of four elements.
  const bits = (shape as bigint[]).reduce((product, dim) => product * dim, BigInt(bitsOf[type as SafetensorsType]));
  const dims = shape.map(Number);
  if (bits % 8n !== 0n || bits / 8n !== to - from) {
    const needed = bits % 8n === 0n ? (bits / 8n).toString() : `${(bits / 8n).toString()} and a part`;
    throw wrong(
      `of shape [${dims.join(', ')}] and dtype ${type} needs ${needed} bytes, but its range has ${(to - from).toString()}`,
    );
  }
  return {
    name,
    type: type as SafetensorsType,
    shape: dims,
    offset: dataOffset + Number(from),
    byteLength: Number(to - from),
  };
}

/** Ranges follow one another from 0 to the end of the file, so that no byte is hidden and none is shared. */
function checkTiling(tensors: readonly SafetensorsTensor[], dataOffset: number, size: number): void {
  let end = dataOffset;
  for (const { name, offset, byteLength } of tensors) {
    if (offset !== end) {
      const what = offset < end ? 'overlaps the one before it' : 'leaves a gap before it';
      throw new FormatError(
        `The tensor ${quote(name)} ${what}: it begins at ${offset - dataOffset} instead of ${end - dataOffset}.`,
      );
    }
    end = offset + byteLength;
  }
  if (end !== size) {
    throw new FormatError(
      `The tensors of the safetensors file end at byte ${end}, but the file has ${size} bytes. Is it complete?`,
    );
  }
}

const quote = (text: string): string => JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);

/**
 * The bytes before the tensors of a safetensors file, and where each tensor then belongs. The widest types come first, so that every
 * tensor is aligned to its type, as the format's own library does it.
 *
 * @param alignment the first tensor begins at a multiple of this many bytes
 * @example
 * const { header, tensors } = writeSafetensorsHeader([{ name: 'inputs', type: 'I64', shape: [7, 4] }]);
 * tensors[0].offset === header.length; // the tensor's 224 bytes follow at once
 */
export function writeSafetensorsHeader(
  tensors: readonly Pick<SafetensorsTensor, 'name' | 'type' | 'shape'>[],
  metadata: ReadonlyMap<string, string> = new Map(),
  alignment = 8,
): { readonly header: Uint8Array; readonly tensors: readonly SafetensorsTensor[] } {
  let end = 0;
  const names = new Set<string>(['__metadata__']);
  const placed = [...tensors]
    .sort((a, b) => bitsOf[b.type] - bitsOf[a.type])
    .map(({ name, type, shape }) => {
      if (names.has(name)) throw new RangeError(`tensors: the name ${quote(name)} is taken`);
      names.add(name);
      const byteLength = shape.reduce((product, dim) => product * dim, bitsOf[type] / 8);
      if (!Number.isSafeInteger(byteLength) || byteLength < 0) {
        throw new RangeError(`tensors: ${quote(name)} of [${shape.join(', ')}] is no whole number of bytes`);
      }
      const offset = end;
      end += byteLength;
      return { name, type, shape, offset, byteLength };
    });
  const entries = placed.map(({ name, type, shape, offset, byteLength }): [string, unknown] => [
    name,
    { dtype: type, shape, data_offsets: [offset, offset + byteLength] },
  ]);
  if (metadata.size > 0) entries.unshift(['__metadata__', Object.fromEntries(metadata)]);
  // Written entry by entry: an object would put names that are numbers first, and lose "__proto__".
  const json = `{${entries.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(',')}}`;
  const text = new TextEncoder().encode(json);
  const total = Math.ceil((8 + text.length) / alignment) * alignment;
  const header = new Uint8Array(total).fill(0x20);
  new DataView(header.buffer).setBigUint64(0, BigInt(total - 8), true);
  header.set(text, 8);
  return { header, tensors: placed.map(each => ({ ...each, offset: total + each.offset })) };
}
