import type { WasmModule } from '../base/webAssembly';
import { comparedBlocks, type ComparedBlock } from './comparedBlocks';
import { norm } from './products';
import { Ranking } from './ranking';
import { checkId, type EmbeddingTable } from './table';

export type Metric = 'cosine' | 'euclidean';

/** A signed part of a query: the mean of the vectors of `ids`, times `weight`. */
export interface QueryTerm {
  readonly ids: ArrayLike<number>;
  readonly weight: number;
}

export interface NeighbourOptions {
  readonly metric: Metric;
  /** How many are wanted. */
  readonly count: number;
  /** Ids that are no answers: those of the query itself, as a rule. */
  readonly exclude?: Iterable<number> | undefined;
  /** A bit for each row that may be an answer, row 0 in the lowest bit of byte 0; rows past its end may not. Left out: all may. */
  readonly allowed?: Uint8Array | undefined;
  /** From {@link unknownNorms}: the table's norms as far as earlier searches have met them. It is filled. */
  readonly norms?: Float64Array | undefined;
}

export interface Neighbours {
  /** The nearest first; of equally near ones the lower id first. */
  readonly ids: Uint32Array;
  /** Cosine similarity (1 is the same direction) or Euclidean distance (0 is the same place) of each. */
  readonly scores: Float32Array;
  /** Rows that could have been answers; those that hold NaN or infinity have no place in an order and are left out. */
  readonly considered: number;
}

/**
 * The vector of a query: the sum of its terms, each the mean of the vectors of its ids.
 *
 * "king - man + woman" (Mikolov, Yih and Zweig, "Linguistic Regularities in Continuous Space Word Representations", 2013):
 *
 * @example
 * queryVector(table, [{ ids: [king], weight: 1 }, { ids: [man], weight: -1 }, { ids: [woman], weight: 1 }]);
 * @throws RangeError for an id outside the table, and for a query without ids
 */
export function queryVector(table: EmbeddingTable, terms: readonly QueryTerm[]): Float32Array {
  const { columns } = table;
  const sum = new Float64Array(columns);
  const row = new Float32Array(columns);
  for (const { ids, weight } of terms) {
    for (let i = 0; i < ids.length; i++) {
      checkId(table, ids[i]!);
      table.read(ids[i]!, 1, row);
      for (let c = 0; c < columns; c++) sum[c]! += (row[c]! * weight) / ids.length;
    }
  }
  if (!terms.some(({ ids }) => ids.length > 0)) throw new RangeError('The query holds no tokens.');
  return Float32Array.from(sum);
}

/** Norms of a table's rows of which none is known yet (NaN), for {@link NeighbourOptions.norms}. */
export function unknownNorms(table: EmbeddingTable): Float64Array {
  return new Float64Array(table.rows).fill(NaN);
}

/**
 * The rows of a table nearest to `query`, by looking at every row: exact, and fast enough without an index (50257 x 768 numbers are
 * read once). Cosine similarity is `query . row / (|query| |row|)`; a row of zeros, which has no direction, has similarity 0. Yields
 * the fraction that is done.
 *
 * @example
 * const table = tableOf(Float32Array.of(1, 0, 0, 1, 1, 1), 2);
 * const steps = neighbourSteps(kernel, table, Float32Array.of(1, 0), { metric: 'cosine', count: 2 });
 * // ids 0 and 2, scores 1 and 0.7071
 * @param kernel dist/inference/products.wasm, compiled
 * @throws RangeError if the query is of another length, is not finite, or has no direction to compare
 */
export function* neighbourSteps(
  kernel: WasmModule,
  table: EmbeddingTable,
  query: Float32Array,
  options: NeighbourOptions,
): Generator<number, Neighbours> {
  const { rows, columns } = table;
  const { metric, count, allowed, norms = unknownNorms(table) } = options;
  checkQuery(table, query, options);
  const excluded = new Set(options.exclude);
  const length = norm(query, 0, columns);
  const best = new Ranking(Math.min(count, rows));
  let considered = 0;
  for (const block of comparedBlocks(kernel, table, query)) {
    const compared = metric === 'euclidean' ? block.squaredDistances() : productsOf(block, norms);
    for (let i = 0; i < block.count; i++) {
      const id = block.first + i;
      if (allowed !== undefined && ((allowed[id >> 3] ?? 0) & (1 << (id & 7))) === 0) continue;
      if (excluded.has(id)) continue;
      // Lower is nearer.
      let rank: number;
      if (metric === 'euclidean') rank = Math.sqrt(compared[i]!);
      else rank = norms[id] === 0 ? 0 : -compared[i]! / (norms[id]! * length);
      if (!Number.isFinite(rank)) continue;
      considered++;
      best.offer(id, rank);
    }
    yield (block.first + block.count) / rows;
  }
  const { ids, ranks } = best.sorted();
  const scores = Float32Array.from(ranks, rank => (metric === 'cosine' ? clampCosine(-rank) : rank));
  return { ids, scores, considered };
}

/** The products of a block, and its rows' norms if one of them is not known. */
function productsOf(block: ComparedBlock, norms: Float64Array): Float64Array {
  const own = norms.subarray(block.first, block.first + block.count);
  if (!own.some(Number.isNaN)) return block.products();
  const { products, squares } = block.productsAndSquares();
  for (let i = 0; i < own.length; i++) own[i] = Math.sqrt(squares[i]!);
  return products;
}

/** Rounding may lead just past the ends; `+ 0` makes -0 a plain 0. */
function clampCosine(value: number): number {
  return Math.max(-1, Math.min(1, value)) + 0;
}

function checkQuery(table: EmbeddingTable, query: Float32Array, { metric, norms }: NeighbourOptions): void {
  const { rows, columns } = table;
  if (query.length !== columns) {
    throw new RangeError(`The query has ${query.length} numbers; the table's vectors have ${columns}.`);
  }
  const at = query.findIndex(value => !Number.isFinite(value));
  if (at >= 0) throw new RangeError(`The query's vector holds ${query[at]} at ${at}: it has no neighbours.`);
  if (metric === 'cosine' && norm(query, 0, columns) === 0) {
    throw new RangeError('The query is a vector of zeros, which has no direction. Use the Euclidean distance.');
  }
  if (norms !== undefined && norms.length !== rows) {
    throw new RangeError(`There are ${norms.length} norms for a table of ${rows} rows.`);
  }
}
