import { instantiate, type Address, type WasmModule } from '../base/webAssembly';
import type { SixteenBitType } from './floats';
import { blockRows, type EmbeddingTable } from './table';

/** What kernel/rows.ts exports. */
interface Rows {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly query: Address;
  readonly products: Address;
  readonly squares: Address;
  readonly rows: Address;
  readonly codes: Address;
  layOutRows(rows: number, columns: number, areCoded: number): void;
  multiply(rows: number): void;
  multiplyAndSquare(rows: number): void;
  measure(rows: number): void;
  widenHalves(rows: number): void;
  widenUpperHalves(rows: number): void;
}

/** Some rows of a table beside a query. What is asked of them is valid until something else is, and until the next block. */
export interface ComparedBlock {
  readonly first: number;
  readonly count: number;
  /** Each row times the query. */
  products(): Float64Array;
  /** Likewise, and each row times itself: the square of its norm. */
  productsAndSquares(): { readonly products: Float64Array; readonly squares: Float64Array };
  /** The square of each row's Euclidean distance from the query. */
  squaredDistances(): Float64Array;
}

const widenNames = { float16: 'widenHalves', bfloat16: 'widenUpperHalves' } as const satisfies Record<
  SixteenBitType,
  keyof Rows
>;

/**
 * A whole table beside a query, about a million bytes at a time. 16-bit numbers are read as they are stored and widened block by block.
 * Sums are double precision, whatever the table is.
 *
 * @example
 * // rows (1, 2), (3, 4), query (1, 10)
 * for (const block of comparedBlocks(kernel, table, query)) block.products(); // 21, 43
 * @param kernel dist/inference/products.wasm, compiled
 */
export function* comparedBlocks(
  kernel: WasmModule,
  table: EmbeddingTable,
  query: Float32Array,
): Generator<ComparedBlock> {
  const { rows, columns, codes } = table;
  const size = blockRows(table);
  const own = instantiate(kernel) as Rows;
  own.layOutRows(size, columns, Number(codes !== undefined));
  const { buffer } = own.memory;
  new Float64Array(buffer, own.query.value, columns).set(query);
  const values = new Float32Array(buffer, own.rows.value, size * columns);
  const stored = new Uint16Array(buffer, own.codes.value, codes === undefined ? 0 : size * columns);
  for (let first = 0; first < rows; first += size) {
    const count = Math.min(size, rows - first);
    if (codes === undefined) table.read(first, count, values);
    else {
      codes.read(first, count, stored);
      own[widenNames[codes.type]](count);
    }
    const products = new Float64Array(buffer, own.products.value, count);
    const squares = new Float64Array(buffer, own.squares.value, count);
    yield {
      first,
      count,
      products: () => {
        own.multiply(count);
        return products;
      },
      productsAndSquares: () => {
        own.multiplyAndSquare(count);
        return { products, squares };
      },
      squaredDistances: () => {
        own.measure(count);
        return products;
      },
    };
  }
}
