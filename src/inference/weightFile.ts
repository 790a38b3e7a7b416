import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { bytesSource, FormatError, type ByteSource } from '../formats/byteSource';
import { readNpyHeader } from '../formats/npy';
import { readSafetensorsHeader, type SafetensorsTensor } from '../formats/safetensors';
import { floatSizes, type FloatType } from '../embedding/floats';
import type { GraphCard, GraphOverrides } from '../embedding/graphCard';
import { GraphError } from '../embedding/graphError';
import { inspectGraph } from '../embedding/graphInspection';
import { readOnnxModel } from '../embedding/onnxModel';
import { writeEmbeddingGraph, type TableSpec } from '../embedding/onnxWriter';
import type { PackedRows } from '../embedding/packedRows';
import { isCompanion } from '../embedding/weightNames';
import { chooseTables, type WeightTable, type WeightTensor } from '../embedding/weights';
import { isShardIndex } from './fileFormat';
import { readModelConfig } from './modelConfig';
import { withFile, type OpenFile } from './openFile';
import { shardedTensors } from './shardedWeights';

/** Files of weights beside the one that was chosen: more than this and a folder is no set of tables. */
const maximumFiles = 64;

/** A graph of about a kilobyte whose tables are windows of the files of weights, which stay as they are. */
export interface WeightGraph {
  readonly model: Uint8Array;
  /** Its tables are packed, and not read by ONNX Runtime but row by row: `model` only says what the graph is. */
  readonly isPacked: boolean;
  readonly card: GraphCard;
  /** Names of the files that it reads, in the folder of the one that was chosen. */
  readonly files: readonly string[];
}

/** All tables of a .safetensors file or of all that an index names; of a .npy file its own, and those of its neighbours. */
export function tablesOf(file: OpenFile, format: 'safetensors' | 'npy'): WeightTable[] {
  return tensorsOf(file, format).flatMap(({ name, table }) =>
    table === undefined || isCompanion(name) ? [] : [table],
  );
}

function tensorsOf(file: OpenFile, format: 'safetensors' | 'npy'): WeightTensor[] {
  if (format === 'npy') return npyTables(file);
  return isShardIndex(file.chosen) ? shardedTensors(file, safetensorsOf) : safetensorsOf(file);
}

/**
 * Makes the graph that uses weights where they lie: nothing is converted or copied.
 *
 * @throws {GraphError} where the tables cannot be told, or there are none
 */
export function weightGraphOf(file: OpenFile, format: 'safetensors' | 'npy', overrides: GraphOverrides): WeightGraph {
  const tensors = tensorsOf(file, format);
  const own = basename(file.path);
  // The file that was chosen is the token table, whatever its name.
  const chosen =
    format === 'safetensors'
      ? chooseTables(tensors, overrides, readModelConfig(file))
      : chooseTables(tensors, { tokenTable: own, ...overrides });
  const { token, position } = chosen;
  const model = writeEmbeddingGraph({
    hiddenSize: token.columns,
    token: specOf(token),
    position: position === undefined ? undefined : specOf(position),
  });
  const card = inspectGraph(readOnnxModel(bytesSource(model)));
  return {
    model,
    isPacked: token.packed !== undefined || position?.packed !== undefined,
    card: {
      ...card,
      tables: { token, ...(position === undefined ? {} : { position }) },
      guesses: chosen.guesses.map(guess =>
        format === 'npy' && guess.value === own ? { ...guess, reason: 'the file that you chose' } : guess,
      ),
    },
    files: [...new Set([token.file, ...(position === undefined ? [] : [position.file])])],
  };
}

function specOf({ rows, columns, type, file, offset = 0 }: WeightTable): TableSpec {
  return { rows, type, data: { file, offset, length: rows * columns * floatSizes[type] } };
}

const safetensorsTypes: Readonly<Record<string, FloatType>> = {
  F32: 'float32',
  F16: 'float16',
  BF16: 'bfloat16',
  F64: 'float64',
};

function safetensorsOf({ path, source }: OpenFile): WeightTensor[] {
  const { tensors } = asGraphError(() => readSafetensorsHeader(source));
  const byName = new Map(tensors.map(tensor => [tensor.name, tensor]));
  return tensors.map(tensor => {
    const { name, type, shape, offset } = tensor;
    const packed = type === 'I8' ? packedRowsOf(tensor, byName.get(`${name}_scale`)) : undefined;
    const float = safetensorsTypes[type];
    const [rows, columns] = shape.slice(-2);
    // [1, C, H] is a position table too.
    if (packed !== undefined && rows !== undefined && columns !== undefined) {
      const table = { name, rows, columns, type: 'float32', file: basename(path), offset: undefined, packed } as const;
      return { name, type, shape, table };
    }
    const isTable = shape.length === 2 || (shape.length === 3 && shape[0] === 1);
    if (float === undefined || rows === undefined || columns === undefined || !isTable) return { name, type, shape };
    return { name, type, shape, table: { name, rows, columns, type: float, file: basename(path), offset } };
  });
}

/** Numbers of 8 bits beside as many 32-bit scales as there are rows. */
function packedRowsOf(
  { shape, offset }: SafetensorsTensor,
  scale: SafetensorsTensor | undefined,
): PackedRows | undefined {
  if (shape.length !== 2 || scale?.type !== 'F32') return undefined;
  const [rows, one = 1] = scale.shape;
  const isForEachRow = rows === shape[0] && one === 1 && scale.shape.length <= 2;
  return isForEachRow ? { offset, scaleOffset: scale.offset } : undefined;
}

const npyTypes: Readonly<Record<string, FloatType>> = { f4: 'float32', f2: 'float16', f8: 'float64' };

function npyTables(file: OpenFile): WeightTensor[] {
  const own = asGraphError(() => npyTable(basename(file.path), file.source));
  const others = readdirSync(file.folder, { withFileTypes: true })
    .filter(entry => entry.isFile() && /\.npy$/i.test(entry.name) && entry.name !== own.name)
    .slice(0, maximumFiles)
    .flatMap(({ name }) => {
      try {
        return [withFile(join(file.folder, name), ({ source }) => npyTable(name, source))];
      } catch {
        // A neighbour that is no table is none of ours.
        return [];
      }
    });
  return [own, ...others];
}

function npyTable(name: string, source: ByteSource): WeightTensor {
  const { type, shape, fortranOrder, offset } = readNpyHeader(source);
  const float = npyTypes[type];
  const [rows, columns] = shape;
  const what = `${name} holds ${type} of shape (${shape.join(', ')})`;
  if (float === undefined) throw new GraphError(`${what}: a table of floats was expected (f2, f4 or f8).`);
  if (rows === undefined || columns === undefined || shape.length !== 2) {
    throw new GraphError(`${what}: a table of two dimensions was expected, [tokens, numbers in each vector].`);
  }
  if (fortranOrder) {
    throw new GraphError(`${what}, column by column. Save it row by row: np.save(path, np.ascontiguousarray(table)).`);
  }
  return { name, type, shape, table: { name, rows, columns, type: float, file: name, offset } };
}

function asGraphError<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof FormatError ? new GraphError(error.message) : error;
  }
}
