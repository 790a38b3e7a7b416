/**
 * What a file, a setting, a document or another extension may make Tokenscope spend before it is asked or refused: all such bounds, in
 * one place, each in its unit. A test stands at both sides of each.
 */

/** Nodes of a graph: far beyond any embedding graph, and whole language models too. */
export const maximumNodes = 20_000;

/** Fields of a model's structure, and bytes of the names and texts in it; weights do not count. Whole language models have a tenth. */
export const maximumModelFields = 2 ** 22;
export const maximumModelText = 2 ** 26;

/** Bytes of a safetensors header: about 190,000 tensors. The format allows 100 MB, which take 7 seconds and 650 MB of memory to read. */
export const maximumSafetensorsHeader = 2 ** 24;

/** Bytes of an index of shards: those of the largest models have less than a tenth of it. */
export const maximumIndex = 2 ** 25;

/** Bytes of a model's config.json. Those of classifiers, which name thousands of labels, have less than a fourth of it. */
export const maximumConfig = 2 ** 22;

/** What running a graph once may take. */
export interface GraphBudget {
  /** Bytes of the values that exist at once, without the graph's own tables. */
  readonly bytes: number;
  /** Seconds on a fast core. The process that runs it is ended after {@link processPatience}.answer. */
  readonly seconds: number;
}

/** The budget on a machine with so much memory, in bytes: an eighth of it, and at most 1 GiB. */
export function graphBudget(memory: number): GraphBudget {
  return { bytes: Math.min(2 ** 30, memory / 8), seconds: 30 };
}

/** Milliseconds for which an answer of the embedding process is waited for. */
export interface ProcessPatience {
  /** Without a call, after which the process is stopped. */
  readonly idle: number;
  /** Without an answer to a request that opens a file or looks vectors up. */
  readonly answer: number;
  /** Without an answer to, or progress of, a request that takes long: exports, drawing, searches, projections. */
  readonly silence: number;
  /** Without a sign of life, after a request was cancelled. */
  readonly cancel: number;
}
export const processPatience: ProcessPatience = { idle: 5 * 60_000, answer: 90_000, silence: 180_000, cancel: 10_000 };

/** Bytes of a drawn graph that nobody is asked about: more than twice GPT-2's tables, or those of o200k in the default size. */
export const unaskedBytes = 2 ** 29;

/** Bytes that drawn graphs may take in global storage; beyond it the oldest go. */
export const storedBytes = 2 ** 32;

/** UTF-16 units of a text, or ids, in one call of another extension; and of all its calls that wait for their answers. */
export const maximumArgument = 2 ** 25;
export const maximumWaiting = 2 ** 26;
