import type { GraphInfo, NodeInfo, TensorInfo, ValueInfo } from './onnxModel';

/** Where a value comes from, followed back through nodes that only reshape or convert. */
export interface Origin {
  /** A tensor in the model, an input of the graph, or the node that computes it. */
  readonly tensor?: TensorInfo;
  readonly input?: ValueInfo;
  readonly node?: NodeInfo;
  /** A Slice or Expand lies on the way: the length is not the tensor's. */
  readonly isResized: boolean;
}

const reshaping = new Set(['Identity', 'Cast', 'Unsqueeze', 'Squeeze', 'Reshape', 'Slice', 'Expand', 'Dropout']);
const resizing = new Set(['Slice', 'Expand']);

/** The values of a graph by name: who makes them, who takes them, and of what type they are. */
export class GraphValues {
  readonly #initializers: Map<string, TensorInfo>;
  readonly #producers = new Map<string, NodeInfo>();
  readonly #consumers = new Map<string, NodeInfo[]>();
  readonly #declaredTypes = new Map<string, number>();
  readonly #types = new Map<string, number>();
  readonly #origins = new Map<string, Origin>();
  readonly #inputs: Map<string, ValueInfo>;
  /** The inputs that must be fed: old models list their initializers among the inputs too. */
  readonly inputs: readonly ValueInfo[];

  constructor(readonly graph: GraphInfo) {
    this.#initializers = new Map(graph.initializers.map(tensor => [tensor.name, tensor]));
    for (const node of graph.nodes) {
      for (const name of node.outputs) this.#producers.set(name, node);
      for (const name of new Set(node.inputs)) {
        const consumers = this.#consumers.get(name);
        if (consumers === undefined) this.#consumers.set(name, [node]);
        else consumers.push(node);
      }
    }
    this.inputs = graph.inputs.filter(input => !this.#initializers.has(input.name));
    this.#inputs = new Map(this.inputs.map(input => [input.name, input]));
    for (const { name, dataType } of [...this.inputs, ...graph.outputs]) {
      if (dataType !== 0) this.#declaredTypes.set(name, dataType);
    }
  }

  /** The nodes that take a value, in the graph's order. */
  consumersOf(name: string): readonly NodeInfo[] {
    return this.#consumers.get(name) ?? [];
  }

  /** The node that makes a value. */
  producerOf(name: string): NodeInfo | undefined {
    return this.#producers.get(name);
  }

  /** Each step of a way is followed once, however many values lie on it. */
  originOf(name: string): Origin {
    const way: { readonly name: string; readonly resizes: boolean }[] = [];
    const passed = new Set<string>();
    let origin: Origin | undefined;
    while (origin === undefined) {
      // A damaged graph may have cycles.
      if (passed.has(name)) origin = { isResized: false };
      else origin = this.#origins.get(name) ?? this.#ownOrigin(name);
      if (origin !== undefined) break;
      const node = this.#producers.get(name)!;
      passed.add(name);
      way.push({ name, resizes: resizing.has(node.opType) });
      name = node.inputs[0] ?? '';
    }
    for (const step of way.reverse()) {
      if (step.resizes && !origin.isResized) origin = { ...origin, isResized: true };
      this.#origins.set(step.name, origin);
    }
    return origin;
  }

  /** The origin of a value that is none of another's reshaping. */
  #ownOrigin(name: string): Origin | undefined {
    const tensor = this.#initializers.get(name);
    if (tensor !== undefined) return { tensor, isResized: false };
    const node = this.#producers.get(name);
    if (node === undefined) {
      const input = this.#inputs.get(name);
      return input === undefined ? { isResized: false } : { input, isResized: false };
    }
    if (node.opType === 'Constant') {
      const constant = node.attributes.find(attribute => attribute.name === 'value')?.tensors[0];
      return constant === undefined ? { node, isResized: false } : { tensor: constant, isResized: false };
    }
    return reshaping.has(node.opType) || keepsVectors(node) ? undefined : { node, isResized: false };
  }

  /** The value and all that are made from it by reshaping, converting and scaling alone, the nearest first. */
  chainFrom(name: string): string[] {
    const chain = new Set([name]);
    // A set that grows is walked to its new end.
    for (const value of chain) {
      for (const node of this.consumersOf(value)) {
        const [next] = node.outputs;
        if (next === undefined) continue;
        const keepsRows =
          node.inputs[0] === value &&
          ((reshaping.has(node.opType) && !resizing.has(node.opType)) || keepsVectors(node));
        if (keepsRows || this.#isScaled(node, value)) chain.add(next);
      }
    }
    return [...chain];
  }

  /** Some models multiply their token vectors by one number, such as the square root of the hidden size. */
  #isScaled(node: NodeInfo, value: string): boolean {
    if (node.opType !== 'Mul' && node.opType !== 'Div') return false;
    const factor = node.inputs[0] === value ? node.inputs[1] : node.opType === 'Mul' ? node.inputs[0] : undefined;
    if (factor === undefined || !node.inputs.includes(value)) return false;
    const { tensor } = this.originOf(factor);
    return tensor?.dims.every(dim => dim === 1) === true;
  }

  /** TensorProto.DataType of a value, or 0 when the nodes do not tell. */
  typeOf(name: string): number {
    const passed: string[] = [];
    let type: number | undefined;
    while (type === undefined && passed.length <= this.graph.nodes.length) {
      type = this.#declaredTypes.get(name) ?? this.#types.get(name) ?? this.#initializers.get(name)?.dataType;
      passed.push(name);
      const node = this.#producers.get(name);
      if (type !== undefined || node === undefined) break;
      if (node.opType === 'Cast') type = node.attributes.find(({ name: key }) => key === 'to')?.integer ?? 0;
      else if (node.opType === 'Constant') type = node.attributes[0]?.tensors[0]?.dataType ?? 0;
      else name = node.inputs[0] ?? '';
    }
    for (const each of passed) this.#types.set(each, type ?? 0);
    return type ?? 0;
  }
}

/** A Transpose that leaves the last axis in place, such as [batch, sequence, hidden] to [sequence, batch, hidden]. */
export function keepsVectors(node: NodeInfo): boolean {
  const order = node.opType === 'Transpose' ? permutationOf(node) : undefined;
  return order !== undefined && order.length > 2 && order.at(-1) === order.length - 1;
}

/** The `perm` of a Transpose; undefined where all axes are reversed. */
export function permutationOf(node: NodeInfo): readonly number[] | undefined {
  return node.attributes.find(({ name }) => name === 'perm')?.integers;
}
