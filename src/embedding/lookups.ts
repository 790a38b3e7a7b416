import type { TableLocation } from './graphCard';
import { GraphError } from './graphError';
import type { GraphHints } from './graphHints';
import type { GraphValues, Origin } from './graphValues';
import { floatDataTypes, type TensorInfo } from './onnxModel';

/** A look-up: rows of a 2-D table at `indices`. */
export interface Lookup {
  readonly output: string;
  readonly table: TensorInfo;
  readonly indices: Origin;
}

const tokenNames = /input_?ids|token|(^|_)(ids?|idx|tok|x|input)($|_)/i;
const positionNames = /pos|wpe/i;

/** Every Gather of whole rows from a table of floats. */
export function lookupsOf(values: GraphValues): Lookup[] {
  const lookups: Lookup[] = [];
  for (const node of values.graph.nodes) {
    const [table, indices] = node.inputs;
    const [output] = node.outputs;
    if (node.opType !== 'Gather' || table === undefined || indices === undefined || output === undefined) continue;
    const axis = node.attributes.find(attribute => attribute.name === 'axis')?.integer ?? 0;
    const origin = values.originOf(table);
    if (axis !== 0 || origin.isResized || origin.tensor?.dims.length !== 2) continue;
    if (floatDataTypes.has(origin.tensor.dataType)) {
      lookups.push({ output, table: origin.tensor, indices: values.originOf(indices) });
    }
  }
  return lookups;
}

/** Every table that an input looks up, once. */
export function candidateTables(values: GraphValues): TableLocation[] {
  const fed = lookupsOf(values).filter(lookup => lookup.indices.input !== undefined);
  return [...new Set(fed.map(({ table }) => table))].map(locationOf);
}

/** A table may have leading dimensions of 1, as [1, C, H] has. */
export function locationOf({ name, dims, dataType, range, isExternal, external }: TensorInfo): TableLocation {
  const type = floatDataTypes.get(dataType);
  if (type === undefined) throw new GraphError(`The table "${name}" holds no floats.`);
  const [rows = 0, columns = 0] = dims.slice(-2);
  const offset = isExternal ? Number(external.get('offset') ?? 0) : range?.start;
  return { name, rows, columns, type, file: isExternal ? external.get('location') : undefined, offset };
}

/** The look-up of the token vectors: what hints name, then what names and sizes tell. */
export function tokenLookupOf(values: GraphValues, lookups: readonly Lookup[], hints: GraphHints): Lookup {
  const fed = lookups.filter(lookup => lookup.indices.input !== undefined);
  if (fed.length === 0) throw new GraphError(`Not an embedding graph: ${whatWasFound(values)}`);
  const byTable = hints.choose('tokenTable', fed, lookup => lookup.table.name);
  const ofTable = byTable === undefined ? fed : fed.filter(lookup => lookup.table === byTable.table);
  const byInput = hints.choose('idsInput', ofTable, lookup => lookup.indices.input!.name);
  const chosen = byInput ?? byTable;
  const best = chosen ?? mostLikely(fed, hints);
  const [rows, columns] = best.table.dims as [number, number];
  if (rows < 1 || columns < 1) throw new GraphError(`The token table is empty: [${rows}, ${columns}].`);
  if (byTable === undefined && chosen !== undefined)
    hints.record('tokenTable', best.table.name, `the table that "${best.indices.input!.name}" looks up`);
  if (byInput === undefined && chosen !== undefined)
    hints.record('idsInput', best.indices.input!.name, `the input that looks up "${best.table.name}"`);
  return best;
}

function mostLikely(fed: readonly Lookup[], hints: GraphHints): Lookup {
  const ranked = [...fed].sort((a, b) => score(b) - score(a) || b.table.dims[0]! - a.table.dims[0]!);
  const best = ranked[0]!;
  const rivals = ranked.filter(
    each => each.table !== best.table && score(each) === score(best) && each.table.dims[0] === best.table.dims[0],
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
  if (/token_?type|segment/i.test(name)) return -2;
  if (tokenNames.test(name)) return 2;
  if (positionNames.test(table.name)) return -1;
  return indices.input!.shape?.length === 1 ? 0 : 1;
}

function whatWasFound(values: GraphValues): string {
  const inputs = values.inputs.map(input => `"${input.name}"`).join(', ') || 'no inputs';
  const operators = [...new Set(values.graph.nodes.map(node => node.opType))].slice(0, 8).join(', ') || 'none';
  return `no table of vectors is looked up by an input. Found inputs: ${inputs}; operators: ${operators}.`;
}
