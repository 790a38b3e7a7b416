import type { GraphValues, Origin } from './graphValues';
import type { NodeInfo } from './onnxModel';

/** Where the indices of a look-up come from. */
export interface Indices extends Origin {
  /**
   * What is added to them on the way: OPT, BART and RoBERTa begin their positions at row 2, after rows for padding.
   *
   * Source: `OPTLearnedPositionalEmbedding` and `create_position_ids_from_input_ids` of Hugging Face transformers.
   */
  readonly first: number;
}

/** Follows indices back through reshaping and through the addition of one whole number. */
export function indicesOf(values: GraphValues, name: string): Indices {
  let first = 0;
  for (let step = 0; step <= values.graph.nodes.length; step++) {
    const origin = values.originOf(name);
    const { node, tensor } = origin;
    const rows = tensor?.integers;
    if (rows !== undefined && isCounting(rows)) return { ...origin, first: first + rows[0]! };
    if (node?.opType === 'CumSum') return { ...origin, first: first + 1 };
    const next = node === undefined ? undefined : addedTo(values, node);
    if (next === undefined) return { ...origin, first };
    first += next.number;
    name = next.name;
  }
  return { isResized: false, first };
}

/** An Add or Sub of one number, or RoBERTa's product of counted tokens and their mask. */
function addedTo(values: GraphValues, node: NodeInfo): { name: string; number: number } | undefined {
  const [a, b] = node.inputs;
  if (a === undefined || b === undefined) return undefined;
  if (node.opType === 'Add' || node.opType === 'Sub') {
    const sign = node.opType === 'Add' ? 1 : -1;
    const right = numberOf(values, b);
    if (right !== undefined) return { name: a, number: sign * right };
    const left = node.opType === 'Add' ? numberOf(values, a) : undefined;
    return left === undefined ? undefined : { name: b, number: left };
  }
  if (node.opType !== 'Mul') return undefined;
  const counted = [a, b].find(each => leadsToCount(values, each));
  return counted === undefined ? undefined : { name: counted, number: 0 };
}

/** In transformers the count has the length of earlier tokens added to it, which is 0 here. */
function leadsToCount(values: GraphValues, name: string): boolean {
  const { node } = values.originOf(name);
  if (node?.opType === 'CumSum') return true;
  return node?.opType === 'Add' && node.inputs.some(input => values.originOf(input).node?.opType === 'CumSum');
}

function numberOf(values: GraphValues, name: string): number | undefined {
  const integers = values.originOf(name).tensor?.integers;
  return integers?.length === 1 ? integers[0] : undefined;
}

/** 2, 3, 4 and so on: positions, and not one row again and again. */
const isCounting = (rows: readonly number[]): boolean =>
  rows.length > 1 && rows.every((row, i) => row === rows[0]! + (i % rows.length));
