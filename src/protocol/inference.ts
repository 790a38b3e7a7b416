import {
  arrayOf,
  isFloat32Array,
  isInteger,
  isOneOf,
  isString,
  isUint32Array,
  object,
  optional,
  type Validated,
} from '../base/validator';
import { method } from '../rpc/method';
import { mathsMethods } from './vectorMaths';

/** Requests of the extension host to the ONNX Runtime process. It keeps no state that a caller sees, only sessions it has open. */

const vectorKind = isOneOf('token', 'position', 'input');

/** What a graph takes and gives. */
export const graphCardMessage = object({
  /** The real path, links resolved. */
  path: isString,
  /** The file's name as it was given. */
  name: isString,
  vocabularySize: isInteger(1),
  hiddenSize: isInteger(1),
  /** Absent: the graph has no position table. */
  contextLength: optional(isInteger(1)),
  /** Present: sequences are padded to this length inside, longer ones refused. */
  fixedLength: optional(isInteger(1)),
  idsInput: isString,
  positionInput: optional(isString),
  /** The vectors that `run` can give. */
  outputs: arrayOf(vectorKind, 3),
  opset: isInteger(0),
  /** The seed it was drawn from: its numbers are untrained. */
  seed: optional(isString),
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

export const inferenceMethods = {
  open: method(object({ path: isString }), object({ card: graphCardMessage })),
  run: method(object({ path: isString, ids: isUint32Array, outputs: arrayOf(vectorKind, 3) }), vectorsMessage),
  ...mathsMethods,
};
export type InferenceMethods = typeof inferenceMethods;
