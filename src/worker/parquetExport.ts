import { rowCountOf, type ExportContent } from '../dataset/exportContent';
import { bytesOfParquetType, parquetFile, type ParquetColumn, type ParquetType } from '../formats/parquet';

/** Ids in a page: what is held in memory, and gathered between two looks at the messages. */
const pageSize = 1 << 18;

/**
 * A Parquet file in parts, each good until the next is asked for. Ids have the columns `token` and `id`; windows have `batch`, `window`,
 * `inputs` and `targets`, the latter two lists.
 */
export function parquetParts(content: ExportContent, type: ParquetType): Generator<Uint8Array> {
  const { windows, metadata } = content;
  const rowCount = rowCountOf(content);
  const rowsInGroup = Math.max(1, Math.floor(pageSize / (windows?.maxLength ?? 1)));
  const columns = columnsOf(content, type, Math.min(rowCount, rowsInGroup));
  return parquetFile({ columns, rowCount, rowsInGroup, metadata, createdBy: 'Tokenscope' });
}

/** Bytes of the numbers: nearly the whole file, whose levels and footer take a few in a hundred. */
export function parquetSize(content: ExportContent, type: ParquetType): number {
  const { windows } = content;
  const ids = windows === undefined ? 1 : 2 * windows.maxLength;
  const numbers = windows === undefined ? 1 : 2;
  return rowCountOf(content) * (ids * bytesOfParquetType(type) + numbers * bytesOfParquetType('int32'));
}

/** Columns that gather their numbers in the same memory again and again, which is enough for `mostRows`. */
function columnsOf({ ids, windows }: ExportContent, type: ParquetType, mostRows: number): ParquetColumn[] {
  const rowNumbers = new Uint32Array(mostRows);
  const numbered = (name: string, numberOf: (row: number) => number): ParquetColumn => ({
    name,
    type: 'int32',
    values: (firstRow, lastRow) => {
      for (let row = firstRow; row < lastRow; row++) rowNumbers[row - firstRow] = numberOf(row);
      return bytesOf(rowNumbers, lastRow - firstRow);
    },
  });
  // Little-endian, as every platform that VS Code runs on has numbers; the upper half of each number of 64 bits stays 0.
  const step = bytesOfParquetType(type) / Uint32Array.BYTES_PER_ELEMENT;
  const page = new Uint32Array(mostRows * (windows?.maxLength ?? 1) * step);
  if (windows === undefined) {
    const values = (first: number, last: number): Uint8Array => bytesOf(page, pack(ids, first, last, page, 0, step));
    return [numbered('token', token => token), { name: 'id', type, values }];
  }
  const { plan, maxLength } = windows;
  const lists = (name: string, shift: number): ParquetColumn => ({
    name,
    type,
    listLength: maxLength,
    values: (firstRow, lastRow) => {
      let used = 0;
      for (let row = firstRow; row < lastRow; row++) {
        const start = plan.startOfRow(row) + shift;
        used = pack(ids, start, start + maxLength, page, used, step);
      }
      return bytesOf(page, used);
    },
  });
  return [
    numbered('batch', row => plan.batchOfRow(row)),
    numbered('window', row => plan.windowOfRow(row)),
    lists('inputs', 0),
    lists('targets', 1),
  ];
}

/** Writes ids from place `used` on, every `step` places; gives the place after the last. */
function pack(ids: Uint32Array, first: number, last: number, page: Uint32Array, used: number, step: number): number {
  let at = used;
  for (let i = first; i < last; i++, at += step) page[at] = ids[i]!;
  return at;
}

function bytesOf(numbers: Uint32Array, count: number): Uint8Array {
  return new Uint8Array(numbers.buffer, 0, count * numbers.BYTES_PER_ELEMENT);
}
