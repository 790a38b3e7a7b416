import type { FloatType } from './floats';
import { dataTypes } from './onnxModel';
import { ProtobufWriter, type Gap } from './protobuf';

/** A table's bytes: inside the graph, at hand or written later ({@link Gap}), or a window of a file in the graph's folder. */
export type TableData =
  | { readonly bytes: Uint8Array }
  | { readonly gap: number }
  | { readonly file: string; readonly offset: number; readonly length: number };

export interface TableSpec {
  readonly rows: number;
  readonly type: FloatType;
  readonly data: TableData;
}

export interface GraphSpec {
  readonly hiddenSize: number;
  readonly token: TableSpec;
  /** Left out: the graph has no positions, and `input_embeddings` equals the token vectors. */
  readonly position?: TableSpec | undefined;
  /** Instead of positions that are added: cosines and signed sines by which token vectors are rotated. */
  readonly rotary?: { readonly cos: TableSpec; readonly sin: TableSpec } | undefined;
  readonly metadata?: Readonly<Record<string, string>>;
}

export const graphNames = {
  ids: 'input_ids',
  positions: 'position_ids',
  token: 'token_embeddings',
  position: 'position_embeddings',
  input: 'input_embeddings',
} as const;

const message = (): ProtobufWriter => new ProtobufWriter();

/**
 * An ONNX model (opset 17) of `Gather(wte, input_ids) + Gather(wpe, position_ids)` with dynamic [batch, sequence]. Tables of
 * other types are cast to float32 after the Gather, so that only the rows that are asked for are converted.
 */
export function writeEmbeddingGraph(spec: GraphSpec): Uint8Array {
  return embeddingGraph(spec).finish();
}

/** {@link writeEmbeddingGraph} in pieces: the tables whose bytes are written later are gaps named wte, wpe, rope_cos and rope_sin. */
export function embeddingGraphPieces(spec: GraphSpec): (Uint8Array | Gap)[] {
  return embeddingGraph(spec).pieces();
}

function embeddingGraph(spec: GraphSpec): ProtobufWriter {
  const graph = message().string(2, 'embedding');
  addLookup(graph, 'wte', graphNames.ids, graphNames.token, spec.token.type);
  if (spec.rotary !== undefined) addRotation(graph, spec.rotary);
  else if (spec.position === undefined) addNode(graph, 'Identity', [graphNames.token], graphNames.input);
  else {
    addLookup(graph, 'wpe', graphNames.positions, graphNames.position, spec.position.type);
    addNode(graph, 'Add', [graphNames.token, graphNames.position], graphNames.input);
  }
  graph.message(5, tensor('wte', spec.token, spec.hiddenSize));
  if (spec.position !== undefined) graph.message(5, tensor('wpe', spec.position, spec.hiddenSize));
  if (spec.rotary !== undefined) {
    graph.message(5, tensor('rope_cos', spec.rotary.cos, spec.hiddenSize));
    graph.message(5, tensor('rope_sin', spec.rotary.sin, spec.hiddenSize));
    graph.message(5, swappedPairs(spec.hiddenSize));
  }
  const ids = ['batch', 'sequence'];
  const vectors = [...ids, spec.hiddenSize];
  graph.message(11, valueInfo(graphNames.ids, dataTypes.int64, ids));
  if (spec.position !== undefined || spec.rotary !== undefined)
    graph.message(11, valueInfo(graphNames.positions, dataTypes.int64, ids));
  graph.message(12, valueInfo(graphNames.token, dataTypes.float32, vectors));
  if (spec.position !== undefined) graph.message(12, valueInfo(graphNames.position, dataTypes.float32, vectors));
  graph.message(12, valueInfo(graphNames.input, dataTypes.float32, vectors));

  const model = message().integer(1, 8).string(2, 'tokenscope').message(7, graph);
  model.message(8, message().string(1, '').integer(2, 17));
  for (const [key, value] of Object.entries({
    ...(spec.rotary === undefined ? {} : rotaryMetadata),
    ...spec.metadata,
  })) {
    model.message(14, message().string(1, key).string(2, value));
  }
  return model;
}

interface ExtraOutput {
  readonly name: string;
  readonly type: FloatType;
  /** The value that is converted to `type` under this new name. */
  readonly castFrom?: string;
}

/** Bytes to append to a model so that these inner values become outputs too: protobuf merges concatenated messages. */
export function extraOutputs(outputs: readonly ExtraOutput[]): Uint8Array {
  const graph = message();
  for (const { name, type, castFrom } of outputs) {
    if (castFrom !== undefined) addNode(graph, 'Cast', [castFrom], name, ['to', dataTypes[type]]);
    graph.message(12, valueInfo(name, dataTypes[type], undefined));
  }
  return message().message(7, graph).finish();
}

function addLookup(graph: ProtobufWriter, table: string, indices: string, output: string, type: FloatType): void {
  const isFloat = type === 'float32';
  addNode(graph, 'Gather', [table, indices], isFloat ? output : `${output}_${type}`);
  if (!isFloat) addNode(graph, 'Cast', [`${output}_${type}`], output, ['to', dataTypes.float32]);
}

/** What the structure of a rotation does not tell. */
const rotaryMetadata = {
  'tokenscope.positions': 'rotary',
  'tokenscope.positionInput': graphNames.positions,
  'tokenscope.inputOutput': graphNames.input,
};

/** v * cos + swap(v) * sin: each pair of numbers is turned by its position's angle. */
function addRotation(graph: ProtobufWriter, { cos, sin }: NonNullable<GraphSpec['rotary']>): void {
  addLookup(graph, 'rope_cos', graphNames.positions, 'cos', cos.type);
  addLookup(graph, 'rope_sin', graphNames.positions, 'sin', sin.type);
  addNode(graph, 'Gather', [graphNames.token, 'swapped_pairs'], 'swapped', ['axis', -1]);
  addNode(graph, 'Mul', [graphNames.token, 'cos'], 'turned');
  addNode(graph, 'Mul', ['swapped', 'sin'], 'turned_across');
  addNode(graph, 'Add', ['turned', 'turned_across'], graphNames.input);
}

/** 1, 0, 3, 2, …: where each number's partner stands. */
function swappedPairs(hiddenSize: number): ProtobufWriter {
  const indices = BigInt64Array.from({ length: hiddenSize }, (_, i) => BigInt(i ^ 1));
  const out = message().integer(1, hiddenSize).integer(2, dataTypes.int64).string(8, 'swapped_pairs');
  return out.bytes(9, new Uint8Array(indices.buffer));
}

export function addNode(
  graph: ProtobufWriter,
  opType: string,
  inputs: readonly string[],
  output: string,
  attribute?: readonly [name: string, value: number],
): void {
  const node = message();
  for (const input of inputs) node.string(1, input);
  node.string(2, output).string(4, opType);
  if (attribute !== undefined) {
    const [name, value] = attribute;
    node.message(5, message().string(1, name).integer(3, value).integer(20, 2));
  }
  graph.message(1, node);
}

export function tensor(name: string, spec: TableSpec, hiddenSize: number): ProtobufWriter {
  const out = message().integer(1, spec.rows).integer(1, hiddenSize).integer(2, dataTypes[spec.type]).string(8, name);
  if ('bytes' in spec.data) return out.bytes(9, spec.data.bytes);
  if ('gap' in spec.data) return out.gap(9, { name, length: spec.data.gap });
  const { file, offset, length } = spec.data;
  for (const [key, value] of [
    ['location', file],
    ['offset', String(offset)],
    ['length', String(length)],
  ] as const)
    out.message(13, message().string(1, key).string(2, value));
  return out.integer(14, 1);
}

export function valueInfo(
  name: string,
  dataType: number,
  dims: readonly (string | number)[] | undefined,
): ProtobufWriter {
  const type = message().integer(1, dataType);
  if (dims !== undefined) {
    const shape = message();
    for (const dim of dims)
      shape.message(1, typeof dim === 'string' ? message().string(2, dim) : message().integer(1, dim));
    type.message(2, shape);
  }
  return message().string(1, name).message(2, message().message(1, type));
}
