import type { TableLocation } from './graphCard';
import { floatSizes } from './floats';
import { GraphError } from './graphError';
import type { GraphHints } from './graphHints';
import { permutationOf, type GraphValues } from './graphValues';
import { indicesOf, type Indices } from './indices';
import { obscuredLookups } from './obscuredLookups';
import { floatDataTypes, type TensorInfo } from './onnxModel';

/** A look-up: rows of a 2-D table at `indices`. */
export interface Lookup {
  readonly output: string;
  readonly table: TensorInfo;
  readonly rows: number;
  readonly columns: number;
  /** A Transpose stands before it: the tensor lies column by column. */
  readonly isTransposed: boolean;
  readonly indices: Indices;
}

export const positionNames = /pos|wpe/i;
export const segmentNames = /token_?type|segment|seg_|(^|[._/])type_?(emb|ids)/i;
const tokenNames = /input_?ids|token|(^|_)(ids?|idx|tok|x|input)($|_)/i;

/** Every Gather of whole rows from a table of floats. */
export function lookupsOf(values: GraphValues): Lookup[] {
  const lookups: Lookup[] = [];
  for (const node of values.graph.nodes) {
    const [table, indices] = node.inputs;
    const [output] = node.outputs;
    if (node.opType !== 'Gather' || table === undefined || indices === undefined || output === undefined) continue;
    const axis = node.attributes.find(attribute => attribute.name === 'axis')?.integer ?? 0;
    const found = tableBefore(values, table);
    if (axis !== 0 || found?.tensor.dims.length !== 2 || !floatDataTypes.has(found.tensor.dataType)) continue;
    const { tensor, isTransposed } = found;
    const [rows, columns] = (isTransposed ? [...tensor.dims].reverse() : tensor.dims) as [number, number];
    lookups.push({ output, table: tensor, rows, columns, isTransposed, indices: indicesOf(values, indices) });
  }
  return lookups;
}

function tableBefore(values: GraphValues, name: string): { tensor: TensorInfo; isTransposed: boolean } | undefined {
  const { tensor, node, isResized } = values.originOf(name);
  if (isResized) return undefined;
  if (tensor !== undefined) return { tensor, isTransposed: false };
  if (node?.opType !== 'Transpose' || (permutationOf(node) ?? [1, 0]).join() !== '1,0') return undefined;
  const behind = values.originOf(node.inputs[0] ?? '');
  return behind.tensor === undefined || behind.isResized ? undefined : { tensor: behind.tensor, isTransposed: true };
}

/** Every table that an input looks up, once. */
export function candidateTables(values: GraphValues): TableLocation[] {
  const fed = lookupsOf(values).filter(lookup => lookup.indices.input !== undefined);
  return [...new Map(fed.map(lookup => [lookup.table, lookup])).values()].map(lookup =>
    locationOf(lookup.table, lookup),
  );
}

/** A part of a tensor: `rows` from row `first` on, or the whole of it column by column. */
interface Part {
  readonly rows: number;
  readonly first?: number;
  readonly columns: number;
  readonly isTransposed?: boolean;
}

/** Where a table lies. One that is transposed can only be had by running the graph. */
export function locationOf(
  { name, dataType, range, isExternal, external }: TensorInfo,
  { rows, columns, first = 0, isTransposed = false }: Part,
): TableLocation {
  const type = floatDataTypes.get(dataType);
  if (type === undefined) throw new GraphError(`The table "${name}" holds no floats.`);
  const start = isExternal ? Number(external.get('offset') ?? 0) : range?.start;
  const offset = isTransposed || start === undefined ? undefined : start + first * columns * floatSizes[type];
  return { name, rows, columns, type, file: isExternal ? external.get('location') : undefined, offset };
}

/** The look-up of the token vectors: what hints name, then what names and sizes tell. */
export function tokenLookupOf(values: GraphValues, lookups: readonly Lookup[], hints: GraphHints): Lookup {
  const fed = lookups.filter(lookup => lookup.indices.input !== undefined);
  if (fed.length === 0) throw new GraphError(whatWasFound(values));
  const byTable = hints.choose('tokenTable', fed, lookup => lookup.table.name);
  const ofTable = byTable === undefined ? fed : fed.filter(lookup => lookup.table === byTable.table);
  const byInput = hints.choose('idsInput', ofTable, lookup => lookup.indices.input!.name);
  const chosen = byInput ?? byTable;
  if (chosen === undefined) checkNoneIsHidden(values, fed);
  const best = chosen ?? mostLikely(fed, hints);
  const { rows, columns } = best;
  if (rows < 1 || columns < 1) throw new GraphError(`The token table is empty: [${rows}, ${columns}].`);
  if (byTable === undefined && chosen !== undefined)
    hints.record('tokenTable', best.table.name, `the table that "${best.indices.input!.name}" looks up`);
  if (byInput === undefined && chosen !== undefined)
    hints.record('idsInput', best.indices.input!.name, `the input that looks up "${best.table.name}"`);
  return best;
}

function mostLikely(fed: readonly Lookup[], hints: GraphHints): Lookup {
  const ranked = [...fed].sort((a, b) => score(b) - score(a) || b.rows - a.rows);
  const best = ranked[0]!;
  const rivals = ranked.filter(
    each => each.table !== best.table && score(each) === score(best) && each.rows === best.rows,
  );
  if (rivals.length > 0) {
    const names = [best, ...rivals].map(({ table }) => `"${table.name}" [${table.dims.join(', ')}]`);
    throw new GraphError(
      `Several tables could be the token table: ${names.join(', ')}. Select the embedding graph again to choose one.`,
      'SEVERAL_TABLES',
    );
  }
  const { table, indices } = best;
  const name = indices.input!.name;
  const others = fed.length - 1;
  const reason =
    others === 0
      ? 'the only table that an input looks up'
      : score(best) > score(ranked[1]!)
        ? `its input "${name}" is the most like token ids of ${fed.length} that look tables up`
        : `the largest of ${fed.length} tables that inputs look up`;
  hints.record('tokenTable', table.name, reason);
  hints.record('idsInput', name, tokenNames.test(name) ? 'named like token ids' : `it looks up "${table.name}"`);
  return best;
}

/** A vocabulary is larger than a context, nearly always: sizes decide where names do not. */
function score({ indices, table }: Lookup): number {
  const name = indices.input!.name;
  if (positionNames.test(name)) return -2;
  if (segmentNames.test(name)) return -2;
  if (tokenNames.test(name)) return 2;
  if (positionNames.test(table.name)) return -1;
  return indices.input!.shape?.length === 1 ? 0 : 1;
}

/** A larger table of the same width, or any where all others are of positions, is the token table, and none may stand in for it. */
function checkNoneIsHidden(values: GraphValues, fed: readonly Lookup[]): void {
  const open = fed.filter(each => score(each) >= 0);
  const hidden = obscuredLookups(values).find(({ rows, columns, table }) => {
    if (positionNames.test(table.name) || segmentNames.test(table.name)) return false;
    return open.every(each => each.columns === columns && each.rows < rows);
  });
  if (hidden !== undefined) throw new GraphError(hidden.why);
}

function whatWasFound(values: GraphValues): string {
  const [hidden] = obscuredLookups(values).sort((a, b) => b.rows - a.rows);
  if (hidden !== undefined) return hidden.why;
  const inputs = values.inputs.map(input => `"${input.name}"`).join(', ') || 'no inputs';
  const operators = [...new Set(values.graph.nodes.map(node => node.opType))].slice(0, 8).join(', ') || 'none';
  return (
    `Not an embedding graph: no table of vectors is looked up by an input. Found inputs: ${inputs}; operators: ${operators}. ` +
    'Choose a graph that begins with token ids, or weights as .safetensors or .npy.'
  );
}
