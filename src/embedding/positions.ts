import type { GraphHints } from './graphHints';
import type { GraphValues } from './graphValues';
import type { Lookup } from './lookups';
import type { NodeInfo, TensorInfo, ValueInfo } from './onnxModel';

/** Position vectors: from a look-up, or a table that is added as it is. */
interface Positions {
  readonly value: string;
  readonly table: TensorInfo;
  readonly rows: number;
  readonly fixedLength?: number | undefined;
  readonly input?: ValueInfo | undefined;
}

/** Position vectors, and the Add that takes them. */
export interface Added extends Positions {
  /** The token vectors as they are added. */
  readonly token: string;
  readonly sum: string;
}

/** The Add that takes the token vectors, and what it adds to them. */
export function positionsOf(
  values: GraphValues,
  lookups: readonly Lookup[],
  token: Lookup,
  chain: readonly string[],
  hints: GraphHints,
): Added | undefined {
  if (hints.get('positionTable')?.value === '') return undefined;
  const found = values.graph.nodes.flatMap(node => addedBy(node, values, lookups, token, chain) ?? []);
  const named = hints.choose('positionTable', found, each => each.table.name);
  const added = named ?? found[0];
  if (added !== undefined && named === undefined)
    hints.record('positionTable', added.table.name, 'what is added to the token vectors');
  return added;
}

function addedBy(
  node: NodeInfo,
  values: GraphValues,
  lookups: readonly Lookup[],
  token: Lookup,
  chain: readonly string[],
): Added | undefined {
  const at = node.opType === 'Add' ? node.inputs.findIndex(name => chain.includes(name)) : -1;
  const other = node.inputs[1 - at];
  const [sum] = node.outputs;
  if (at < 0 || other === undefined || sum === undefined) return undefined;
  const positions = positionsFrom(values, lookups, token, other);
  return positions === undefined ? undefined : { ...positions, token: node.inputs[at]!, sum };
}

function positionsFrom(
  values: GraphValues,
  lookups: readonly Lookup[],
  token: Lookup,
  value: string,
): Positions | undefined {
  const hiddenSize = token.table.dims[1];
  const origin = values.originOf(value);
  // A bare table: [C, H] or [1, C, H].
  if (origin.tensor !== undefined) {
    const { tensor } = origin;
    const rows = tensor.dims.at(-2);
    if (rows === undefined || rows < 1 || tensor.dims.at(-1) !== hiddenSize) return undefined;
    if (tensor.dims.slice(0, -2).some(dim => dim !== 1)) return undefined;
    return { value, table: tensor, rows, fixedLength: origin.isResized ? undefined : rows };
  }
  const lookup = lookups.find(each => each !== token && each.output === origin.node?.outputs[0]);
  if (lookup === undefined || lookup.table.dims[1] !== hiddenSize || lookup.table.dims[0]! < 1) return undefined;
  const { indices, table } = lookup;
  // Positions from the ids themselves would be a second token table.
  if (indices.input !== undefined && indices.input === token.indices.input) return undefined;
  const constant = indices.tensor?.dims.at(-1);
  const fixedLength = indices.isResized || origin.isResized ? undefined : constant;
  return { value, table, rows: table.dims[0]!, fixedLength, input: indices.input };
}
