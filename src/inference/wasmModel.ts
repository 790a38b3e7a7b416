import { join } from 'node:path';
import { floatSizes } from '../embedding/floats';
import type { TableLocation } from '../embedding/graphCard';
import { GraphError } from '../embedding/graphError';
import { relocateWeights } from '../embedding/relocateWeights';
import { writeEmbeddingGraph, type TableSpec } from '../embedding/onnxWriter';
import { openRegularFile } from '../platform/node/regularFile';
import type { ModelFile } from './modelFile';
import { openTable } from './tableFile';

/** WebAssembly has 4 GB of memory for everything, and the weights are in it twice while they are read. */
const largestWeights = 1.5e9;

export interface WasmModel {
  readonly model: Uint8Array;
  /** Whole files beside the model, under the names that it gives them. */
  readonly externalData: readonly { readonly path: string; readonly data: Uint8Array }[];
}

/**
 * A model for ONNX Runtime as WebAssembly, which reads no files itself: weights beside a graph are handed over whole, and of a file of
 * weights only its tables, inside the graph.
 *
 * @throws {GraphError} where they are too large
 */
export async function wasmModelOf(file: ModelFile): Promise<WasmModel> {
  const { token, position } = file.card.tables;
  if (file.model !== undefined) {
    const { hiddenSize } = file.card;
    const tokenTable = await tableInside(file, token);
    const positionTable = position === undefined ? undefined : await tableInside(file, position);
    return { model: writeEmbeddingGraph({ hiddenSize, token: tokenTable, position: positionTable }), externalData: [] };
  }
  const externalData = [];
  for (const path of file.externalFiles) externalData.push({ path, data: await wholeFile(join(file.folder, path)) });
  const model = await wholeFile(file.path);
  return { model: file.cached === undefined ? model : relocateWeights(model, file.cached), externalData };
}

/** A table's bytes in memory, to be written inside a graph. */
export async function tableInside(file: ModelFile, location: TableLocation): Promise<TableSpec> {
  const { rows, columns, type, file: name, offset, packed } = location;
  const length = rows * columns * floatSizes[type];
  checkSize(length);
  const bytes = new Uint8Array(length);
  if (packed !== undefined) {
    const table = openTable(file, location === file.card.tables.position ? 'position' : 'token');
    try {
      table.read(0, rows, new Float32Array(bytes.buffer));
    } finally {
      table.close();
    }
    return { rows, type, data: { bytes } };
  }
  const handle = await openRegularFile(name === undefined ? file.path : join(file.folder, name));
  try {
    for (let done = 0; done < length;) {
      const { bytesRead } = await handle.read(bytes, done, length - done, (offset ?? 0) + done);
      if (bytesRead === 0) throw new GraphError(`The weights have become shorter: ${length - done} bytes are missing.`);
      done += bytesRead;
    }
  } finally {
    await handle.close();
  }
  return { rows, type, data: { bytes } };
}

async function wholeFile(path: string): Promise<Uint8Array> {
  const handle = await openRegularFile(path);
  try {
    checkSize((await handle.stat()).size);
    return await handle.readFile();
  } finally {
    await handle.close();
  }
}

function checkSize(size: number): void {
  if (size <= largestWeights) return;
  throw new GraphError(
    `${(size / 1e9).toFixed(1)} GB of weights are too many without a native ONNX Runtime, which this platform has not.`,
  );
}
