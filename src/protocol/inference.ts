import {
  arrayOf,
  isFloat32Array,
  isInteger,
  isNothing,
  isNumber,
  isOneOf,
  isString,
  isUint32Array,
  object,
  optional,
  recordOf,
  type Validated,
  type Validator,
} from '../base/validator';
import { method } from '../rpc/method';
import { graphSource } from './graphSource';
import { mathsMethods, numberOrNaN } from './vectorMaths';

/** Requests of the extension host to the ONNX Runtime process. It keeps no state that a caller sees, only sessions it has open. */

const isDimension: Validator<number | string | null> = (value, path) =>
  value === null || typeof value === 'string' ? value : isNumber(value, path);

const vectorKind = isOneOf('token', 'position', 'input');

/** Where a table's numbers are. */
export const tableCard = object({
  name: isString,
  /** As it is stored; int8: with a scale for each row. */
  type: isOneOf('float32', 'float16', 'bfloat16', 'float64', 'int8'),
  rows: isInteger(0),
  columns: isInteger(0),
  /** Inside the model, in a file beside it, or used in place in a file of weights. */
  where: isOneOf('inside', 'beside', 'safetensors', 'npy'),
  /** The name of the file that holds them. */
  file: isString,
  bytes: isInteger(0),
});
export type TableCardMessage = Validated<typeof tableCard>;

const declaredValue = object({ name: isString, type: isString, shape: arrayOf(isDimension) });

/** What a graph takes and gives, what was found out about it, and why. */
export const graphCardMessage = object({
  /** The real path, links resolved. */
  path: isString,
  /** The file's name as it was given. */
  name: isString,
  vocabularySize: isInteger(1),
  hiddenSize: isInteger(1),
  /** Absent: the graph has no position table. */
  contextLength: optional(isInteger(1)),
  /** Tokens that it can be given at once within what a graph may cost. */
  affordableTokens: isInteger(1),
  /** Present: sequences are padded to this length inside, longer ones refused. */
  fixedLength: optional(isInteger(1)),
  idsInput: isString,
  positionInput: optional(isString),
  /** The vectors that `run` can give. */
  outputs: arrayOf(vectorKind, 3),
  opset: isInteger(0),
  /** The seed it was drawn from: its numbers are untrained. */
  seed: optional(isString),
  /** What the file is: a graph, or weights that are used in place through a graph made for them. */
  format: isOneOf('onnx', 'safetensors', 'npy'),
  fileSize: isInteger(0),
  producer: isString,
  tokenTable: tableCard,
  positionTable: optional(tableCard),
  /** How a position enters; rotary is a rotation of the token vectors, so that there are no position vectors. */
  positions: isOneOf('learned', 'sinusoidal', 'rotary', 'none'),
  /** As the graph declares them; a symbol or null in a shape where any size goes. */
  declaredInputs: arrayOf(declaredValue),
  declaredOutputs: arrayOf(declaredValue),
  /** Everything that was guessed, with the reason; each can be overruled by its key in `tokenscope.embedding.overrides`. */
  guesses: arrayOf(object({ key: isString, value: isString, reason: isString })),
  /** `wasm` where there is no native ONNX Runtime: slower, and weights are read instead of mapped. */
  runtime: isOneOf('native', 'wasm'),
});
export type GraphCardMessage = Validated<typeof graphCardMessage>;

/** `sequence` x `hidden` numbers each, row by row; what the graph has not is left out. */
export const vectorsMessage = object({
  sequence: isInteger(1),
  hidden: isInteger(1),
  token: optional(isFloat32Array),
  position: optional(isFloat32Array),
  input: optional(isFloat32Array),
});
export type VectorsMessage = Validated<typeof vectorsMessage>;

/** An embedding look-up beside the matrix product that it is short for. */
export const oneHotMessage = object({
  /** The table's: a one-hot row has `rows` numbers, and meets `rows` x `columns` of the table. */
  rows: isInteger(1),
  columns: isInteger(1),
  /** The tokens' vectors, as the look-up gives them. */
  vectors: isFloat32Array,
  /** `lookup`: rows of the table. `product`: one-hot x table. `linear`: one-hot through a linear layer whose weight is the table. */
  ways: arrayOf(object({ way: isOneOf('lookup', 'product', 'linear'), milliseconds: isNumber }), 3),
  /** Between any number of the look-up and of the other two; NaN where the table holds NaN or infinity. */
  largestDifference: numberOrNaN,
});
export type OneHotMessage = Validated<typeof oneHotMessage>;

export const inferenceMethods = {
  /** Shows why a look-up is a matrix product, on up to 16 tokens. Needs ONNX Runtime; can be cancelled. */
  oneHot: method(object({ ...graphSource, ids: isUint32Array }), oneHotMessage),
  ...mathsMethods,
  /** Answered at once by a process that hears anything. */
  alive: method(object({}), isNothing),
  open: method(object(graphSource), object({ card: graphCardMessage })),
  /** The tables of a file that could be the token table, for a person to choose. */
  tables: method(object({ path: isString }), arrayOf(tableCard)),
  /**
   * Writes a self-contained graph of the same vectors to `target`; its weights inside, or beside it in `target` + ".data". Progress is
   * a fraction from 0 to 1. Answers with the bytes written.
   */
  exportGraph: method(
    object({
      ...graphSource,
      target: isString,
      type: isOneOf('float32', 'float16'),
      weights: isOneOf('inside', 'beside'),
      metadata: recordOf(isString),
    }),
    object({ bytes: isInteger(0) }),
    isNumber,
  ),
  /** Draws an untrained embedding graph as PyTorch would and writes it to `path`; progress is a fraction from 0 to 1. */
  writeSeededGraph: method(
    object({
      path: isString,
      seed: isString,
      vocabularySize: isInteger(1),
      hiddenSize: isInteger(1),
      contextLength: isInteger(1),
      /** Left out: learned. */
      positions: optional(isOneOf('learned', 'sinusoidal', 'rotary', 'none')),
      /** Layers as a notebook writes them, such as `nn.Linear(3, 4, bias=False)`, built before each table with the same generator. */
      layersBefore: optional(object({ tokenTable: arrayOf(isString, 1000), positionTable: arrayOf(isString, 1000) })),
    }),
    isNothing,
    isNumber,
  ),
  run: method(object({ ...graphSource, ids: isUint32Array, outputs: arrayOf(vectorKind, 3) }), vectorsMessage),
};
export type InferenceMethods = typeof inferenceMethods;
