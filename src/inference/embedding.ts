import type { InferenceSession, Tensor } from 'onnxruntime-node';
import { decodeFloats } from '../embedding/floats';
import type { GraphCard, IndexInput, VectorKind, VectorOutput } from '../embedding/graphCard';
import { checkCost } from '../embedding/graphCost';
import { GraphError } from '../embedding/graphError';
import { extraOutputs } from '../embedding/onnxWriter';
import { relocateWeights } from '../embedding/relocateWeights';
import type { VectorsMessage } from '../protocol/inference';
import { openRegularFile } from '../platform/node/regularFile';
import type { ModelFile } from './modelFile';
import type { Runtime } from './runtime';
import { wasmModelOf } from './wasmModel';

/** Opens a session. Gathers are bound by memory, so one thread; large arenas trap in Electron's allocator. */
export async function createSession(runtime: Runtime, file: ModelFile): Promise<InferenceSession> {
  const common = {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    enableCpuMemArena: false,
    logSeverityLevel: 3,
  } as const;
  const folder = { session: { model_external_initializers_file_folder_path: file.folder } };
  const options = file.externalFiles.length > 0 ? { ...common, extra: folder } : common;
  const outputs = Object.values(file.card.outputs).filter(output => output.isAdded);
  const added = [...new Map(outputs.map(output => [output.name, output])).values()];
  try {
    if (runtime.kind === 'wasm') {
      const { model, externalData } = await wasmModelOf(file);
      // onnxruntime-node's types do not know the files that onnxruntime-web is handed.
      const wasmOptions: object = { ...common, externalData };
      return await runtime.InferenceSession.create(Buffer.concat([model, extraOutputs(added)]), wasmOptions);
    }
    if (file.model === undefined && file.cached === undefined && added.length === 0) {
      return await runtime.InferenceSession.create(file.path, options);
    }
    const model = Buffer.concat([await graphOf(file), extraOutputs(added)]);
    return await runtime.InferenceSession.create(model, options);
  } catch (error) {
    if (error instanceof GraphError) throw error;
    throw new GraphError(`ONNX Runtime cannot open this model: ${(error as Error).message}`);
  }
}

/** The graph as ONNX Runtime finds its weights: it refuses the links of a cache where the graph comes as bytes. */
async function graphOf(file: ModelFile): Promise<Uint8Array> {
  const model = file.model ?? (await bytesOf(file.path));
  return file.cached === undefined ? model : relocateWeights(model, file.cached);
}

async function bytesOf(path: string): Promise<Uint8Array> {
  const handle = await openRegularFile(path);
  try {
    return await handle.readFile();
  } finally {
    await handle.close();
  }
}

/**
 * Refuses ids and lengths that ONNX Runtime answers obscurely or not at all.
 *
 * @throws RangeError with the numbers
 */
export function checkIds(card: GraphCard, ids: Uint32Array): void {
  const { vocabularySize, contextLength, fixedLength } = card;
  if (ids.length === 0) throw new RangeError('There are no tokens to look up.');
  if (contextLength !== undefined && ids.length > contextLength) {
    throw new RangeError(
      `${ids.length} tokens are too many: the graph has positions for ${contextLength} (its context length).`,
    );
  }
  if (fixedLength !== undefined && ids.length > fixedLength) {
    throw new RangeError(`${ids.length} tokens are too many: the graph takes sequences of ${fixedLength}.`);
  }
  const at = ids.findIndex(id => id >= vocabularySize);
  if (at < 0) return;
  const outside = [...new Set(ids.filter(id => id >= vocabularySize))];
  const more = outside.length > 8 ? ` and ${outside.length - 8} more` : '';
  const which =
    outside.length === 1
      ? `Token id ${ids[at]} at index ${at} is`
      : `Token ids ${outside.slice(0, 8).join(', ')}${more} (the first at index ${at}) are`;
  throw new RangeError(
    `${which} outside the graph's vocabulary of ${vocabularySize} (ids 0 to ${vocabularySize - 1}). ` +
      (card.seed === undefined
        ? 'Choose the tokenizer that the graph was made for.'
        : 'Draw a larger graph: tokenscope.embedding.vocabularySize 0 gives one for every token.'),
  );
}

/** The vectors of `ids`; an output that the graph has not is left out. */
export async function runEmbedding(
  runtime: Runtime,
  session: InferenceSession,
  card: GraphCard,
  ids: Uint32Array,
  kinds: readonly VectorKind[],
): Promise<VectorsMessage> {
  checkIds(card, ids);
  const length = card.fixedLength ?? ids.length;
  checkCost(card.cost, length);
  const feeds: Record<string, Tensor> = { [card.idsInput.name]: indexTensor(runtime, card.idsInput, ids, length) };
  if (card.positionInput !== undefined) {
    const positions = Uint32Array.from(ids, (_, i) => i);
    feeds[card.positionInput.name] = indexTensor(runtime, card.positionInput, positions, length);
  }
  for (const input of card.segmentInputs ?? [])
    feeds[input.name] = indexTensor(runtime, input, new Uint32Array(0), length);
  const wanted = new Map<VectorKind, VectorOutput>();
  for (const kind of kinds) {
    const output = card.outputs[kind];
    if (output !== undefined) wanted.set(kind, output);
  }
  const result: VectorsMessage = { sequence: ids.length, hidden: card.hiddenSize };
  if (wanted.size === 0) return result;
  const names = [...new Set([...wanted.values()].map(output => output.name))];
  const tensors = await session.run(feeds, names).catch((error: unknown) => {
    throw new GraphError(`ONNX Runtime cannot run this graph: ${(error as Error).message}`);
  });
  for (const [kind, { name }] of wanted) result[kind] = rowsOf(tensors[name]!, name, card, ids.length);
  return result;
}

/** Padded with zeros to the declared shape: [length], [batch, length] or [length, batch], the values first in the batch. */
function indexTensor(runtime: Runtime, input: IndexInput, row: Uint32Array, length: number): Tensor {
  const [a = null, b = null] = input.dims;
  const isFirst = input.isSequenceFirst === true;
  const batch = (isFirst ? b : a) ?? 1;
  const dims = input.dims.length === 1 ? [length] : isFirst ? [length, batch] : [batch, length];
  const size = dims.reduce((product, dim) => product * dim, 1);
  const stride = isFirst ? batch : 1;
  const values = new Uint32Array(size);
  for (const [i, value] of row.entries()) values[i * stride] = value;
  if (input.type === 'int32') {
    const data = new Int32Array(size);
    data.set(values);
    return new runtime.Tensor('int32', data, dims);
  }
  const data = new BigInt64Array(size);
  for (let i = 0; i < values.length; i++) data[i] = BigInt(values[i]!);
  return new runtime.Tensor('int64', data, dims);
}

/**
 * The rows of [sequence, hidden], [batch, sequence, hidden] or [sequence, batch, hidden] that are of the first of the batch. In the last
 * they do not stand together unless the batch is 1.
 */
function rowsOf(tensor: Tensor, name: string, card: GraphCard, count: number): Float32Array {
  const { hiddenSize, idsInput } = card;
  const size = count * hiddenSize;
  const [length = 0, batch = 0] = tensor.dims;
  if (tensor.size < size || tensor.dims.at(-1) !== hiddenSize) {
    throw new GraphError(`The graph's output "${name}" is of shape [${tensor.dims.join(', ')}]: too few vectors.`);
  }
  if (idsInput.isSequenceFirst !== true || tensor.dims.length !== 3 || batch === 1 || length < count) {
    return firstFloats(tensor, size);
  }
  const all = firstFloats(tensor, tensor.size);
  const rows = new Float32Array(size);
  for (let row = 0; row < count; row++) {
    const start = row * batch * hiddenSize;
    rows.set(all.subarray(start, start + hiddenSize), row * hiddenSize);
  }
  return rows;
}

function firstFloats(tensor: Tensor, size: number): Float32Array {
  const { data, type } = tensor;
  if (data instanceof Float32Array) return data.subarray(0, size);
  if (type === 'float16' && data instanceof Uint16Array) {
    const values = new Float32Array(size);
    decodeFloats(type, new Uint8Array(data.buffer, data.byteOffset, data.byteLength), values);
    return values;
  }
  return Float32Array.from(data.slice(0, size) as ArrayLike<number>);
}
