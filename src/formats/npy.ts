import { FormatError, type ByteSource } from './byteSource';

/** NumPy's element types: a kind (f float, i signed, u unsigned, b bool) and bytes. Little-endian where that matters. */
export const npyTypes = ['f2', 'f4', 'f8', 'i1', 'i2', 'i4', 'i8', 'u1', 'u2', 'u4', 'u8', 'b1'] as const;
export type NpyType = (typeof npyTypes)[number];

/** What a .npy file holds and where: everything but the numbers. */
export interface NpyHeader {
  readonly type: NpyType;
  readonly shape: readonly number[];
  /** Columns stand together instead of rows. */
  readonly fortranOrder: boolean;
  /** Where in the file the numbers begin; NumPy's own files begin them at a multiple of 64. */
  readonly offset: number;
  readonly byteLength: number;
}

const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59] as const;
const alignment = 64;
/** NumPy itself refuses to read longer headers, as parsing them takes time. */
const longestHeader = 10_000;
const mostDimensions = 32;

export function bytesOfNpyType(type: NpyType): number {
  return Number(type[1]);
}

/**
 * Reads the header of a .npy file of version 1, 2 or 3. The numbers themselves are the caller's: they are `byteLength` bytes at
 * `offset`, which can be mapped in place.
 *
 * Source: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 *
 * @example
 * readNpyHeader(source); // { type: 'f4', shape: [50257, 768], fortranOrder: false, offset: 128, byteLength: 154389504 }
 * @throws {FormatError} for anything else, with what was expected
 */
export function readNpyHeader(source: ByteSource): NpyHeader {
  if (source.size < 10) throw new FormatError(`Not a .npy file: ${source.size} bytes are too few for its header.`);
  const start = source.read(0, Math.min(12, source.size));
  if (magic.some((byte, i) => start[i] !== byte)) {
    throw new FormatError('Not a .npy file: it does not begin with \\x93NUMPY.');
  }
  const [major, minor] = [start[6]!, start[7]!];
  if (major < 1 || major > 3 || minor !== 0) {
    throw new FormatError(`This .npy file is of version ${major}.${minor}; versions 1.0, 2.0 and 3.0 are known.`);
  }
  const wide = major > 1;
  if (wide && start.length < 12) throw new FormatError('The .npy file ends inside its header.');
  const view = new DataView(start.buffer, start.byteOffset, start.length);
  const length = wide ? view.getUint32(8, true) : view.getUint16(8, true);
  const headerStart = wide ? 12 : 10;
  const offset = headerStart + length;
  if (length > longestHeader) {
    throw new FormatError(`The .npy header says it is ${length} bytes long; at most ${longestHeader} are read.`);
  }
  if (offset > source.size) {
    throw new FormatError(`The .npy header says it ends at byte ${offset}, but the file has ${source.size} bytes.`);
  }
  const { descr, fortranOrder, shape } = parseHeader(new TextDecoder().decode(source.read(headerStart, length)));
  const type = typeOf(descr);
  const byteLength = shape.reduce((product, dim) => product * BigInt(dim), BigInt(bytesOfNpyType(type)));
  if (BigInt(offset) + byteLength !== BigInt(source.size)) {
    throw new FormatError(
      `A .npy array of shape (${shape.join(', ')}) and type ${descr} needs ${byteLength.toString()} bytes, but ${source.size - offset} follow the header.`,
    );
  }
  return { type, shape, fortranOrder, offset, byteLength: Number(byteLength) };
}

function typeOf(descr: string): NpyType {
  const type = descr.slice(1) as NpyType;
  if (!npyTypes.includes(type)) {
    throw new FormatError(
      `The .npy element type ${JSON.stringify(descr)} is not supported. Use one of ${npyTypes.join(', ')}.`,
    );
  }
  const marks = bytesOfNpyType(type) === 1 ? '|<' : '<';
  if (!marks.includes(descr[0]!)) {
    throw new FormatError(
      `The .npy numbers are ${JSON.stringify(descr)}, which is not little-endian. Save them with astype("<${type}").`,
    );
  }
  return type;
}

/** The header is a Python dict of three entries, such as `{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }`. */
function parseHeader(text: string): { descr: string; fortranOrder: boolean; shape: number[] } {
  const wrong = (why: string): FormatError => new FormatError(`The .npy header cannot be read: ${why}.`);
  const dict = /^\s*\{(.*)\}\s*$/s.exec(text);
  if (dict === null) throw wrong('it is no Python dict');
  const entries = new Map<string, string>();
  const entry = /\s*(['"])(\w+)\1\s*:\s*(\([^()]*\)|'[^'\\]*'|"[^"\\]*"|\[[^\]]*\]|\w+)\s*(,|$)/sy;
  const body = dict[1]!.trimEnd();
  while (entry.lastIndex < body.length) {
    const at = entry.lastIndex;
    const match = entry.exec(body);
    if (match === null) throw wrong(`what stands at character ${at} is not understood`);
    if (entries.has(match[2]!)) throw wrong(`"${match[2]!}" is there twice`);
    entries.set(match[2]!, match[3]!);
  }
  if (entries.size !== 3) throw wrong(`it has ${entries.size} entries instead of descr, fortran_order and shape`);
  const [descr, order, shape] = ['descr', 'fortran_order', 'shape'].map(key => {
    const value = entries.get(key);
    if (value === undefined) throw wrong(`"${key}" is missing`);
    return value;
  }) as [string, string, string];
  if (!/^['"]/.test(descr)) throw wrong('arrays of records are not supported');
  if (order !== 'True' && order !== 'False') throw wrong('fortran_order is neither True nor False');
  return { descr: descr.slice(1, -1), fortranOrder: order === 'True', shape: parseShape(shape, wrong) };
}

/** A Python tuple: `()`, `(3,)`, `(3, 4)`; one element needs its comma. */
function parseShape(text: string, wrong: (why: string) => FormatError): number[] {
  if (!/^\(\s*(\d+\s*,\s*)*(\d+\s*)?\)$/.test(text) || /^\(\s*\d+\s*\)$/.test(text)) {
    throw wrong('the shape is no tuple of whole numbers');
  }
  const shape = (text.match(/\d+/g) ?? []).map(Number);
  if (shape.length > mostDimensions) throw wrong(`the shape has ${shape.length} dimensions`);
  if (!shape.every(dim => Number.isSafeInteger(dim))) throw wrong('a dimension is beyond 2^53');
  return shape;
}

/**
 * The bytes before the numbers of a .npy file of version 1.0, padded so that the numbers begin at a multiple of 64.
 *
 * @example
 * writeNpyHeader({ type: 'i4', shape: [7, 4] }).length; // 128
 */
export function writeNpyHeader(array: {
  readonly type: NpyType;
  readonly shape: readonly number[];
  readonly fortranOrder?: boolean;
}): Uint8Array {
  const { type, shape, fortranOrder = false } = array;
  for (const dim of shape) {
    if (!Number.isSafeInteger(dim) || dim < 0) throw new RangeError(`shape: ${dim} is no number of elements`);
  }
  const descr = `${bytesOfNpyType(type) === 1 ? '|' : '<'}${type}`;
  const tuple = shape.length === 1 ? `(${shape[0]!},)` : `(${shape.join(', ')})`;
  const dict = `{'descr': '${descr}', 'fortran_order': ${fortranOrder ? 'True' : 'False'}, 'shape': ${tuple}, }`;
  const total = Math.ceil((10 + dict.length + 1) / alignment) * alignment;
  const header = new Uint8Array(total).fill(0x20);
  header.set([...magic, 1, 0]);
  new DataView(header.buffer).setUint16(8, total - 10, true);
  header.set(new TextEncoder().encode(dict), 10);
  header[total - 1] = 0x0a;
  return header;
}
