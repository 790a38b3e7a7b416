import type { GraphBudget } from '../base/bounds';
import { GraphError } from './graphError';
import type { GraphValues } from './graphValues';
import { floatDataTypes, type NodeInfo, type TensorInfo } from './onnxModel';
import { elementSizes } from './safety';
import { knownOutput, sizeOf, type Known } from './shapes';

/** What running a graph takes at least: only what is surely known counts, so that no graph is refused that could run. */
export interface GraphCost {
  /** Of the values that exist at once, when each goes after the last node that takes it. */
  readonly bytes: number;
  /** On a core that writes and multiplies as fast as any. */
  readonly seconds: number;
}

const bytesInSecond = 2e10;
const productsInSecond = 1e11;
/** More tokens than any context has. */
const mostTokens = 2 ** 20;

/**
 * How many tokens a graph can be given within a budget. One that even its least length makes too costly is refused before ONNX Runtime
 * sees it, which computes constants when it opens a graph.
 *
 * @example
 * // Concat(x, x) 32 times makes 4,294,967,296 numbers of one, 24 GiB at once with those that they are made of: refused
 * @param least tokens that the graph takes at any time
 * @param most tokens that it can take at all
 * @throws {GraphError} with the numbers
 */
export function affordableTokens(values: GraphValues, budget: GraphBudget, least = 1, most = mostTokens): number {
  // A table of another type may be converted as a whole.
  const tables = values.graph.initializers.filter(({ dataType }) => floatDataTypes.has(dataType));
  const largestTable = tables.reduce((largest, { dims }) => Math.max(largest, sizeOf(dims)), 0);
  const bytes = budget.bytes + 4 * largestTable;
  const order = inOrder(values);
  const isAffordable = (tokens: number): boolean => {
    const cost = costOf(values, order, tokens);
    return cost.bytes <= bytes && cost.seconds <= budget.seconds;
  };
  if (!isAffordable(least)) throw new GraphError(refusal(costOf(values, order, least), bytes, budget.seconds));
  if (isAffordable(most)) return most;
  let [fits, exceeds] = [least, most];
  while (fits + 1 < exceeds) {
    const middle = Math.floor((fits + exceeds) / 2);
    if (isAffordable(middle)) fits = middle;
    else exceeds = middle;
  }
  return fits;
}

function refusal({ bytes, seconds }: GraphCost, mostBytes: number, mostSeconds: number): string {
  const gibibytes = (count: number): string => `${(count / 2 ** 30).toPrecision(3)} GiB`;
  const why =
    bytes > mostBytes
      ? `fills at least ${gibibytes(bytes)} at once, more than the ${gibibytes(mostBytes)}`
      : `computes for at least ${Math.floor(seconds)} seconds, more than the ${mostSeconds}`;
  return `For one token the graph ${why} that it may take on this machine. Choose another graph.`;
}

/** Unknown lengths count as `tokens`, and a batch has as many rows or, at least, one. */
function costOf(values: GraphValues, order: readonly NodeInfo[], tokens: number): GraphCost {
  const known = knownAtStart(values, tokens);
  const held = new Held(values);
  let [most, seconds] = [0, 0];
  for (const node of order) {
    const output = outputOf(node, known);
    const [name] = node.outputs;
    if (name !== undefined && output !== undefined) {
      known.set(name, output);
      const size = sizeOf(output.shape);
      // A constant is there already.
      const bytes = node.opType === 'Constant' ? 0 : size * (elementSizes[values.typeOf(name)] ?? 1);
      held.add(name, bytes);
      seconds += bytes / bytesInSecond + (size * (output.products ?? 0)) / productsInSecond;
      most = Math.max(most, held.bytes);
    }
    held.release(node);
  }
  return { bytes: most, seconds };
}

function knownAtStart(values: GraphValues, tokens: number): Map<string, Known> {
  const known = new Map<string, Known>(values.graph.initializers.map(tensor => [tensor.name, knownOf(tensor)]));
  for (const { name, shape } of values.inputs) {
    const last = (shape?.length ?? 0) - 1;
    const lengthOf = (dim: unknown, i: number): number =>
      typeof dim === 'number' && dim > 0 ? dim : i === last ? tokens : 1;
    if (shape !== undefined) known.set(name, { shape: shape.map(lengthOf) });
  }
  return known;
}

const knownOf = ({ dims, integers }: TensorInfo): Known =>
  integers === undefined ? { shape: dims } : { shape: dims, integers };

function outputOf(node: NodeInfo, known: ReadonlyMap<string, Known>): Known | undefined {
  if (node.opType !== 'Constant')
    return knownOutput(
      node,
      node.inputs.map(name => known.get(name)),
    );
  const tensor = node.attributes.find(({ name }) => name === 'value')?.tensors[0];
  return tensor === undefined ? undefined : knownOf(tensor);
}

/** The values that exist at one time. */
class Held {
  bytes = 0;
  readonly #bytesOf = new Map<string, number>();
  readonly #users = new Map<string, number>();

  constructor(private readonly values: GraphValues) {
    // What the graph gives stays until its end.
    for (const { name } of values.graph.outputs) this.#users.set(name, values.consumersOf(name).length + 1);
  }

  add(name: string, bytes: number): void {
    this.bytes += bytes;
    this.#bytesOf.set(name, bytes);
  }

  /** Lets go what no node takes after this one. */
  release({ inputs, outputs }: NodeInfo): void {
    for (const name of new Set(inputs)) this.#use(name, 1);
    for (const name of outputs) this.#use(name, 0);
  }

  #use(name: string, times: 0 | 1): void {
    const left = (this.#users.get(name) ?? this.values.consumersOf(name).length) - times;
    this.#users.set(name, left);
    if (left > 0) return;
    this.bytes -= this.#bytesOf.get(name) ?? 0;
    this.#bytesOf.delete(name);
  }
}

/** Each node after those whose values it takes, depth first, as ONNX Runtime runs them. */
function inOrder(values: GraphValues): NodeInfo[] {
  const order: NodeInfo[] = [];
  const seen = new Set<NodeInfo>();
  const isLast = (node: NodeInfo): boolean => node.outputs.every(name => values.consumersOf(name).length === 0);
  for (const last of values.graph.nodes.filter(isLast)) {
    const path = [{ node: last, next: 0 }];
    seen.add(last);
    for (let at = path.at(-1); at !== undefined; at = path.at(-1)) {
      const name = at.node.inputs[at.next++];
      if (name === undefined) {
        order.push(at.node);
        path.pop();
        continue;
      }
      const producer = values.producerOf(name);
      if (producer === undefined || seen.has(producer)) continue;
      seen.add(producer);
      path.push({ node: producer, next: 0 });
    }
  }
  return order;
}
