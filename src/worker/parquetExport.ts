import { ByteWriter, ParquetWriter, type ColumnSource } from 'hyparquet-writer';
import { rowCountOf, type ExportContent } from '../dataset/exportContent';

type Schema = ConstructorParameters<typeof ParquetWriter>[0]['schema'];
type Type = 'int32' | 'int64';

/** Ids in one row group: what is held in memory, and encoded between two looks at the messages. */
const groupSize = 1 << 15;

/**
 * A Parquet file in parts, one for each row group. Ids have the columns `token` and `id`; windows have `batch`, `window`, `inputs` and
 * `targets`, the latter two lists.
 */
export function* parquetParts(content: ExportContent, type: Type): Generator<Uint8Array> {
  const { windows, metadata } = content;
  const rows = rowCountOf(content);
  const writer = new ByteWriter();
  const parquet = new ParquetWriter({
    writer,
    schema: schemaOf(windows !== undefined, type),
    // Nobody looks for ids in a range, and finding out takes most of the time.
    statistics: false,
    kvMetadata: Array.from(metadata, ([key, value]) => ({ key, value })),
    createdBy: 'Tokenscope',
  });
  const rowsInGroup = Math.max(1, Math.floor(groupSize / (windows === undefined ? 1 : 2 * windows.maxLength)));
  for (let from = 0; from < rows; from += rowsInGroup) {
    const to = Math.min(rows, from + rowsInGroup);
    void parquet.write({ columnData: columnsOf(content, type, from, to), rowGroupSize: to - from });
    yield take(writer);
  }
  void parquet.finish();
  yield take(writer);
}

/** What was written since the last time; the writer goes on counting from there. */
function take(writer: ByteWriter): Uint8Array {
  const bytes = writer.getBytes().slice();
  writer.index = 0;
  return bytes;
}

function schemaOf(hasWindows: boolean, type: Type): Schema {
  const number = (name: string, of: 'INT32' | 'INT64'): Schema[number] => ({
    name,
    type: of,
    repetition_type: 'REQUIRED',
  });
  const ids = type === 'int64' ? 'INT64' : 'INT32';
  const list = (name: string): Schema => [
    { name, repetition_type: 'REQUIRED', num_children: 1, converted_type: 'LIST' },
    { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
    number('element', ids),
  ];
  return hasWindows
    ? [
        { name: 'root', num_children: 4 },
        number('batch', 'INT32'),
        number('window', 'INT32'),
        ...list('inputs'),
        ...list('targets'),
      ]
    : [{ name: 'root', num_children: 2 }, number('token', 'INT32'), number('id', ids)];
}

function columnsOf({ ids, windows }: ExportContent, type: Type, from: number, to: number): ColumnSource[] {
  // A list must be an array; filled by hand, as there are millions of short ones.
  const numbers = (from: number, to: number): number[] | bigint[] => {
    const list = new Array<number | bigint>(to - from);
    for (let i = from; i < to; i++) list[i - from] = type === 'int64' ? BigInt(ids[i]!) : ids[i]!;
    return list as number[] | bigint[];
  };
  const rows = Array.from({ length: to - from }, (_, i) => from + i);
  if (windows === undefined) {
    return [
      { name: 'token', data: rows },
      { name: 'id', data: numbers(from, to) },
    ];
  }
  const { plan, maxLength } = windows;
  const shifted = (shift: number) =>
    rows.map(row => {
      const start = plan.startOfRow(row) + shift;
      return numbers(start, start + maxLength);
    });
  return [
    { name: 'batch', data: rows.map(row => plan.batchOfRow(row)) },
    { name: 'window', data: rows.map(row => plan.windowOfRow(row)) },
    { name: 'inputs', data: shifted(0) },
    { name: 'targets', data: shifted(1) },
  ];
}
