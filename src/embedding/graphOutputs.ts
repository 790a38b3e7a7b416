import type { GuessKey, VectorKind, VectorOutput } from './graphCard';
import { GraphError } from './graphError';
import type { GraphHints } from './graphHints';
import type { GraphValues } from './graphValues';
import { floatDataTypes } from './onnxModel';
import type { Added } from './positions';

/** Where each kind of vector can be read. Prefers what the graph itself gives; an inner value is added to its outputs. */
export function outputsOf(
  values: GraphValues,
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
  const choose = (kind: VectorKind, names: readonly string[]): [VectorKind, VectorOutput | undefined] => {
    const key: GuessKey = `${kind}Output`;
    const named = hints.choose(key, all, name => name);
    const candidates = (named === undefined ? names : [named]).flatMap(usable);
    const output = candidates.find(each => !each.isAdded) ?? candidates[0];
    if (output !== undefined && named === undefined) {
      hints.record(
        key,
        output.name,
        output.isAdded
          ? `${reasons[kind]}; ${output.castFrom === undefined ? 'made an output' : 'converted from bfloat16'}`
          : reasons[kind],
      );
    }
    return [kind, output];
  };
  // Without positions the token vectors enter the model as they are, under the last name they have.
  const found =
    added === undefined
      ? [choose('token', tokenChain), choose('position', []), choose('input', [...tokenChain].reverse())]
      : [
          choose('token', [added.token, ...tokenChain]),
          choose('position', [...values.chainFrom(sourceOf(values, added)), added.value]),
          choose('input', values.chainFrom(added.sum)),
        ];
  const outputs = Object.fromEntries(found.filter(([, output]) => output !== undefined));
  if (Object.keys(outputs).length === 0) {
    throw new GraphError('The graph gives no vectors of 16-, 32- or 64-bit floats that could be shown.');
  }
  return outputs;
}

const reasons: Readonly<Record<VectorKind, string>> = {
  token: 'rows of the token table',
  position: 'what is added to the token vectors',
  input: 'the last value made from the token vectors',
};

/** Where the chain of position values starts: the look-up's output, which the graph may give under its own name. */
function sourceOf(values: GraphValues, added: Added): string {
  return values.originOf(added.value).node?.outputs[0] ?? added.value;
}
