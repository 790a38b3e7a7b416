import type { GraphValues } from './graphValues';
import { GraphError } from './graphError';
import type { NodeInfo } from './onnxModel';

/**
 * How many numbers the largest value of a graph has, for sequences of one token and of two: by as many it grows with each further token.
 * Only what is surely known counts, so that the true number is never less.
 */
export interface GraphCost {
  readonly one: number;
  readonly two: number;
  /** As many are computed at most. */
  readonly limit: number;
}

/** 1 GiB of 32-bit floats. */
const maximumNumbers = 2 ** 28;

type Shape = readonly number[];

/** @returns the cost, whose limit a converted copy of the largest table does not exceed */
export function graphCostOf(values: GraphValues): GraphCost {
  const tables = values.graph.initializers.map(({ dims }) => sizeOf(dims));
  const limit = tables.reduce((most, size) => Math.max(most, size), maximumNumbers);
  return { one: largestValue(values, 1), two: largestValue(values, 2), limit };
}

/**
 * Refuses a graph, or a number of tokens, before its values fill the memory.
 *
 * @example
 * // Concat(x, x) 32 times makes 4,294,967,296 numbers of one: refused when it is opened.
 * @throws {GraphError} with the numbers
 */
export function checkCost({ one, two, limit }: GraphCost, tokens: number): void {
  const numbers = one + (two - one) * (tokens - 1);
  if (numbers <= limit) return;
  const what = tokens === 1 ? 'one token' : `${tokens} tokens`;
  const next = one > limit ? 'Choose another graph.' : 'Choose fewer tokens.';
  throw new GraphError(
    `For ${what} the graph computes at least ${numbers} numbers at once, more than the ${limit} allowed. ${next}`,
  );
}

/** Unknown lengths count as `length`, and a batch has as many rows or, at least, one. */
function largestValue(values: GraphValues, length: number): number {
  const shapes = new Map<string, Shape>(values.graph.initializers.map(({ name, dims }) => [name, dims]));
  for (const { name, shape } of values.inputs) {
    if (shape === undefined) continue;
    const dims = shape.map((dim, i) =>
      typeof dim === 'number' && dim > 0 ? dim : i === shape.length - 1 ? length : 1,
    );
    shapes.set(name, dims);
  }
  let largest = 0;
  for (const node of values.graph.nodes) {
    const shape = shapeOf(values, node, shapes);
    const [output] = node.outputs;
    if (shape === undefined || output === undefined) continue;
    shapes.set(output, shape);
    largest = Math.max(largest, sizeOf(shape));
  }
  return largest;
}

const sizeOf = (shape: Shape): number => shape.reduce((product, dim) => product * dim, 1);

/** The shape of a node's first output, for operators that only copy, join or combine number by number. */
function shapeOf(values: GraphValues, node: NodeInfo, shapes: ReadonlyMap<string, Shape>): Shape | undefined {
  const inputs = node.inputs.map(name => shapes.get(name));
  const [first, second] = inputs;
  const attribute = (name: string): number | undefined => node.attributes.find(each => each.name === name)?.integer;
  if (node.opType === 'Constant') return node.attributes.find(({ name }) => name === 'value')?.tensors[0]?.dims;
  if (first === undefined) return undefined;
  switch (node.opType) {
    case 'Identity':
    case 'Cast':
    case 'Abs':
    case 'Neg':
      return first;
    case 'Add':
    case 'Sub':
    case 'Mul':
    case 'Div':
      return second === undefined ? undefined : broadcast(first, second);
    case 'Gather':
      return second === undefined ? undefined : replaced(first, attribute('axis') ?? 0, second);
    case 'Concat':
      return joined(inputs, attribute('axis') ?? 0);
    case 'Expand':
    case 'Tile': {
      const counts = values.originOf(node.inputs[1] ?? '').tensor?.integers;
      if (counts === undefined) return undefined;
      return node.opType === 'Expand' ? broadcast(first, counts) : first.map((dim, i) => dim * (counts[i] ?? 1));
    }
    default:
      return undefined;
  }
}

function broadcast(a: Shape, b: Shape): Shape {
  const length = Math.max(a.length, b.length);
  const at = (shape: Shape, i: number): number => shape[i - length + shape.length] ?? 1;
  return Array.from({ length }, (_, i) => (at(a, i) === 1 ? at(b, i) : at(a, i)));
}

function replaced(shape: Shape, axis: number, by: Shape): Shape {
  const at = axis < 0 ? axis + shape.length : axis;
  return [...shape.slice(0, at), ...by, ...shape.slice(at + 1)];
}

function joined(inputs: readonly (Shape | undefined)[], axis: number): Shape | undefined {
  const [first] = inputs;
  if (first === undefined || inputs.some(shape => shape?.length !== first.length)) return undefined;
  const at = axis < 0 ? axis + first.length : axis;
  return first.map((dim, i) => (i === at ? inputs.reduce((sum, shape) => sum + shape![i]!, 0) : dim));
}
