import type { VectorKind } from '../embedding/graphCard';
import type { VectorsMessage } from '../protocol/inference';
import { checkIds } from './embedding';
import type { ModelFile } from './modelFile';
import { openTable, type TableName } from './tableFile';

/**
 * The vectors of `ids` from tables whose numbers ONNX Runtime cannot read where they lie: rows of the token table, rows of the position
 * table if there is one, and their sums.
 *
 * @throws RangeError for ids and lengths that the tables do not have
 */
export function readPackedVectors(file: ModelFile, ids: Uint32Array, kinds: readonly VectorKind[]): VectorsMessage {
  checkIds(file.card, ids);
  const positions = ids.map((_, i) => i);
  const wants = (...wanted: VectorKind[]): boolean => wanted.some(kind => kinds.includes(kind));
  const token = wants('token', 'input') ? readRows(file, 'token', ids) : undefined;
  const hasPositions = file.card.tables.position !== undefined;
  const position = hasPositions && wants('position', 'input') ? readRows(file, 'position', positions) : undefined;
  const result: VectorsMessage = { sequence: ids.length, hidden: file.card.hiddenSize };
  if (wants('token')) result.token = token;
  if (wants('position') && position !== undefined) result.position = position;
  if (wants('input')) result.input = position === undefined ? token : token!.map((value, i) => value + position[i]!);
  return result;
}

function readRows(file: ModelFile, name: TableName, rows: Uint32Array): Float32Array {
  const table = openTable(file, name);
  try {
    const values = new Float32Array(rows.length * table.columns);
    rows.forEach((row, i) => table.read(row, 1, values.subarray(i * table.columns, (i + 1) * table.columns)));
    return values;
  } finally {
    table.close();
  }
}
