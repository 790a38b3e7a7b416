import type { SixteenBitType } from './floats';

/** A table of vectors: row `i` is the vector of token (or position) `i`. It may lie in a file; only rows that are asked for are read. */
export interface EmbeddingTable {
  readonly rows: number;
  readonly columns: number;
  /** Writes rows `first` to `first + count` into `into`, `columns` numbers each, and converts them to 32-bit floats. */
  read(first: number, count: number, into: Float32Array): void;
  /** Of a table of 16-bit numbers: these as they are stored. What goes over all of them once need not convert them first. */
  readonly codes?: CodedRows | undefined;
}

/** Rows of 16-bit numbers. */
export interface CodedRows {
  readonly type: SixteenBitType;
  read(first: number, count: number, into: Uint16Array): void;
}

/** A vector for each of some ids, row by row: `rows` x `columns`. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly values: Float32Array;
}

/** Numbers that are read at once: a block of them stays in the processor's cache while it is worked on. */
const blockLength = 1 << 18;

/**
 * A table in memory.
 *
 * @throws RangeError if there are not `rows` x `columns` values for whole rows
 */
export function tableOf(values: Float32Array, columns: number): EmbeddingTable {
  const { rows } = matrixOf(values, columns);
  return {
    rows,
    columns,
    read: (first, count, into) => into.set(values.subarray(first * columns, (first + count) * columns)),
  };
}

/** @throws RangeError if `values` are not a whole number of rows */
export function matrixOf(values: Float32Array, columns: number): Matrix {
  if (!(columns >= 1) || values.length % columns !== 0) {
    throw new RangeError(`${values.length} values are not rows of ${columns} columns each.`);
  }
  return { rows: values.length / columns, columns, values };
}

export interface Block {
  readonly first: number;
  readonly count: number;
  /** `count` x `columns` numbers, valid until the next block. */
  readonly values: Float32Array;
}

/** The whole table from its first row to its last, about a megabyte at a time, in one buffer that is used again. */
export function* blocksOf(table: EmbeddingTable, length = blockLength): Generator<Block> {
  const size = blockRows(table, length);
  const values = new Float32Array(size * table.columns);
  for (let first = 0; first < table.rows; first += size) {
    const count = Math.min(size, table.rows - first);
    table.read(first, count, values);
    yield { first, count, values };
  }
}

/** How many rows a block of about `length` numbers has. */
export function blockRows({ rows, columns }: EmbeddingTable, length = blockLength): number {
  return Math.max(1, Math.min(rows, Math.floor(length / columns)));
}

/** Rows that are looked up one by one between two steps: each is a read of its own. */
const lookupsAtOnce = 512;

/**
 * The vectors of `ids`, as an embedding layer gives them. Yields the fraction that is done.
 *
 * @example
 * rowsSteps(tableOf(Float32Array.of(1, 2, 3, 4, 5, 6), 2), Uint32Array.of(2, 0)).values; // 5 6 1 2
 * @throws RangeError with the numbers, for an id outside the table
 */
export function* rowsSteps(table: EmbeddingTable, ids: ArrayLike<number>): Generator<number, Matrix> {
  const { columns } = table;
  const values = new Float32Array(ids.length * columns);
  for (let i = 0; i < ids.length; i++) {
    checkId(table, ids[i]!);
    table.read(ids[i]!, 1, values.subarray(i * columns, (i + 1) * columns));
    if (i % lookupsAtOnce === lookupsAtOnce - 1) yield i / ids.length;
  }
  return { rows: ids.length, columns, values };
}

/** @throws RangeError with the numbers */
export function checkId({ rows }: Pick<EmbeddingTable, 'rows'>, id: number): void {
  if (Number.isInteger(id) && id >= 0 && id < rows) return;
  throw new RangeError(`Id ${id} is outside the table of ${rows} rows (ids 0 to ${rows - 1}).`);
}

/** @throws RangeError that names the first number that is none, and its row counted from 0 */
export function checkFinite({ columns, values }: Matrix): void {
  let at = 0;
  while (at < values.length && Number.isFinite(values[at]!)) at++;
  if (at === values.length) return;
  throw new RangeError(
    `Vector ${Math.floor(at / columns)} holds ${values[at]} at dimension ${at % columns}: it has no place among the others.`,
  );
}
