import { basename } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { InferenceSession, Tensor } from 'onnxruntime-node';
import { throwIfCancelled, type CancellationToken } from '../base/cancellation';
import { floatSizes } from '../embedding/floats';
import type { TableLocation } from '../embedding/graphCard';
import { GraphError } from '../embedding/graphError';
import { oneHotNames, oneHotRows, waysToEmbed, writeOneHotGraph } from '../embedding/oneHotGraph';
import type { TableSpec } from '../embedding/onnxWriter';
import { checkId } from '../embedding/table';
import type { OneHotMessage } from '../protocol/inference';
import type { ModelFile } from './modelFile';
import type { Runtime } from './runtime';
import { tableInside } from './wasmModel';

/** The rows of zeros and ones of more tokens than this are no lesson any more. */
const maximumOneHotTokens = 16;
/** A product converts a table of 16 or 64 bits as a whole: more than this does not fit beside everything else. */
const maximumConverted = 2 ** 30;
/** The first run of each way reads the table from the disk; the best of the others is its time. */
const runs = 4;

/**
 * The vectors of `ids` in each of the three ways of {@link waysToEmbed}, computed by ONNX Runtime from the table where it lies, or as
 * WebAssembly, which reads no files, from a copy: how long each takes, and by how much they differ at most. Other requests are answered
 * between the runs.
 *
 * @throws {GraphError} for a table that cannot be used so
 */
export async function compareOneHot(
  runtime: Runtime,
  file: ModelFile,
  ids: Uint32Array,
  token: CancellationToken,
): Promise<OneHotMessage> {
  const { rows, columns } = file.card.tables.token;
  checkTokens(ids, rows);
  const table =
    runtime.kind === 'wasm' || file.isPacked ? await tableInside(file, checkTable(file)) : tableBeside(file);
  const feeds: Record<string, Tensor> = {
    [oneHotNames.ids]: new runtime.Tensor('int64', BigInt64Array.from(ids, BigInt), [ids.length]),
    [oneHotNames.oneHot]: new runtime.Tensor('float32', oneHotRows(ids, rows), [ids.length, rows]),
  };
  const found: { way: (typeof waysToEmbed)[number]; milliseconds: number; vectors: Float32Array }[] = [];
  for (const way of waysToEmbed) {
    const session = await createOneHotSession(runtime, writeOneHotGraph(way, table, columns), file.folder);
    try {
      const own = Object.fromEntries(session.inputNames.map(name => [name, feeds[name]!]));
      let milliseconds = Infinity;
      let vectors = new Float32Array(0);
      for (let run = 0; run < runs; run++) {
        await nextTurn();
        throwIfCancelled(token);
        const start = performance.now();
        const results = await session.run(own);
        if (run > 0) milliseconds = Math.min(milliseconds, performance.now() - start);
        vectors = results[oneHotNames.vectors]!.data as Float32Array<ArrayBuffer>;
      }
      found.push({ way, milliseconds, vectors });
    } finally {
      await session.release();
    }
  }
  const [first, ...others] = found.map(each => each.vectors);
  return {
    rows,
    columns,
    vectors: first!,
    ways: found.map(({ way, milliseconds }) => ({ way, milliseconds })),
    largestDifference: Math.max(...others.map(other => largestDifference(first!, other))),
  };
}

function checkTokens(ids: Uint32Array, rows: number): void {
  if (ids.length === 0) throw new RangeError('There are no tokens to look up.');
  if (ids.length > maximumOneHotTokens) {
    throw new RangeError(`${ids.length} tokens are too many to multiply. Choose up to ${maximumOneHotTokens}.`);
  }
  for (const id of ids) checkId({ rows }, id);
}

/** @throws {GraphError} */
function checkTable(file: ModelFile): TableLocation {
  const { token } = file.card.tables;
  const { name, rows, columns, type, offset, packed } = token;
  if (offset === undefined && packed === undefined) {
    throw new GraphError(`The table "${name}" is stored in a form that cannot be used where it lies.`);
  }
  if ((type !== 'float32' || packed !== undefined) && rows * columns * 4 > maximumConverted) {
    throw new GraphError(
      `The table of ${rows} x ${columns} would take ${Math.round((rows * columns * 4) / 2 ** 20)} MB as 32-bit floats, which a ` +
        `matrix product needs: more than the ${maximumConverted / 2 ** 20} MB that are allowed.`,
    );
  }
  return token;
}

/** The table as external data, also where it lies inside the model: then the model is the file. */
function tableBeside(file: ModelFile): TableSpec {
  const { rows, columns, type, offset = 0, file: beside } = checkTable(file);
  const length = rows * columns * floatSizes[type];
  return { rows, type, data: { file: beside ?? basename(file.path), offset, length } };
}

async function createOneHotSession(runtime: Runtime, model: Uint8Array, folder: string): Promise<InferenceSession> {
  try {
    return await runtime.InferenceSession.create(model, {
      intraOpNumThreads: 1,
      interOpNumThreads: 1,
      enableCpuMemArena: false,
      logSeverityLevel: 3,
      // Enough to see that transposing twice is nothing; the table is not copied into an order of its own.
      graphOptimizationLevel: 'basic',
      extra: { session: { model_external_initializers_file_folder_path: folder, disable_prepacking: '1' } },
    });
  } catch (error) {
    throw new GraphError(`ONNX Runtime cannot use the table where it lies: ${(error as Error).message}`);
  }
}

/** NaN where either holds one: 0 x NaN is NaN, so that a single one in the table shows in every product. */
function largestDifference(a: Float32Array, b: Float32Array): number {
  let largest = 0;
  for (let i = 0; i < a.length; i++) largest = Math.max(largest, Math.abs(a[i]! - b[i]!));
  return largest;
}
