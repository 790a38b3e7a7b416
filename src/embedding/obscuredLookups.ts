import type { GraphValues } from './graphValues';
import { indicesOf } from './indices';
import { floatDataTypes, typeNameOf, type NodeInfo, type TensorInfo } from './onnxModel';

/** A table that is looked up, but not by token ids as they are, or that holds no floats: it cannot be used, and the message says why. */
export interface ObscuredLookup {
  readonly table: TensorInfo;
  readonly rows: number;
  readonly columns: number;
  /** A sentence and the next step. */
  readonly why: string;
}

const choose = 'Choose its weights as .safetensors or .npy, or export the model without that step.';

/**
 * The look-ups that are behind a mask or a quantization.
 *
 * @example
 * // Gather(W, Where(ids > 0, ids, 0)): "W" is looked up by what Where and Greater make of the input "ids".
 */
export function obscuredLookups(values: GraphValues): ObscuredLookup[] {
  return values.graph.nodes.flatMap(node => {
    const [name, indices] = node.inputs;
    if (node.opType !== 'Gather' || name === undefined || indices === undefined) return [];
    const found = tableOf(values, name);
    if (found?.table.dims.length !== 2) return [];
    const { table, operator } = found;
    const [rows, columns] = table.dims as [number, number];
    const what = `The table ${JSON.stringify(table.name)} [${rows}, ${columns}]`;
    const tell = (why: string): ObscuredLookup[] => [{ table, rows, columns, why: `${what} ${why} ${choose}` }];
    const made = madeOf(values, indices);
    if (made === undefined) return [];
    if (operator !== undefined || !floatDataTypes.has(table.dataType)) {
      const by = operator ?? 'a DequantizeLinear after it';
      return tell(
        `is looked up, but holds ${typeNameOf(table.dataType)}, quantized numbers whose meaning ${by} tells.`,
      );
    }
    if (indicesOf(values, indices).input !== undefined) return [];
    return tell(
      `is looked up by what ${made.operators} make of the input ${made.input}, not by token ids as they are.`,
    );
  });
}

function tableOf(values: GraphValues, name: string): { table: TensorInfo; operator?: string } | undefined {
  const { tensor, node } = values.originOf(name);
  if (tensor !== undefined) return { table: tensor };
  if (node?.opType !== 'DequantizeLinear') return undefined;
  const quantized = values.originOf(node.inputs[0] ?? '').tensor;
  return quantized === undefined ? undefined : { table: quantized, operator: node.opType };
}

/** Which input some indices are made of, and by what; undefined where a graph counts them itself. */
function madeOf(values: GraphValues, name: string): { input: string; operators: string } | undefined {
  const operators = new Set<string>();
  const seen = new Set<string>([name]);
  for (const value of seen) {
    const { input, node } = values.originOf(value);
    if (input !== undefined) return { input: JSON.stringify(input.name), operators: listOf(operators) };
    // What is counted from a shape is a position.
    if (node === undefined || countsItself(node)) continue;
    operators.add(node.opType);
    for (const each of node.inputs) seen.add(each);
  }
  return undefined;
}

const countsItself = ({ opType }: NodeInfo): boolean => ['Shape', 'Size', 'CumSum', 'Range'].includes(opType);
const listOf = (operators: ReadonlySet<string>): string => [...operators].slice(0, 4).join(' and ');
