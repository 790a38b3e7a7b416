import { writeNpyHeader, type NpyType } from '../formats/npy';
import { writeSafetensorsHeader, type SafetensorsType } from '../formats/safetensors';
import { rowCountOf, type ExportContent } from './exportContent';
import { tokenLines } from './tokenLines';

export const exportFormats = ['npy', 'safetensors', 'bin', 'jsonl', 'csv', 'parquet'] as const;
export type ExportFormat = (typeof exportFormats)[number];
export const exportTypes = ['int32', 'int64', 'uint16'] as const;
export type ExportType = (typeof exportTypes)[number];

const npyTypeOf: Readonly<Record<ExportType, NpyType>> = { int32: 'i4', int64: 'i8', uint16: 'u2' };
const safetensorsTypeOf: Readonly<Record<ExportType, SafetensorsType>> = { int32: 'I32', int64: 'I64', uint16: 'U16' };
const largestUint16 = 65535;
/** Ids that one part of a file holds: half a megabyte to two. */
const partSize = 1 << 18;

/**
 * What keeps ids from being written so; nothing if nothing does.
 *
 * @example
 * checkExport({ format: 'bin', type: 'uint16', hasWindows: false, vocabularySize: 100277 });
 * // 'The ids go up to 100276; uint16 holds numbers up to 65535. Choose int32 or int64.'
 */
export function checkExport(choice: {
  readonly format: ExportFormat;
  readonly type: ExportType;
  readonly hasWindows: boolean;
  readonly vocabularySize: number;
}): string | undefined {
  const { format, type, hasWindows, vocabularySize } = choice;
  if (format === 'bin' && hasWindows) return 'A .bin file holds numbers alone. Export the token ids, or choose .npy.';
  if (type !== 'uint16') return undefined;
  const last = vocabularySize - 1;
  if (last <= largestUint16) return undefined;
  return `The ids go up to ${last}; uint16 holds numbers up to ${largestUint16}. Choose int32 or int64.`;
}

/** Bytes of the file where its format says them beforehand: everything but text and Parquet. */
export function exportSize(content: ExportContent, format: ExportFormat, type: ExportType): number | undefined {
  if (format !== 'npy' && format !== 'safetensors' && format !== 'bin') return undefined;
  return headerOf(content, format, type).length + numberCount(content) * bytesOf(type);
}

/**
 * The file in parts of about a megabyte, to be written one after the other: each is good until the next is asked for, as all are made in
 * the same memory.
 *
 * - `npy`: the ids; or windows of shape (rows, 2, maxLength), so that `inputs, targets = array[:, 0], array[:, 1]`.
 * - `safetensors`: a tensor `ids`; or `inputs` and `targets` of shape [rows, maxLength].
 * - `bin`: the ids and nothing else, as nanoGPT has them.
 * - `jsonl`, `csv`: a line for each id or window.
 *
 * Parquet goes by columns and in groups of rows, and is written by `parquetParts` in worker/.
 */
export function* exportParts(
  content: ExportContent,
  format: Exclude<ExportFormat, 'parquet'>,
  type: ExportType,
): Generator<Uint8Array> {
  if (format === 'jsonl' || format === 'csv') {
    yield* tokenLines(content, format);
    return;
  }
  yield headerOf(content, format, type);
  if (content.windows === undefined) yield* packIds(type, content.ids);
  else if (format === 'npy') yield* packWindows(type, content, [0, 1]);
  else {
    yield* packWindows(type, content, [0]);
    yield* packWindows(type, content, [1]);
  }
}

function numberCount(content: ExportContent): number {
  return rowCountOf(content) * (content.windows === undefined ? 1 : 2 * content.windows.maxLength);
}

function bytesOf(type: ExportType): number {
  return type === 'int64' ? 8 : type === 'int32' ? 4 : 2;
}

function headerOf(content: ExportContent, format: 'npy' | 'safetensors' | 'bin', type: ExportType): Uint8Array {
  if (format === 'bin') return new Uint8Array(0);
  const rows = rowCountOf(content);
  const { windows, metadata } = content;
  if (format === 'npy') {
    return writeNpyHeader({
      type: npyTypeOf[type],
      shape: windows === undefined ? [rows] : [rows, 2, windows.maxLength],
    });
  }
  const tensor = (name: string, shape: number[]) => ({ name, type: safetensorsTypeOf[type], shape });
  const tensors =
    windows === undefined
      ? [tensor('ids', [rows])]
      : ['inputs', 'targets'].map(name => tensor(name, [rows, windows.maxLength]));
  return writeSafetensorsHeader(tensors, metadata).header;
}

/** Gathers numbers of a type, little-endian as every platform that VS Code runs on has them in memory. */
class Packer {
  readonly #part: Uint16Array | Uint32Array;
  #used = 0;

  /** @param least ids that a part must have room for */
  constructor(
    readonly type: ExportType,
    least = 0,
  ) {
    const size = Math.max(partSize, least);
    // Millions of ids would touch as much new memory as the file is long, which takes longer than writing it.
    this.#part = type === 'uint16' ? new Uint16Array(size) : new Uint32Array(type === 'int64' ? 2 * size : size);
  }

  /** Takes ids until the part is full; gives the index of the first that it did not take. */
  put(ids: Uint32Array, from: number, to: number): number {
    const part = this.#part;
    // The upper half of each number of 64 bits stays 0.
    const step = this.type === 'int64' ? 2 : 1;
    let used = this.#used;
    const end = Math.min(to, from + (part.length - used) / step);
    for (let i = from; i < end; i++, used += step) part[used] = ids[i]!;
    this.#used = used;
    return end;
  }

  /**
   * Takes rows until there is no room for another; gives the first that it did not take. The loop is apart from the generator that
   * yields, as code in generators runs several times slower.
   */
  putRows({ ids, windows }: ExportContent, first: number, shifts: readonly number[]): number {
    const { plan, maxLength } = windows!;
    const room = this.#part.length - this.#used;
    const rowSize = maxLength * shifts.length * (this.type === 'int64' ? 2 : 1);
    const last = Math.min(plan.usedWindowCount, first + Math.floor(room / rowSize));
    for (let row = first; row < last; row++) {
      const start = plan.startOfRow(row);
      for (let i = 0; i < shifts.length; i++) this.put(ids, start + shifts[i]!, start + shifts[i]! + maxLength);
    }
    return last;
  }

  take(): Uint8Array {
    const bytes = new Uint8Array(this.#part.buffer, 0, this.#used * this.#part.BYTES_PER_ELEMENT);
    this.#used = 0;
    return bytes;
  }
}

function* packIds(type: ExportType, ids: Uint32Array): Generator<Uint8Array> {
  const packer = new Packer(type);
  for (let at = 0; at < ids.length;) {
    at = packer.put(ids, at, ids.length);
    yield packer.take();
  }
}

/** Each row's inputs (shift 0) and targets (shift 1), as asked. */
function* packWindows(type: ExportType, content: ExportContent, shifts: readonly number[]): Generator<Uint8Array> {
  const { plan, maxLength } = content.windows!;
  const packer = new Packer(type, maxLength * shifts.length);
  for (let row = 0; row < plan.usedWindowCount;) {
    row = packer.putRows(content, row, shifts);
    yield packer.take();
  }
}
