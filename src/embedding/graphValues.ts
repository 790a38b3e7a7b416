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
  /** The inputs that must be fed: old models list their initializers among the inputs too. */
  readonly inputs: readonly ValueInfo[];

  constructor(readonly graph: GraphInfo) {
    this.#initializers = new Map(graph.initializers.map(tensor => [tensor.name, tensor]));
    for (const node of graph.nodes) for (const name of node.outputs) this.#producers.set(name, node);
    this.inputs = graph.inputs.filter(input => !this.#initializers.has(input.name));
  }

  originOf(name: string): Origin {
    let isResized = false;
    // No value is longer away than there are nodes; a damaged graph may have cycles.
    for (let step = 0; step <= this.graph.nodes.length; step++) {
      const tensor = this.#initializers.get(name);
      if (tensor !== undefined) return { tensor, isResized };
      const node = this.#producers.get(name);
      if (node === undefined) {
        const input = this.inputs.find(value => value.name === name);
        return input === undefined ? { isResized } : { input, isResized };
      }
      if (node.opType === 'Constant') {
        const constant = node.attributes.find(attribute => attribute.name === 'value')?.tensors[0];
        return constant === undefined ? { node, isResized } : { tensor: constant, isResized };
      }
      if (!reshaping.has(node.opType)) return { node, isResized };
      isResized ||= resizing.has(node.opType);
      name = node.inputs[0] ?? '';
    }
    return { isResized };
  }

  /** The value and all that are made from it by reshaping, converting and scaling alone, in the graph's order. */
  chainFrom(name: string): string[] {
    const chain = [name];
    for (const value of chain) {
      for (const node of this.graph.nodes) {
        const next = node.outputs[0];
        if (next === undefined || chain.includes(next)) continue;
        const keepsRows = reshaping.has(node.opType) && !resizing.has(node.opType) && node.inputs[0] === value;
        if (keepsRows || this.#isScaled(node, value)) chain.push(next);
      }
    }
    return chain;
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
    for (let step = 0; step <= this.graph.nodes.length; step++) {
      const known = [...this.graph.outputs, ...this.inputs].find(value => value.name === name)?.dataType;
      if (known !== undefined && known !== 0) return known;
      const tensor = this.#initializers.get(name);
      if (tensor !== undefined) return tensor.dataType;
      const node = this.#producers.get(name);
      if (node === undefined) return 0;
      if (node.opType === 'Cast') return node.attributes.find(({ name: key }) => key === 'to')?.integer ?? 0;
      if (node.opType === 'Constant') return node.attributes[0]?.tensors[0]?.dataType ?? 0;
      name = node.inputs[0] ?? '';
    }
    return 0;
  }
}
