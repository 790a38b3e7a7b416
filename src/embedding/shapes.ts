import type { NodeInfo } from './onnxModel';

export type Shape = readonly number[];

/** What is surely known of a value before the graph runs. */
export interface Known {
  readonly shape: Shape;
  /** The numbers of a short list of whole numbers, such as the shape that a Reshape is given. */
  readonly integers?: readonly number[];
  /** Multiplications that each of its numbers takes; left out: at most one. */
  readonly products?: number;
}

/** Values of more axes, and longer lists of whole numbers, are not followed: hostile graphs double them with each node. */
const mostAxes = 16;
const mostIntegers = 64;

const elementwise = new Set(
  (
    'Identity Cast Abs Neg Sqrt Exp Log Erf Tanh Sigmoid Relu LeakyRelu Elu Gelu Softplus Floor Ceil Round Reciprocal Sin Cos Not ' +
    'Clip Dropout Softmax LogSoftmax LayerNormalization BatchNormalization InstanceNormalization CumSum QuickGelu'
  ).split(' '),
);
const broadcasting = new Set(
  'Add Sub Mul Div Pow Mod Max Min Sum Mean And Or Xor Equal Less Greater LessOrEqual GreaterOrEqual Where PRelu'.split(
    ' ',
  ),
);

/**
 * The shape of a node's first output, from what is known of its inputs. Nothing where that does not tell it.
 *
 * @param inputs in the node's order
 * @example
 * knownOutput(matMul, [{ shape: [1, 8, 768] }, { shape: [768, 3072] }]); // { shape: [1, 8, 3072], products: 768 }
 */
export function knownOutput(node: NodeInfo, inputs: readonly (Known | undefined)[]): Known | undefined {
  const found = outputOf(node, inputs);
  if (found === undefined || found.shape.length > mostAxes) return undefined;
  // A count that is no length: the graph is damaged, and ONNX Runtime says how.
  if (!found.shape.every(dim => dim >= 0)) return undefined;
  const { integers, ...rest } = found;
  return integers === undefined || integers.length > mostIntegers ? rest : found;
}

export const sizeOf = (shape: Shape): number => shape.reduce((product, dim) => product * dim, 1);

function outputOf(node: NodeInfo, inputs: readonly (Known | undefined)[]): Known | undefined {
  const [first, second] = inputs;
  if (node.opType === 'ConstantOfShape') return first?.integers === undefined ? undefined : { shape: first.integers };
  if (node.opType === 'Range') return rangeOf(inputs);
  if (first === undefined) return undefined;
  if (elementwise.has(node.opType)) return { ...integersOf(node, inputs), shape: first.shape };
  if (broadcasting.has(node.opType)) {
    const shape = inputs.reduce<Shape | undefined>(
      (joint, each) => (joint === undefined || each === undefined ? undefined : broadcast(joint, each.shape)),
      first.shape,
    );
    return shape === undefined ? undefined : { ...integersOf(node, inputs), shape };
  }
  switch (node.opType) {
    case 'Shape':
      return { shape: [first.shape.length], integers: first.shape };
    case 'Gather':
      return second === undefined ? undefined : gathered(node, first, second);
    case 'Concat':
      return concatenated(node, inputs);
    case 'MatMul':
      return second === undefined ? undefined : multiplied(first.shape, second.shape);
    case 'Gemm':
      return second === undefined ? undefined : gemmOf(node, first.shape, second.shape);
    case 'Transpose':
      return { shape: transposed(first.shape, attributeOf(node, 'perm')?.integers) };
    default:
      return resized(node, first, second);
  }
}

/** Operators whose second input, or an attribute, says what becomes of the shape. */
function resized(node: NodeInfo, first: Known, second: Known | undefined): Known | undefined {
  const counts = second?.integers ?? attributeOf(node, 'axes')?.integers;
  if (counts === undefined) return undefined;
  const { shape, integers } = first;
  const kept = integers === undefined ? {} : { integers };
  switch (node.opType) {
    case 'Expand':
      return { shape: broadcast(shape, counts) };
    case 'Tile':
      return { shape: shape.map((dim, i) => dim * (counts[i] ?? 1)) };
    case 'Reshape':
      return { ...kept, shape: reshaped(shape, counts) };
    case 'Unsqueeze': {
      const length = shape.length + counts.length;
      if (length > mostAxes) return undefined;
      const added = new Set(counts.map(axis => (axis < 0 ? axis + length : axis)));
      const rest = [...shape];
      return { ...kept, shape: Array.from({ length }, (_, i) => (added.has(i) ? 1 : (rest.shift() ?? 1))) };
    }
    case 'Squeeze': {
      const gone = new Set(counts.map(axis => (axis < 0 ? axis + shape.length : axis)));
      return { ...kept, shape: shape.filter((_, i) => !gone.has(i)) };
    }
    default:
      return undefined;
  }
}

const attributeOf = (node: NodeInfo, name: string): NodeInfo['attributes'][number] | undefined =>
  node.attributes.find(each => each.name === name);

const axisOf = (node: NodeInfo, length: number): number => {
  const axis = attributeOf(node, 'axis')?.integer ?? 0;
  return axis < 0 ? axis + length : axis;
};

/** Numbers of shapes are passed on, added and multiplied by graphs that reshape what they are given. */
function integersOf(node: NodeInfo, inputs: readonly (Known | undefined)[]): { integers?: readonly number[] } {
  const [a, b] = inputs.map(input => input?.integers);
  if (a === undefined) return {};
  if (node.opType === 'Identity' || node.opType === 'Cast') return { integers: a };
  const combine = { Add: sum, Sub: difference, Mul: product }[node.opType];
  if (combine === undefined || b === undefined || (a.length !== b.length && a.length !== 1 && b.length !== 1)) {
    return {};
  }
  const length = Math.max(a.length, b.length);
  const at = (list: readonly number[], i: number): number => list[list.length === 1 ? 0 : i]!;
  return { integers: Array.from({ length }, (_, i) => combine(at(a, i), at(b, i))) };
}

const sum = (a: number, b: number): number => a + b;
const difference = (a: number, b: number): number => a - b;
const product = (a: number, b: number): number => a * b;

function rangeOf(inputs: readonly (Known | undefined)[]): Known | undefined {
  const [start, limit, delta] = inputs.map(input => input?.integers?.[0]);
  if (start === undefined || limit === undefined || delta === undefined || delta === 0) return undefined;
  return { shape: [Math.max(0, Math.ceil((limit - start) / delta))] };
}

/** Each axis as long as the longer of the two; the shapes are aligned at their ends. */
function broadcast(a: Shape, b: Shape): Shape {
  const length = Math.max(a.length, b.length);
  const at = (shape: Shape, i: number): number => shape[i - length + shape.length] ?? 1;
  return Array.from({ length }, (_, i) => (at(a, i) === 1 ? at(b, i) : at(a, i)));
}

function gathered(node: NodeInfo, data: Known, indices: Known): Known {
  const axis = axisOf(node, data.shape.length);
  const shape = [...data.shape.slice(0, axis), ...indices.shape, ...data.shape.slice(axis + 1)];
  const { integers } = data;
  const chosen = indices.integers?.map(index => integers?.at(index));
  return chosen?.every(each => each !== undefined) === true ? { shape, integers: chosen } : { shape };
}

function concatenated(node: NodeInfo, inputs: readonly (Known | undefined)[]): Known | undefined {
  const parts = inputs.filter(part => part !== undefined);
  const { shape } = parts[0]!;
  if (parts.length < inputs.length || parts.some(part => part.shape.length !== shape.length)) return undefined;
  const axis = axisOf(node, shape.length);
  const joint = shape.map((dim, i) => (i === axis ? parts.reduce((total, part) => total + part.shape[i]!, 0) : dim));
  const areKnown = shape.length === 1 && joint[0]! <= mostIntegers && parts.every(part => part.integers !== undefined);
  return areKnown ? { shape: joint, integers: parts.flatMap(part => part.integers!) } : { shape: joint };
}

function multiplied(a: Shape, b: Shape): Known | undefined {
  const inner = a.at(-1);
  if (inner === undefined || b.length === 0) return undefined;
  const columns = b.length === 1 ? [] : b.slice(-1);
  const rows = a.length === 1 ? [] : a.slice(-2, -1);
  return { shape: [...broadcast(a.slice(0, -2), b.slice(0, -2)), ...rows, ...columns], products: inner };
}

function gemmOf(node: NodeInfo, a: Shape, b: Shape): Known | undefined {
  const of = (shape: Shape, name: string): Shape =>
    attributeOf(node, name)?.integer === 1 ? [...shape].reverse() : shape;
  const [rows, inner] = of(a, 'transA');
  const columns = of(b, 'transB')[1];
  if (rows === undefined || inner === undefined || columns === undefined) return undefined;
  return { shape: [rows, columns], products: inner };
}

function transposed(shape: Shape, order: readonly number[] | undefined): Shape {
  return order === undefined || order.length === 0 ? [...shape].reverse() : order.map(axis => shape[axis] ?? 1);
}

/** 0 keeps an axis, and one -1 takes what is left. */
function reshaped(shape: Shape, to: readonly number[]): Shape {
  const dims = to.map((dim, i) => (dim === 0 ? (shape[i] ?? 1) : dim));
  const rest = sizeOf(dims.filter(dim => dim !== -1));
  return dims.map(dim => (dim === -1 ? Math.floor(sizeOf(shape) / Math.max(1, rest)) : dim));
}
