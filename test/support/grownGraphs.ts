import { floats, onnxModel, type NodeSpec, type TensorSpec } from './onnxGraph';

/** Graphs that are small as files and large in what they compute, or long in what has to be followed. */

/** Nodes after the look-up, whose output is `v0`; `last` is what the graph gives. */
export interface Growth {
  readonly nodes: readonly NodeSpec[];
  readonly last: string;
  readonly initializers?: readonly TensorSpec[];
}

/** Rows and columns of the token table. */
const [rows, columns] = [9, 2];

export function grownGraph({ nodes, last, initializers = [] }: Growth): Uint8Array {
  const look: NodeSpec = { op: 'Gather', inputs: ['W', 'ids'], outputs: ['v0'] };
  return onnxModel({
    nodes: [look, ...nodes],
    initializers: [floats('W', [rows, columns], new Float32Array(rows * columns)), ...initializers],
    inputs: [{ name: 'ids', type: 7, dims: ['b', 's'] }],
    outputs: [...new Set(['v0', last])].map(name => ({
      name,
      type: 1,
      dims: ['b', 's', name === 'v0' ? columns : 'h'],
    })),
  });
}

const steps = (count: number, step: (from: string, to: string) => Omit<NodeSpec, 'outputs'>): Growth => ({
  nodes: Array.from({ length: count }, (_, i) => ({ ...step(`v${i}`, `v${i + 1}`), outputs: [`v${i + 1}`] })),
  last: `v${count}`,
});

/** One value under many names. */
export const chain = (count: number): Growth => steps(count, from => ({ op: 'Identity', inputs: [from] }));

/** Each value joined with itself: 2 to the power of `count` times as large at the end. */
export const doublings = (count: number): Growth =>
  steps(count, from => ({ op: 'Concat', inputs: [from, from], integers: { axis: 2 } }));

/** `count` values of `size` times the vectors, all of which are needed at the end. */
export function fan(count: number, size: number): Growth {
  const times = {
    name: 'times',
    dims: [3],
    dataType: 7,
    bytes: new Uint8Array(BigInt64Array.of(1n, 1n, BigInt(size / columns)).buffer),
  };
  const arms = Array.from({ length: count }, (_, i) => `arm${i}`);
  return {
    nodes: [
      ...arms.map(arm => ({ op: 'Tile', inputs: ['v0', 'times'], outputs: [arm] })),
      { op: 'Sum', inputs: arms, outputs: ['out'] },
    ],
    last: 'out',
    initializers: [times],
  };
}

/** A long chain, and after it as many sums with what only a long way back tells to be no position. */
export function sums(count: number): Growth {
  const back = chain(count);
  const added = Array.from({ length: count }, (_, i) => ({
    op: 'Add',
    inputs: [i === 0 ? 'v0' : `s${i - 1}`, back.last],
    outputs: [`s${i}`],
  }));
  return { nodes: [...back.nodes, ...added], last: `s${count - 1}` };
}
