import { concatenated } from '../base/bytes';
import { bool, i32, i64, i8, list, string, struct, varint, type ThriftValue } from './thriftCompact';

export type ParquetType = 'int32' | 'int64' | 'uint16';

/** A column of numbers, or of lists of numbers that all have one length. Nothing is missing in it. */
export interface ParquetColumn {
  readonly name: string;
  readonly type: ParquetType;
  /** Numbers in each list, at least 1; absent: a row has one number. */
  readonly listLength?: number;
  /**
   * The numbers of the rows from `firstRow` to `lastRow`, exclusive, one after the other and little-endian: 8 bytes each for int64, else
   * 4, as Parquet has no shorter ones. They are good until the next values are asked for.
   */
  values(firstRow: number, lastRow: number): Uint8Array;
}

export interface ParquetTable {
  readonly columns: readonly ParquetColumn[];
  readonly rowCount: number;
  /** Rows whose numbers are asked for, and held, at once; the last group has what is left. */
  readonly rowsInGroup: number;
  readonly metadata: ReadonlyMap<string, string>;
  readonly createdBy: string;
}

/** Where the numbers of a column and a row group stand in the file: one page, its header included. */
interface Chunk {
  readonly offset: number;
  readonly byteLength: number;
}

// The numbers that parquet.thrift gives to the names of its enumerations.
const physicalTypes = { INT32: 1, INT64: 2 } as const;
const convertedTypes = { LIST: 3, UINT_16: 12 } as const;
const repetitions = { REQUIRED: 0, REPEATED: 2 } as const;
const encodings = { PLAIN: 0, RLE: 3 } as const;
const pageTypes = { DATA_PAGE: 0 } as const;
const codecs = { UNCOMPRESSED: 0 } as const;

const formatVersion = 1;
const largestPage = 2 ** 31 - 1;
const magic = Uint8Array.of(0x50, 0x41, 0x52, 0x31); // PAR1

/**
 * A Parquet file in parts, to be written one after the other; each is good until the next is asked for. A row group has one page for each
 * column, of plain numbers without compression (ids do not shrink much), and the footer after the last one says what is where:
 *
 *     PAR1 | page, page, ... of the first group | page, page, ... of the second | ... | footer | its length | PAR1
 *
 * The lists [7, 8] and [9, 10] are a page of four numbers. Two levels for each number say where lists begin: its repetition level is 0
 * where it begins a row and 1 where it goes on with its list, its definition level is 1 as it is there. Both are runs:
 *
 *     02 00 00 00  03 0a        repetition levels 0 1 0 1, one bit each from the lowest on (0a), in one group of eight (1 * 2 + 1)
 *     02 00 00 00  08 01        definition levels: 4 times (4 * 2) a 1
 *     07 00 00 00  08 00 00 00  09 00 00 00  0a 00 00 00
 *
 * Sources: https://parquet.apache.org/docs/file-format/ and https://github.com/apache/parquet-format, whose parquet.thrift declares the
 * structs that are written here by the numbers of their fields, Encodings.md the runs, LogicalTypes.md lists and INT(16, unsigned).
 *
 * @throws RangeError for values that are not as long as their rows need, or too long for a page
 */
export function* parquetFile(table: ParquetTable): Generator<Uint8Array> {
  const { columns, rowCount, rowsInGroup } = table;
  const groups: ThriftValue[] = [];
  let offset = magic.length;
  yield magic;
  for (let first = 0; first < rowCount; first += rowsInGroup) {
    const last = Math.min(rowCount, first + rowsInGroup);
    const chunks: Chunk[] = [];
    for (const column of columns) {
      const [start, values] = pageOf(column, first, last);
      yield start;
      yield values;
      const byteLength = start.length + values.length;
      chunks.push({ offset, byteLength });
      offset += byteLength;
    }
    groups.push(rowGroup(columns, chunks, last - first));
  }
  yield footer(table, groups);
}

/** The bytes of one number. */
export function bytesOfParquetType(type: ParquetType): number {
  return type === 'int64' ? 8 : 4;
}

const numbersIn = ({ listLength = 1 }: ParquetColumn, rowCount: number): number => rowCount * listLength;

/** A page in two parts: its header and levels, and its numbers. */
function pageOf(column: ParquetColumn, firstRow: number, lastRow: number): [start: Uint8Array, values: Uint8Array] {
  const { name, type, listLength } = column;
  const rowCount = lastRow - firstRow;
  const numbers = numbersIn(column, rowCount);
  const values = column.values(firstRow, lastRow);
  const expected = numbers * bytesOfParquetType(type);
  if (values.length !== expected) {
    throw new RangeError(`${name}: ${values.length} bytes for ${numbers} numbers of ${type}, which need ${expected}`);
  }
  const levels = listLength === undefined ? [] : listLevels(rowCount, listLength);
  const size = levels.reduce((sum, { length }) => sum + length, values.length);
  if (size > largestPage) {
    throw new RangeError(
      `The lists of column ${name} have ${listLength ?? 1} numbers; a page of Parquet holds ${largestPage} bytes. Choose another format.`,
    );
  }
  // DataPageHeader: how many numbers, their encoding, and that of both levels.
  const data = struct({ 1: i32(numbers), 2: i32(encodings.PLAIN), 3: i32(encodings.RLE), 4: i32(encodings.RLE) });
  // PageHeader: the second size is that after compression.
  const header = struct({ 1: i32(pageTypes.DATA_PAGE), 2: i32(size), 3: i32(size), 5: data });
  return [concatenated([header.bytes, ...levels]), values];
}

/** Repetition and definition levels of lists of one length; each has its length in bytes before it. */
function listLevels(rowCount: number, listLength: number): Uint8Array[] {
  const numbers = rowCount * listLength;
  const groupsOfEight = Math.ceil(numbers / 8);
  const bits = new Uint8Array(groupsOfEight).fill(0xff);
  for (let at = 0; at < numbers; at += listLength) bits[at >> 3]! &= ~(1 << (at & 7));
  // Nothing stands in the bits after the last number.
  if (numbers % 8 !== 0) bits[groupsOfEight - 1]! &= (1 << (numbers % 8)) - 1;
  const repetition = [Uint8Array.from(varint(groupsOfEight * 2 + 1)), bits];
  const definition = [Uint8Array.from([...varint(numbers * 2), 1])];
  return [repetition, definition].flatMap(run => [uint32(run.reduce((sum, { length }) => sum + length, 0)), ...run]);
}

function rowGroup(columns: readonly ParquetColumn[], chunks: readonly Chunk[], rowCount: number): ThriftValue {
  const total = chunks.reduce((sum, { byteLength }) => sum + byteLength, 0);
  return struct({
    1: list(columns.map((column, i) => columnChunk(column, chunks[i]!, rowCount))),
    2: i64(total),
    3: i64(rowCount),
  });
}

function columnChunk(column: ParquetColumn, { offset, byteLength }: Chunk, rowCount: number): ThriftValue {
  const metadata = struct({
    1: i32(physicalTypeOf(column.type)),
    2: list([encodings.PLAIN, encodings.RLE].map(i32)),
    3: list((column.listLength === undefined ? [column.name] : [column.name, 'list', 'element']).map(string)),
    4: i32(codecs.UNCOMPRESSED),
    5: i64(numbersIn(column, rowCount)),
    6: i64(byteLength),
    7: i64(byteLength),
    9: i64(offset),
  });
  // The second field is where such metadata stood in former times; it must be there, as 0.
  return struct({ 2: i64(0), 3: metadata });
}

const physicalTypeOf = (type: ParquetType): number => (type === 'int64' ? physicalTypes.INT64 : physicalTypes.INT32);

/**
 * The schema is a tree, written from its root on, each node before its children. A list is a group of a repeated group of the elements:
 *
 *     required group inputs (LIST) { repeated group list { required int32 element; } }
 */
function schemaOf(columns: readonly ParquetColumn[]): ThriftValue[] {
  const leaf = (name: string, type: ParquetType): ThriftValue =>
    struct({
      1: i32(physicalTypeOf(type)),
      3: i32(repetitions.REQUIRED),
      4: string(name),
      // Older readers know the first, newer ones the second: an INTEGER of 16 bits that is not signed.
      ...(type === 'uint16'
        ? { 6: i32(convertedTypes.UINT_16), 10: struct({ 10: struct({ 1: i8(16), 2: bool(false) }) }) }
        : {}),
    });
  return [
    struct({ 4: string('root'), 5: i32(columns.length) }),
    ...columns.flatMap(({ name, type, listLength }) =>
      listLength === undefined
        ? [leaf(name, type)]
        : [
            struct({
              3: i32(repetitions.REQUIRED),
              4: string(name),
              5: i32(1),
              6: i32(convertedTypes.LIST),
              10: struct({ 3: struct({}) }),
            }),
            struct({ 3: i32(repetitions.REPEATED), 4: string('list'), 5: i32(1) }),
            leaf('element', type),
          ],
    ),
  ];
}

/** FileMetaData, its length and the magic bytes again. */
function footer({ columns, rowCount, metadata, createdBy }: ParquetTable, groups: readonly ThriftValue[]): Uint8Array {
  const { bytes } = struct({
    1: i32(formatVersion),
    2: list(schemaOf(columns)),
    3: i64(rowCount),
    4: list(groups),
    5: list(Array.from(metadata, ([key, value]) => struct({ 1: string(key), 2: string(value) }))),
    6: string(createdBy),
  });
  return concatenated([bytes, uint32(bytes.length), magic]);
}

function uint32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return bytes;
}
