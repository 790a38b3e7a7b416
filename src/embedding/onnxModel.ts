import { maximumNodes } from '../base/bounds';
import type { ByteSource } from '../formats/byteSource';
import { floatSizes, type FloatType } from './floats';
import { GraphError } from './graphError';
import { ProtobufReader, type Field } from './protobuf';

/** ONNX element types (TensorProto.DataType) that embedding graphs use. */
export const dataTypes = { float32: 1, int32: 6, int64: 7, float16: 10, float64: 11, bfloat16: 16 } as const;

/** The element types of tables that can be shown. */
export const floatDataTypes = new Map(
  (Object.keys(floatSizes) as FloatType[]).map(type => [dataTypes[type] as number, type]),
);

/** In the order of TensorProto.DataType. */
const typeNames = (
  'undefined float32 uint8 int8 uint16 int16 int32 int64 string bool float16 float64 uint32 uint64 complex64 complex128 bfloat16 ' +
  'float8e4m3fn float8e4m3fnuz float8e5m2 float8e5m2fnuz uint4 int4 float4e2m1'
).split(' ');

/** ONNX's name of an element type. */
export function typeNameOf(dataType: number): string {
  return typeNames[dataType] ?? `ONNX type ${dataType}`;
}

/** Where a tensor's bytes are, without reading them. */
export interface TensorInfo {
  name: string;
  readonly dims: number[];
  dataType: number;
  /** The bytes inside the model file, little-endian and contiguous. */
  range: { readonly start: number; readonly end: number } | undefined;
  /** True for `data_location: EXTERNAL` or any external_data entry. */
  isExternal: boolean;
  readonly external: Map<string, string>;
  /** The numbers of a short tensor of whole numbers that lies inside the model: indices and shapes. */
  integers?: readonly number[];
}

/** Bytes of the longest tensor whose whole numbers are read: the positions of 8,192 tokens. */
const longestIntegers = 65536;

export interface AttributeInfo {
  name: string;
  integer: number | undefined;
  readonly integers: number[];
  readonly tensors: TensorInfo[];
  hasGraph: boolean;
  hasSparse: boolean;
}

export interface NodeInfo {
  name: string;
  opType: string;
  domain: string;
  readonly inputs: string[];
  readonly outputs: string[];
  readonly attributes: AttributeInfo[];
}

/** A graph's input or output; a dimension is a number, a symbol, or null when nothing is said. */
export interface ValueInfo {
  name: string;
  dataType: number;
  shape: (number | string | null)[] | undefined;
}

export interface GraphInfo {
  readonly nodes: NodeInfo[];
  readonly initializers: TensorInfo[];
  readonly inputs: ValueInfo[];
  readonly outputs: ValueInfo[];
  sparseInitializers: number;
}

export interface ModelInfo {
  irVersion: number;
  producer: string;
  readonly opsets: Map<string, number>;
  readonly metadata: Map<string, string>;
  readonly graph: GraphInfo;
  functions: number;
  trainingInfos: number;
}

/**
 * Reads the structure of an ONNX ModelProto and skips the weights.
 * Repeated `graph` fields merge, as protobuf prescribes for concatenated messages.
 *
 * @throws {GraphError} when the bytes are no such message.
 */
export function readOnnxModel(source: ByteSource): ModelInfo {
  const reader = new ProtobufReader(source);
  const graph: GraphInfo = { nodes: [], initializers: [], inputs: [], outputs: [], sparseInitializers: 0 };
  const model: ModelInfo = {
    irVersion: 0,
    producer: '',
    opsets: new Map(),
    metadata: new Map(),
    graph,
    functions: 0,
    trainingInfos: 0,
  };
  let graphs = 0;
  for (const field of reader.fields(0, source.size)) {
    if (field.number === 1) model.irVersion = field.value;
    else if (field.number === 2) model.producer = reader.string(field);
    else if (field.number === 7) {
      graphs++;
      readGraph(reader, field, graph);
    } else if (field.number === 8) readOpset(reader, field, model.opsets);
    else if (field.number === 14) readEntry(reader, field, model.metadata);
    else if (field.number === 20) model.trainingInfos++;
    else if (field.number === 25) model.functions++;
  }
  if (graphs === 0 || model.irVersion < 1) throw new GraphError('Not an ONNX model: it holds no graph.');
  return model;
}

function* children(reader: ProtobufReader, field: Field): Generator<Field> {
  if (field.wire !== 2) throw new GraphError(`Not a usable ONNX model: a message was expected at byte ${field.start}.`);
  yield* reader.fields(field.start, field.end);
}

function readGraph(reader: ProtobufReader, field: Field, graph: GraphInfo): void {
  for (const part of children(reader, field)) {
    if (part.number === 1) {
      if (graph.nodes.length === maximumNodes)
        throw new GraphError(`The model has more than ${maximumNodes} nodes: too many for an embedding graph.`);
      graph.nodes.push(readNode(reader, part));
    } else if (part.number === 5) graph.initializers.push(readTensor(reader, part));
    else if (part.number === 11) graph.inputs.push(readValue(reader, part));
    else if (part.number === 12) graph.outputs.push(readValue(reader, part));
    else if (part.number === 15) graph.sparseInitializers++;
  }
}

function readNode(reader: ProtobufReader, field: Field): NodeInfo {
  const node: NodeInfo = { name: '', opType: '', domain: '', inputs: [], outputs: [], attributes: [] };
  for (const part of children(reader, field)) {
    if (part.number === 1) node.inputs.push(reader.string(part));
    else if (part.number === 2) node.outputs.push(reader.string(part));
    else if (part.number === 3) node.name = reader.string(part);
    else if (part.number === 4) node.opType = reader.string(part);
    else if (part.number === 5) node.attributes.push(readAttribute(reader, part));
    else if (part.number === 7) node.domain = reader.string(part);
  }
  return node;
}

function readAttribute(reader: ProtobufReader, field: Field): AttributeInfo {
  const attribute: AttributeInfo = {
    name: '',
    integer: undefined,
    integers: [],
    tensors: [],
    hasGraph: false,
    hasSparse: false,
  };
  for (const part of children(reader, field)) {
    if (part.number === 1) attribute.name = reader.string(part);
    else if (part.number === 3) attribute.integer = part.value;
    else if (part.number === 5 || part.number === 10) attribute.tensors.push(readTensor(reader, part));
    else if (part.number === 6 || part.number === 11) attribute.hasGraph = true;
    else if (part.number === 8) reader.integers(part, attribute.integers);
    else if (part.number === 22 || part.number === 23) attribute.hasSparse = true;
  }
  return attribute;
}

function readTensor(reader: ProtobufReader, field: Field): TensorInfo {
  const tensor: TensorInfo = {
    name: '',
    dims: [],
    dataType: 0,
    range: undefined,
    isExternal: false,
    external: new Map(),
  };
  const integers: number[] = [];
  for (const part of children(reader, field)) {
    if (part.number === 1) reader.integers(part, tensor.dims);
    else if (part.number === 2) tensor.dataType = part.value;
    else if (part.number === 8) tensor.name = reader.string(part);
    // float_data, packed, is laid out like raw_data.
    else if ((part.number === 9 || part.number === 4) && part.wire === 2)
      tensor.range = { start: part.start, end: part.end };
    else if (part.number === 13) {
      tensor.isExternal = true;
      readEntry(reader, part, tensor.external);
    } else if (part.number === 14 && part.value === 1) tensor.isExternal = true;
    else if ((part.number === 5 || part.number === 7) && part.end - part.start <= longestIntegers) {
      reader.integers(part, integers);
    }
  }
  readIntegers(reader, tensor, integers);
  return tensor;
}

function readIntegers(reader: ProtobufReader, tensor: TensorInfo, integers: number[]): void {
  const { dataType, range } = tensor;
  if (dataType !== dataTypes.int64 && dataType !== dataTypes.int32) return;
  if (integers.length > 0) tensor.integers = integers;
  if (range === undefined || range.end - range.start > longestIntegers || tensor.isExternal) return;
  const bytes = reader.source.read(range.start, range.end - range.start);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = dataType === dataTypes.int64 ? 8 : 4;
  tensor.integers = Array.from({ length: Math.floor(bytes.length / size) }, (_, i) =>
    size === 8 ? Number(view.getBigInt64(8 * i, true)) : view.getInt32(4 * i, true),
  );
}

function readValue(reader: ProtobufReader, field: Field): ValueInfo {
  const value: ValueInfo = { name: '', dataType: 0, shape: undefined };
  for (const part of children(reader, field)) {
    if (part.number === 1) value.name = reader.string(part);
    if (part.number !== 2) continue;
    for (const type of children(reader, part)) {
      if (type.number !== 1) continue;
      for (const tensor of children(reader, type)) {
        if (tensor.number === 1) value.dataType = tensor.value;
        if (tensor.number === 2) value.shape = [...children(reader, tensor)].map(dim => readDimension(reader, dim));
      }
    }
  }
  return value;
}

function readDimension(reader: ProtobufReader, field: Field): number | string | null {
  for (const part of children(reader, field)) {
    if (part.number === 1) return part.value;
    if (part.number === 2) return reader.string(part);
  }
  return null;
}

function readOpset(reader: ProtobufReader, field: Field, opsets: Map<string, number>): void {
  let domain = '';
  let version = 0;
  for (const part of children(reader, field)) {
    if (part.number === 1) domain = reader.string(part);
    if (part.number === 2) version = part.value;
  }
  opsets.set(domain === 'ai.onnx' ? '' : domain, version);
}

function readEntry(reader: ProtobufReader, field: Field, entries: Map<string, string>): void {
  let key = '';
  let value = '';
  for (const part of children(reader, field)) {
    if (part.number === 1) key = reader.string(part);
    if (part.number === 2) value = reader.string(part);
  }
  entries.set(key, value);
}
