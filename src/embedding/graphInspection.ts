import type { GraphCard, IndexInput, TableLocation, VectorKind, VectorOutput } from './graphCard';
import type { FloatType } from './floats';
import { GraphError } from './graphError';
import { floatType, GraphValues, type Origin } from './graphValues';
import { dataTypes, type ModelInfo, type NodeInfo, type TensorInfo, type ValueInfo } from './onnxModel';

/** A look-up: rows of a 2-D table at `indices`. */
interface Lookup {
  readonly output: string;
  readonly table: TensorInfo;
  readonly indices: Origin;
}

/** Position vectors: from a look-up, or a table that is added as it is. */
interface Positions {
  readonly value: string;
  readonly table: TensorInfo;
  readonly rows: number;
  readonly fixedLength?: number | undefined;
  readonly input?: ValueInfo | undefined;
}

const tokenNames = /input_?ids|token|(^|_)(ids?|idx|tok|x|input)($|_)/i;
const positionNames = /pos/i;
const floatTypes = new Set<number>([dataTypes.float32, dataTypes.float16, dataTypes.float64, dataTypes.bfloat16]);

/**
 * Finds out what an embedding graph takes and gives, by its structure first: look-ups (Gather) in tables of vectors, and the Add that
 * joins them. Names, which every exporter chooses differently, only decide between look-ups that the structure does not tell apart.
 *
 * @throws {GraphError} saying what was found instead
 */
export function inspectGraph(model: ModelInfo): GraphCard {
  const values = new GraphValues(model.graph);
  const lookups = lookupsOf(values);
  const token = tokenLookupOf(values, lookups);
  const ids = token.indices.input!;
  const chain = values.chainFrom(token.output);
  const added = positionsOf(values, lookups, token, chain);
  const used = new Set([ids.name, added?.positions.input?.name]);
  const others = values.inputs.filter(input => !used.has(input.name));
  if (others.length > 0) {
    const names = others.map(input => `"${input.name}"`).join(', ');
    throw new GraphError(`The graph also wants the input ${names}, which is neither token ids nor positions.`);
  }
  const [vocabularySize, hiddenSize] = token.table.dims as [number, number];
  const { positions } = added ?? {};
  const idsInput = indexInput(ids);
  const positionInput = positions?.input === undefined ? undefined : indexInput(positions.input);
  const fixedLength = idsInput.dims.at(-1) ?? positionInput?.dims.at(-1) ?? positions?.fixedLength;
  const seed = model.metadata.get('tokenscope.seed');
  return {
    idsInput,
    ...(positionInput === undefined ? {} : { positionInput }),
    outputs: outputsOf(values, chain, added),
    tables: {
      token: locationOf(token.table),
      ...(positions === undefined ? {} : { position: locationOf(positions.table) }),
    },
    vocabularySize,
    hiddenSize,
    ...(positions === undefined ? {} : { contextLength: positions.rows }),
    ...(fixedLength === undefined ? {} : { fixedLength }),
    ...(seed === undefined ? {} : { seed }),
    opset: model.opsets.get('') ?? 0,
  };
}

function lookupsOf(values: GraphValues): Lookup[] {
  const lookups: Lookup[] = [];
  for (const node of values.graph.nodes) {
    const [table, indices] = node.inputs;
    const [output] = node.outputs;
    if (node.opType !== 'Gather' || table === undefined || indices === undefined || output === undefined) continue;
    const axis = node.attributes.find(attribute => attribute.name === 'axis')?.integer ?? 0;
    const origin = values.originOf(table);
    if (axis !== 0 || origin.isResized || origin.tensor?.dims.length !== 2) continue;
    if (floatTypes.has(origin.tensor.dataType)) {
      lookups.push({ output, table: origin.tensor, indices: values.originOf(indices) });
    }
  }
  return lookups;
}

function tokenLookupOf(values: GraphValues, lookups: readonly Lookup[]): Lookup {
  const fed = lookups.filter(lookup => lookup.indices.input !== undefined);
  if (fed.length === 0) {
    const inputs = values.inputs.map(input => `"${input.name}"`).join(', ') || 'no inputs';
    const operators = [...new Set(values.graph.nodes.map(node => node.opType))].slice(0, 8).join(', ') || 'none';
    throw new GraphError(
      `Not an embedding graph: no table of vectors is looked up by an input. Found inputs: ${inputs}; operators: ${operators}.`,
    );
  }
  const score = ({ indices, table }: Lookup): number => {
    const name = indices.input!.name;
    if (positionNames.test(name)) return -2;
    if (tokenNames.test(name)) return 2;
    if (positionNames.test(table.name) || table.name.includes('wpe')) return -1;
    return indices.input!.shape?.length === 1 ? 0 : 1;
  };
  // A vocabulary is larger than a context, nearly always; the graph's own order decides the rest.
  const best = [...fed].sort((a, b) => score(b) - score(a) || b.table.dims[0]! - a.table.dims[0]!)[0]!;
  const [rows, hiddenSize] = best.table.dims as [number, number];
  if (rows < 1 || hiddenSize < 1) throw new GraphError(`The token table is empty: [${rows}, ${hiddenSize}].`);
  return best;
}

interface Added {
  readonly positions: Positions;
  /** The token vectors as they are added. */
  readonly token: string;
  readonly sum: string;
}

/** The Add that takes the token vectors, and what it adds to them. */
function positionsOf(
  values: GraphValues,
  lookups: readonly Lookup[],
  token: Lookup,
  chain: readonly string[],
): Added | undefined {
  const add = (node: NodeInfo): Added | undefined => {
    const at = node.opType === 'Add' ? node.inputs.findIndex(name => chain.includes(name)) : -1;
    const other = node.inputs[1 - at];
    const [sum] = node.outputs;
    if (at < 0 || other === undefined || sum === undefined) return undefined;
    const positions = positionsFrom(values, lookups, token, other);
    return positions === undefined ? undefined : { positions, token: node.inputs[at]!, sum };
  };
  for (const node of values.graph.nodes) {
    const found = add(node);
    if (found !== undefined) return found;
  }
  return undefined;
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
    const { dims } = origin.tensor;
    const rows = dims.at(-2);
    if (rows === undefined || dims.at(-1) !== hiddenSize) return undefined;
    return { value, table: origin.tensor, rows, fixedLength: origin.isResized ? undefined : rows };
  }
  const lookup = lookups.find(each => each !== token && each.output === origin.node?.outputs[0]);
  if (lookup === undefined || lookup.table.dims[1] !== hiddenSize) return undefined;
  const { indices, table } = lookup;
  // Positions from the ids themselves would be a second token table.
  if (indices.input !== undefined && indices.input === token.indices.input) return undefined;
  const constant = indices.tensor?.dims.at(-1);
  const fixedLength = indices.isResized || origin.isResized ? undefined : constant;
  return { value, table, rows: table.dims[0]!, fixedLength, input: indices.input };
}

/** Prefers what the graph itself gives; an inner value is added to its outputs. */
function outputsOf(
  values: GraphValues,
  tokenChain: readonly string[],
  added: Added | undefined,
): Partial<Record<VectorKind, VectorOutput>> {
  const own = new Set(values.graph.outputs.map(output => output.name));
  const choose = (names: readonly string[]): VectorOutput | undefined => {
    const usable = names.flatMap(name => {
      const type = floatType(values.typeOf(name));
      return type === undefined ? [] : [{ name, type, isAdded: !own.has(name) }];
    });
    return usable.find(output => !output.isAdded) ?? usable[0];
  };
  // Without positions the token vectors enter the model as they are, under the last name they have.
  const found: [VectorKind, VectorOutput | undefined][] =
    added === undefined
      ? [
          ['token', choose(tokenChain)],
          ['input', choose([...tokenChain].reverse())],
        ]
      : [
          ['token', choose([added.token, ...tokenChain])],
          ['position', choose([...values.chainFrom(sourceOf(values, added)), added.positions.value])],
          ['input', choose(values.chainFrom(added.sum))],
        ];
  const outputs = Object.fromEntries(found.filter(([, output]) => output !== undefined));
  if (Object.keys(outputs).length === 0) {
    throw new GraphError('The graph gives no vectors of 32-, 16- or 64-bit floats that could be shown.');
  }
  return outputs;
}

/** Where the chain of position values starts: the look-up's output, which the graph may give under its own name. */
function sourceOf(values: GraphValues, { positions }: Added): string {
  return values.originOf(positions.value).node?.outputs[0] ?? positions.value;
}

/** A table may have leading dimensions of 1, as [1, C, H] has. */
function locationOf(tensor: TensorInfo): TableLocation {
  const { name, dims, range, external, isExternal } = tensor;
  const types: Readonly<Record<number, FloatType>> = { 1: 'float32', 10: 'float16', 11: 'float64', 16: 'bfloat16' };
  const type = types[tensor.dataType];
  if (type === undefined) throw new GraphError(`The table "${name}" holds no floats.`);
  const columns = dims.at(-1)!;
  const rows = dims.reduce((product, dim) => product * dim, 1) / columns;
  const offset = isExternal ? Number(external.get('offset') ?? 0) : range?.start;
  return { name, rows, columns, type, file: isExternal ? external.get('location') : undefined, offset };
}

function indexInput({ name, dataType, shape }: ValueInfo): IndexInput {
  if (dataType !== dataTypes.int32 && dataType !== dataTypes.int64) {
    throw new GraphError(`The input "${name}" takes numbers of ONNX type ${dataType}; int32 or int64 was expected.`);
  }
  const dims = (shape ?? [null, null]).map(dim => (typeof dim === 'number' && dim > 0 ? dim : null));
  if (dims.length < 1 || dims.length > 2) {
    throw new GraphError(
      `The input "${name}" has ${dims.length} dimensions; [sequence] or [batch, sequence] was expected.`,
    );
  }
  return { name, type: dataType === dataTypes.int32 ? 'int32' : 'int64', dims };
}
