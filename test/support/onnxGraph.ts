import { ProtobufWriter } from '../../src/embedding/protobuf';

/** Builds ONNX models of any shape, hostile ones included, for tests. */

export interface TensorSpec {
  readonly name: string;
  readonly dims: readonly number[];
  readonly dataType?: number;
  readonly bytes?: Uint8Array;
  readonly external?: Readonly<Record<string, string>>;
}
export interface NodeSpec {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly domain?: string;
  readonly integers?: Readonly<Record<string, number>>;
  readonly lists?: Readonly<Record<string, readonly number[]>>;
  readonly hasGraph?: boolean;
  readonly hasSparse?: boolean;
  readonly tensor?: TensorSpec;
}
export interface ValueSpec {
  readonly name: string;
  readonly type: number;
  readonly dims: readonly (number | string)[];
}
export interface ModelSpec {
  readonly nodes: readonly NodeSpec[];
  readonly initializers?: readonly TensorSpec[];
  readonly inputs: readonly ValueSpec[];
  readonly outputs: readonly ValueSpec[];
  readonly metadata?: Readonly<Record<string, string>>;
  readonly hasFunction?: boolean;
  readonly hasSparse?: boolean;
}

const message = (): ProtobufWriter => new ProtobufWriter();

export function onnxModel(spec: ModelSpec): Uint8Array {
  const graph = message().string(2, 'test');
  for (const node of spec.nodes) graph.message(1, nodeOf(node));
  for (const tensor of spec.initializers ?? []) graph.message(5, tensorOf(tensor));
  for (const value of spec.inputs) graph.message(11, valueOf(value));
  for (const value of spec.outputs) graph.message(12, valueOf(value));
  if (spec.hasSparse === true) graph.message(15, message());
  const model = message().integer(1, 8).message(7, graph);
  model.message(8, message().string(1, '').integer(2, 17));
  for (const [key, value] of Object.entries(spec.metadata ?? {}))
    model.message(14, message().string(1, key).string(2, value));
  if (spec.hasFunction === true) model.message(25, message().string(1, 'own'));
  return model.finish();
}

export const floats = (name: string, dims: readonly number[], values: ArrayLike<number>): TensorSpec => ({
  name,
  dims,
  dataType: 1,
  bytes: new Uint8Array(Float32Array.from(values).buffer),
});

export const longs = (name: string, dims: readonly number[], values: readonly number[]): TensorSpec => ({
  name,
  dims,
  dataType: 7,
  bytes: new Uint8Array(BigInt64Array.from(values, BigInt).buffer),
});

function nodeOf(spec: NodeSpec): ProtobufWriter {
  const node = message();
  for (const input of spec.inputs) node.string(1, input);
  for (const output of spec.outputs) node.string(2, output);
  node.string(4, spec.op);
  if (spec.domain !== undefined) node.string(7, spec.domain);
  for (const [name, value] of Object.entries(spec.integers ?? {})) {
    node.message(5, message().string(1, name).integer(3, value).integer(20, 2));
  }
  for (const [name, values] of Object.entries(spec.lists ?? {})) {
    const list = message().string(1, name);
    for (const value of values) list.integer(8, value);
    node.message(5, list.integer(20, 7));
  }
  if (spec.tensor !== undefined)
    node.message(5, message().string(1, 'value').message(5, tensorOf(spec.tensor)).integer(20, 4));
  if (spec.hasGraph === true) node.message(5, message().string(1, 'body').message(6, message()));
  if (spec.hasSparse === true) node.message(5, message().string(1, 'sparse_value').message(22, message()));
  return node;
}

function tensorOf(spec: TensorSpec): ProtobufWriter {
  const tensor = message();
  for (const dim of spec.dims) tensor.integer(1, dim);
  tensor.integer(2, spec.dataType ?? 1).string(8, spec.name);
  if (spec.bytes !== undefined) tensor.bytes(9, spec.bytes);
  if (spec.external === undefined) return tensor;
  for (const [key, value] of Object.entries(spec.external)) {
    tensor.message(13, message().string(1, key).string(2, value));
  }
  return tensor.integer(14, 1);
}

function valueOf({ name, type, dims }: ValueSpec): ProtobufWriter {
  const shape = message();
  for (const dim of dims) {
    shape.message(1, typeof dim === 'string' ? message().string(2, dim) : message().integer(1, dim));
  }
  return message()
    .string(1, name)
    .message(2, message().message(1, message().integer(1, type).message(2, shape)));
}
