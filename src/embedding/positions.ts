import type { GraphHints } from './graphHints';
import { keepsVectors, type GraphValues } from './graphValues';
import { positionNames, segmentNames, type Lookup } from './lookups';
import type { NodeInfo, TensorInfo, ValueInfo } from './onnxModel';

/** One of the things that are added to the token vectors: rows that are looked up, or a tensor that is added as it is. */
export interface Term {
  readonly value: string;
  readonly table: TensorInfo;
  /** Rows that a position or a segment can choose. */
  readonly rows: number;
  /** The row of position 0. */
  readonly first: number;
  readonly fixedLength?: number | undefined;
  readonly input?: ValueInfo | undefined;
  /** A tensor of [sequence, 1, hidden] goes along the first axis of the vectors, one of [1, sequence, hidden] along the second. */
  readonly sequenceAxis?: 0 | 1 | undefined;
  /** How likely it is that of positions; below 0 it is not. */
  readonly likeness: number;
}

/** All that is added to the token vectors, by Adds of any depth and order. */
export interface Added {
  /** The token vectors as they are added. */
  readonly token: string;
  readonly sum: string;
  readonly position: Term | undefined;
  /** Segments (BERT's token types), and what is the same for every token. */
  readonly others: readonly Term[];
}

/**
 * Follows the token vectors through the Adds that take them, and says what each term is.
 *
 * @example
 * // BERT: Add(Add(word, type), position) has the terms type, which is looked up by token_type_ids, and position
 */
export function addedTo(
  values: GraphValues,
  lookups: readonly Lookup[],
  token: Lookup,
  chain: readonly string[],
  hints: GraphHints,
): Added | undefined {
  const terms: Term[] = [];
  let [first, sum]: (string | undefined)[] = [];
  const seen = new Set<NodeInfo>();
  let step = nextAdd(values, lookups, token, chain, seen);
  while (step !== undefined) {
    terms.push(...step.terms);
    first ??= step.from;
    sum = step.sum;
    step = nextAdd(values, lookups, token, values.chainFrom(sum), seen);
  }
  if (first === undefined || sum === undefined) return undefined;
  const position = positionAmong(terms, hints);
  return { token: first, sum, position, others: terms.filter(term => term !== position) };
}

function positionAmong(terms: readonly Term[], hints: GraphHints): Term | undefined {
  if (hints.get('positionTable')?.value === '') return undefined;
  const named = hints.choose('positionTable', terms, term => term.table.name);
  if (named !== undefined) return named;
  const [best] = terms
    .filter(({ likeness }) => likeness >= 0)
    .sort((a, b) => b.likeness - a.likeness || b.rows - a.rows);
  if (best !== undefined) hints.record('positionTable', best.table.name, 'what is added to the token vectors');
  return best;
}

/** The next Add of which the other side is made of terms alone. */
function nextAdd(
  values: GraphValues,
  lookups: readonly Lookup[],
  token: Lookup,
  chain: readonly string[],
  seen: Set<NodeInfo>,
): { from: string; sum: string; terms: Term[] } | undefined {
  for (const from of chain) {
    for (const node of values.consumersOf(from)) {
      const other = node.inputs[1 - node.inputs.indexOf(from)];
      const [sum] = node.outputs;
      if (node.opType !== 'Add' || other === undefined || sum === undefined || seen.has(node)) continue;
      seen.add(node);
      const terms = termsOf(values, lookups, token, other);
      if (terms !== undefined) return { from, sum, terms };
    }
  }
  return undefined;
}

/** More terms than this are no embedding. */
const maximumTerms = 16;

function termsOf(values: GraphValues, lookups: readonly Lookup[], token: Lookup, value: string): Term[] | undefined {
  const waiting = [value];
  const terms: Term[] = [];
  while (waiting.length > 0) {
    const name = waiting.pop()!;
    const { node } = values.originOf(name);
    if (node?.opType === 'Add') waiting.push(...node.inputs);
    else {
      const term = termOf(values, lookups, token, name);
      if (term === undefined) return undefined;
      terms.push(term);
    }
    if (terms.length + waiting.length > maximumTerms) return undefined;
  }
  return terms;
}

function termOf(values: GraphValues, lookups: readonly Lookup[], token: Lookup, value: string): Term | undefined {
  const hiddenSize = token.columns;
  const origin = values.originOf(value);
  if (origin.tensor !== undefined) return bareTerm(values, origin.tensor, value, hiddenSize, origin.isResized);
  const lookup = lookups.find(each => each !== token && each.output === origin.node?.outputs[0]);
  if (lookup?.columns !== hiddenSize || lookup.rows < 1) return undefined;
  const { indices, table } = lookup;
  // Rows that the ids themselves choose would be a second token table.
  if (indices.input !== undefined && indices.input === token.indices.input) return undefined;
  const { first } = indices;
  const constant = indices.tensor?.dims.at(-1);
  const fixedLength = indices.isResized || origin.isResized ? undefined : constant;
  const rows = lookup.rows - first;
  return rows < 1 || first < 0
    ? undefined
    : { value, table, rows, first, fixedLength, input: indices.input, likeness: likenessOf(lookup) };
}

/** [C, H], [1, C, H], and [C, 1, H] of models whose first axis is the sequence; or [H], the same for every token. */
function bareTerm(
  values: GraphValues,
  table: TensorInfo,
  value: string,
  hiddenSize: number,
  isResized: boolean,
): Term | undefined {
  const { dims } = table;
  if (dims.at(-1) !== hiddenSize || dims.length > 3) return undefined;
  const long = dims.slice(0, -1).filter(dim => dim !== 1);
  if (long.length > 1 || long[0] === 0) return undefined;
  const rows = long[0] ?? 1;
  const isFirst = dims.length === 3 && dims[0] === rows && rows > 1;
  const axis = isFirst !== isTurned(values, value) ? 0 : 1;
  const likeness = rows === 1 ? -1 : positionNames.test(table.name) ? 3 : 1;
  const fixedLength = isResized || rows === 1 ? undefined : rows;
  return { value, table, rows, first: 0, fixedLength, sequenceAxis: dims.length === 3 ? axis : undefined, likeness };
}

/** Whether an odd number of transpositions of the first two axes lies before a value. */
export function isTurned(values: GraphValues, name: string): boolean {
  let turned = false;
  for (let step = 0; step <= values.graph.nodes.length; step++) {
    const node = values.producerOf(name);
    if (node === undefined || node.opType === 'Constant' || node.opType === 'Gather') break;
    if (keepsVectors(node)) turned = !turned;
    name = node.inputs[0] ?? '';
  }
  return turned;
}

/** Names tell most. Without them, rows that the graph counts itself are positions, and one row again and again is a segment's. */
function likenessOf({ indices, table }: Lookup): number {
  const names = [indices.input?.name ?? '', table.name];
  if (names.some(name => segmentNames.test(name))) return -2;
  if (names.some(name => positionNames.test(name))) return 3;
  const { integers } = indices.tensor ?? {};
  if (indices.node?.opType === 'ConstantOfShape' || integers?.every(row => row === integers[0]) === true) {
    return integers?.length === 1 && !indices.isResized ? 0 : -2;
  }
  return indices.input === undefined ? 1 : 0;
}
