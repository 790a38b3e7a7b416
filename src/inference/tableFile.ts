import { closeSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { decodeFloats, floatSizes, isSixteenBit } from '../embedding/floats';
import { GraphError } from '../embedding/graphError';
import type { TableLocation } from '../embedding/graphCard';
import { unpackRows, type PackedRows } from '../embedding/packedRows';
import type { EmbeddingTable } from '../embedding/table';
import type { ModelFile } from './modelFile';
import { openModelFile } from './openFile';

export type TableName = 'token' | 'position';

/** A table where it lies, in the model or in the file of its weights: rows are read when they are asked for. Close it. */
export interface TableFile extends EmbeddingTable {
  close(): void;
}

/**
 * Opens a table of a model that has been found safe. Nothing of it is kept in memory: the system's own cache of the file makes reading
 * it again about as fast.
 *
 * @throws {GraphError} for a graph without that table, or whose numbers are in no contiguous bytes
 */
export function openTable(model: ModelFile, name: TableName): TableFile {
  const location = model.card.tables[name];
  if (location === undefined) throw new GraphError(`The graph has no table of ${name} vectors.`);
  const { rows, columns, type, offset, packed } = location;
  if (offset === undefined && packed === undefined) {
    throw new GraphError(`The table "${location.name}" is stored in a form that cannot be read where it lies.`);
  }
  const { descriptor } = openModelFile(location.file === undefined ? model.path : join(model.folder, location.file));
  if (packed !== undefined) return packedTable(descriptor, location, packed);
  const start = offset ?? 0;
  const rowSize = columns * floatSizes[type];
  let buffer = new Uint8Array(rowSize);
  /** Reads rows as they are stored into `into`, which begins at a byte of its own. */
  const readRows = (first: number, count: number, into: ArrayBufferView): void => {
    checkRows(location, first, count);
    const bytes = new Uint8Array(into.buffer, into.byteOffset, count * rowSize);
    readFully(descriptor, bytes, start + first * rowSize);
  };
  return {
    rows,
    columns,
    read(first, count, into) {
      if (type === 'float32') {
        readRows(first, count, into);
        return;
      }
      if (buffer.length < count * rowSize) buffer = new Uint8Array(count * rowSize);
      readRows(first, count, buffer);
      decodeFloats(type, buffer, into.subarray(0, count * columns));
    },
    codes: isSixteenBit(type) ? { type, read: readRows } : undefined,
    close: () => closeSync(descriptor),
  };
}

function packedTable(descriptor: number, location: TableLocation, { offset, scaleOffset }: PackedRows): TableFile {
  const { rows, columns } = location;
  let numbers = new Int8Array(columns);
  let scales = new Float32Array(1);
  return {
    rows,
    columns,
    read(first, count, into) {
      checkRows(location, first, count);
      if (scales.length < count) {
        numbers = new Int8Array(count * columns);
        scales = new Float32Array(count);
      }
      const own = scales.subarray(0, count);
      readFully(descriptor, new Uint8Array(numbers.buffer, 0, count * columns), offset + first * columns);
      readFully(descriptor, new Uint8Array(scales.buffer, 0, own.byteLength), scaleOffset + first * 4);
      unpackRows(numbers, own, columns, into);
    },
    close: () => closeSync(descriptor),
  };
}

function checkRows({ rows }: TableLocation, first: number, count: number): void {
  if (first >= 0 && count >= 0 && first + count <= rows) return;
  throw new RangeError(`Rows ${first} to ${first + count} are outside the table of ${rows} rows.`);
}

function readFully(descriptor: number, bytes: Uint8Array, position: number): void {
  for (let done = 0; done < bytes.length;) {
    const read = readSync(descriptor, bytes, done, bytes.length - done, position + done);
    if (read === 0) {
      throw new GraphError(`The table's file has become shorter: ${bytes.length - done} bytes are missing.`);
    }
    done += read;
  }
}
