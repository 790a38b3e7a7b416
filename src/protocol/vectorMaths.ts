import {
  arrayOf,
  isFloat32Array,
  isInteger,
  isNumber,
  isOneOf,
  isUint32Array,
  isUint8Array,
  object,
  optional,
  taggedUnion,
  type Validated,
  type Validator,
} from '../base/validator';
import { method } from '../rpc/method';
import { graphSource } from './graphSource';

/**
 * Maths over an embedding table, part of the requests to the inference process. It runs on a thread of its own there, so that vectors
 * keep coming while something takes long; all of it can be cancelled, and reports how much is done as a fraction from 0 to 1.
 */

const table = isOneOf('token', 'position');
const metric = isOneOf('cosine', 'euclidean');
const seed = isInteger(0, 2 ** 32 - 1);

/** The mean of the vectors of `ids`, times `weight`. A token is one term of one id; a selection one of many; arithmetic several. */
export const queryTerm = object({ ids: isUint32Array, weight: isNumber });

export const vectorKind = isOneOf('token', 'position', 'input');
const tablePoints = object({ ...graphSource, table, ids: isUint32Array });

/**
 * Vectors to work on: rows of a table, or what `run` gives for `ids`. The process keeps what it gave last, so that these vectors are
 * neither carried out nor back; after a restart it runs the graph again.
 */
export const points = taggedUnion('from', {
  table: tablePoints,
  /** `rows` are those of the sequence that are meant; left out: all. */
  run: object({ ...graphSource, ids: isUint32Array, output: vectorKind, rows: optional(isUint32Array) }),
});
export type PointsMessage = Validated<typeof points>;

/** The same for the thread of the process, which is given what is no table row by row. */
const threadPoints = taggedUnion('from', {
  table: tablePoints,
  vectors: object({ values: isFloat32Array, columns: isInteger(1) }),
});
export type ThreadPointsMessage = Validated<typeof threadPoints>;

export const neighboursMessage = object({
  /** The nearest first; of equally near ones the lower id first. */
  ids: isUint32Array,
  /** Cosine similarity (1 is the same direction) or Euclidean distance (0 is the same place) of each. */
  scores: isFloat32Array,
  /** Rows that could have been answers. */
  considered: isInteger(0),
});
export type NeighboursMessage = Validated<typeof neighboursMessage>;

const summaryFields = { mean: isFloat32Array, std: isFloat32Array, min: isFloat32Array, max: isFloat32Array };
export const numberOrNaN: Validator<number> = (value, path) => (Number.isNaN(value) ? NaN : isNumber(value, path));

/** Standard deviations divide by n - 1, as `torch.std` does; of a single number it is NaN. */
export const statisticsMessage = object({
  rows: object({ ...summaryFields, norm: isFloat32Array }),
  dimensions: object(summaryFields),
});
export type StatisticsMessage = Validated<typeof statisticsMessage>;

/** How vectors become points in 2 or 3 dimensions. */
export const projection = taggedUnion('kind', {
  /** Principal components: the directions in which the points differ most. */
  pca: object({ dimensions: isInteger(1, 10), seed }),
  /** Neighbourhoods kept, distances not. `neighbours` is cut to one less than there are points. */
  umap: object({
    dimensions: isInteger(2, 3),
    seed,
    metric,
    neighbours: isInteger(2, 200),
    minimumDistance: isNumber,
    /** Left out: as many as the number of points asks for (500 up to 2,500 points). */
    epochs: optional(isInteger(1, 5000)),
  }),
  /** The numbers as they are, of these dimensions counted from 0. */
  axes: object({ axes: arrayOf(isInteger(0), 3) }),
});
export type ProjectionMessage = Validated<typeof projection>;

export const projectedMessage = object({
  /** Points x `dimensions`, point by point. */
  coordinates: isFloat32Array,
  dimensions: isInteger(1),
  /** Only PCA: the part of the whole variance that each dimension shows, from 0 to 1. */
  explained: optional(isFloat32Array),
  /** Only PCA: `dimensions` x columns, a unit vector for each. */
  components: optional(isFloat32Array),
});
export type ProjectedMessage = Validated<typeof projectedMessage>;

const methodsOver = <P>(points: Validator<P>) => ({
  /** Points in few dimensions, for a picture. PCA takes up to 20,000 points, UMAP 4 to 5,000. */
  project: method(object({ points, projection }), projectedMessage, isNumber),
  /** The rows of a table nearest to a vector, by looking at all of them. */
  neighbours: method(
    object({
      ...graphSource,
      table,
      terms: arrayOf(queryTerm, 1000),
      /** What is looked for instead of the sum of terms. */
      vector: optional(isFloat32Array),
      metric,
      count: isInteger(1, 100_000),
      /** Ids that are no answers: those of the query, as a rule. */
      exclude: optional(isUint32Array),
      /** A bit for each row that may be an answer, row 0 in the lowest bit of byte 0. Left out: every row may. */
      allowed: optional(isUint8Array),
    }),
    neighboursMessage,
    isNumber,
  ),
  /** The cosine of every vector with every other, n x n; n up to 2,048. */
  similarity: method(object({ points }), object({ values: isFloat32Array, size: isInteger(0) }), isNumber),
  /** Of each of these vectors, and of each dimension over them. */
  statistics: method(object({ points }), statisticsMessage),
});
export const mathsMethods = methodsOver(points);
export type MathsMethods = typeof mathsMethods;
/** The requests of the process to its thread. */
export const mathsThreadMethods = methodsOver(threadPoints);
export type MathsThreadMethods = typeof mathsThreadMethods;
