import { dataTypes } from './onnxModel';
import { addNode, tensor, valueInfo, type TableSpec } from './onnxWriter';
import { ProtobufWriter } from './protobuf';

/** Three ways to the same vectors: look the rows up, multiply one-hot rows by the table, or send them through a linear layer. */
export const waysToEmbed = ['lookup', 'product', 'linear'] as const;
export type WayToEmbed = (typeof waysToEmbed)[number];

export const oneHotNames = { ids: 'ids', oneHot: 'one_hot', vectors: 'vectors' } as const;

/**
 * An ONNX model (opset 17) of one way from ids to vectors:
 *
 * - `lookup`: `Gather(table, ids)`, what `nn.Embedding` does;
 * - `product`: `MatMul(one_hot, table)`;
 * - `linear`: `Gemm(one_hot, W, transB = 1)`, which is `nn.Linear(vocabulary, hidden, bias=False)` as PyTorch exports it, `x @ W.T`,
 *   its weight W of [hidden, vocabulary] being the transposed table. The transposition is a view, in PyTorch as in ONNX Runtime.
 *
 * `ids` is [tokens] of int64, `one_hot` [tokens, rows] of float32, `vectors` [tokens, columns]. Tables of other types are converted to
 * float32 first, the whole table for a product.
 *
 * @example
 * // id 1 of 3 is the row 0 1 0: it picks the table's row 1, and all else is multiplied by 0
 */
export function writeOneHotGraph(way: WayToEmbed, table: TableSpec, columns: number): Uint8Array {
  const graph = new ProtobufWriter().string(2, way);
  const isFloat = table.type === 'float32';
  const toFloat = ['to', dataTypes.float32] as const;
  if (way === 'lookup') {
    addNode(graph, 'Gather', ['table', oneHotNames.ids], isFloat ? oneHotNames.vectors : 'rows');
    if (!isFloat) addNode(graph, 'Cast', ['rows'], oneHotNames.vectors, toFloat);
  } else {
    if (!isFloat) addNode(graph, 'Cast', ['table'], 'wide', toFloat);
    const wide = isFloat ? 'table' : 'wide';
    if (way === 'product') addNode(graph, 'MatMul', [oneHotNames.oneHot, wide], oneHotNames.vectors);
    else {
      addNode(graph, 'Transpose', [wide], 'weight');
      addNode(graph, 'Gemm', [oneHotNames.oneHot, 'weight'], oneHotNames.vectors, ['transB', 1]);
    }
  }
  graph.message(5, tensor('table', table, columns));
  if (way === 'lookup') graph.message(11, valueInfo(oneHotNames.ids, dataTypes.int64, ['tokens']));
  else graph.message(11, valueInfo(oneHotNames.oneHot, dataTypes.float32, ['tokens', table.rows]));
  graph.message(12, valueInfo(oneHotNames.vectors, dataTypes.float32, ['tokens', columns]));
  const opset = new ProtobufWriter().string(1, '').integer(2, 17);
  return new ProtobufWriter().integer(1, 8).string(2, 'tokenscope').message(7, graph).message(8, opset).finish();
}

/**
 * A row for each id: all zeros but a 1 at the id. `ids.length` x `rows`.
 *
 * @example
 * oneHotRows([2, 0], 3); // 0 0 1, 1 0 0
 */
export function oneHotRows(ids: ArrayLike<number>, rows: number): Float32Array {
  const out = new Float32Array(ids.length * rows);
  for (let i = 0; i < ids.length; i++) out[i * rows + ids[i]!] = 1;
  return out;
}
