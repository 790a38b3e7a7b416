import type { GuessKey, VectorKind, VectorOutput } from './graphCard';
import { GraphError } from './graphError';
import type { GraphHints } from './graphHints';
import type { GraphValues } from './graphValues';
import { floatDataTypes } from './onnxModel';
import type { Lookup } from './lookups';
import type { Added, Term } from './positions';

/** Where each kind of vector can be read. Prefers what the graph itself gives; an inner value is added to its outputs. */
export function outputsOf(
  values: GraphValues,
  token: Lookup,
  tokenChain: readonly string[],
  added: Added | undefined,
  hints: GraphHints,
): Partial<Record<VectorKind, VectorOutput>> {
  const own = new Set(values.graph.outputs.map(output => output.name));
  const usable = (name: string): VectorOutput[] => {
    const type = floatDataTypes.get(values.typeOf(name));
    if (type === undefined) return [];
    if (type === 'bfloat16') return [{ name: `${name}_float32`, type: 'float32', isAdded: true, castFrom: name }];
    return [{ name, type, isAdded: !own.has(name) }];
  };
  const all = [...own, ...values.graph.nodes.flatMap(node => node.outputs)];
  const choose = (kind: VectorKind, names: readonly string[], why: string): [VectorKind, VectorOutput | undefined] => {
    const key: GuessKey = `${kind}Output`;
    const named = hints.choose(key, all, name => name);
    const candidates = (named === undefined ? names : [named]).flatMap(usable);
    const output = candidates.find(each => !each.isAdded) ?? candidates[0];
    if (output !== undefined && named === undefined) {
      hints.record(
        key,
        output.name,
        output.isAdded
          ? `${why}; ${output.castFrom === undefined ? 'made an output' : 'converted from bfloat16'}`
          : why,
      );
    }
    return [kind, output];
  };
  // Without positions the token vectors enter the model as they are, under the last name they have.
  const sums = added === undefined ? [...tokenChain].reverse() : values.chainFrom(added.sum);
  const further = furtherOutput(values, token, sums);
  const position = added?.position;
  const sumReason = further === undefined ? reasonOf(added) : further.reason;
  const found = [
    choose('token', added === undefined ? tokenChain : [added.token, ...tokenChain], reasons.token),
    choose('position', position === undefined ? [] : placesOf(values, position), reasons.position),
    choose('input', further === undefined ? sums : [further.name], sumReason),
  ];
  const outputs = Object.fromEntries(found.filter(([, output]) => output !== undefined));
  if (Object.keys(outputs).length === 0) {
    throw new GraphError('The graph gives no vectors of 16-, 32- or 64-bit floats that could be shown.');
  }
  return outputs;
}

const reasons = { token: 'rows of the token table', position: 'what is added to the token vectors' } as const;

/** Says what each term of the sum is. */
function reasonOf(added: Added | undefined): string {
  if (added === undefined) return 'the last value made from the token vectors';
  const { position, others } = added;
  const terms = others.map(({ table, input, rows }) =>
    input !== undefined
      ? `segment 0 of ${JSON.stringify(table.name)}`
      : `${JSON.stringify(table.name)} [${rows}], which no input chooses from`,
  );
  const all = ['token', ...(position === undefined ? [] : ['position']), ...terms];
  return others.length === 0 ? 'the last value made from the token vectors' : `the sum of ${all.join(' + ')}`;
}

/** What layers have and an embedding has not. */
const layers = new Set([
  'MatMul',
  'Gemm',
  'Softmax',
  'Conv',
  'Einsum',
  'MatMulInteger',
  'LSTM',
  'GRU',
  'RNN',
  'Attention',
]);

/**
 * The graph's own output is the truth: where it is made from the token vectors by more than the sum that was found, and by no layer, it
 * is what the graph gives, and the message says that its parts cannot be told apart.
 */
function furtherOutput(
  values: GraphValues,
  token: Lookup,
  sums: readonly string[],
): { name: string; reason: string } | undefined {
  const own = new Map(values.graph.outputs.map(output => [output.name, output]));
  if (sums.some(name => own.has(name))) return undefined;
  const inner = new Set(values.chainFrom(token.output));
  const reached = new Set([token.output]);
  const operators = new Set<string>();
  for (const value of reached) {
    for (const node of values.consumersOf(value)) {
      if (layers.has(node.opType)) return undefined;
      if (!node.outputs.some(name => inner.has(name))) operators.add(node.opType);
      for (const name of node.outputs) reached.add(name);
    }
  }
  const found = [...own.values()].find(({ name, shape }) => {
    const last = shape?.at(-1);
    const fits = typeof last !== 'number' || last === token.columns;
    return fits && reached.has(name) && !inner.has(name) && floatDataTypes.has(values.typeOf(name));
  });
  if (found === undefined) return undefined;
  const list = [...operators].slice(0, 6).join(', ');
  const reason = `the graph's own output, which is made by ${list}: more than token + position, and its parts cannot be told apart`;
  return { name: found.name, reason };
}

/** The names of the position vectors: the look-up's output, which the graph may give under its own name, and what is made from it. */
function placesOf(values: GraphValues, { value }: Term): string[] {
  return [...values.chainFrom(values.originOf(value).node?.outputs[0] ?? value), value];
}
