import {
  arrayOf,
  isBoolean,
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
} from '../base/validator';
import { method } from '../rpc/method';

const status = isOneOf('loading', 'ready', 'failed');

export const vectorsSnapshot = object({
  status,
  title: isString,
  tokenizer: isString,
  /** One sentence about the graph: its name, or that it is untrained and from which seed. */
  graph: isString,
  untrained: isBoolean,
  /** Why there is nothing to show, and what to do. */
  message: optional(isString),
  /** Which tokens these are: "tokens 1 to 42 of 42". */
  range: isString,
  sequence: isInteger(0),
  hidden: isInteger(0),
  outputs: arrayOf(isOneOf('token', 'position', 'input')),
  /** The largest absolute value of all outputs: the end of the colour scale. */
  scale: isNumber,
  ids: isUint32Array,
  starts: isUint32Array,
  ends: isUint32Array,
  texts: recordOf(isString),
  /** Grows by one with each new set of vectors. */
  revision: isInteger(0),
});
export type VectorsSnapshot = Validated<typeof vectorsSnapshot>;

export const vectorRows = object({
  token: optional(isFloat32Array),
  position: optional(isFloat32Array),
  input: optional(isFloat32Array),
});
export type VectorRows = Validated<typeof vectorRows>;

export const vectorsHostMethods = {
  ready: method(object({}), isNothing),
  /** `count` rows of `hidden` values each; nothing if the vectors are no longer those of `revision`. */
  rows: method(object({ revision: isInteger(0), first: isInteger(0), count: isInteger(1, 400) }), optional(vectorRows)),
  reveal: method(object({ start: isInteger(0), end: isInteger(0) }), isNothing),
  selectTokenizer: method(object({}), isNothing),
  selectGraph: method(object({}), isNothing),
  retry: method(object({}), isNothing),
} as const;
export type VectorsHostMethods = typeof vectorsHostMethods;

export const vectorsViewMethods = { update: method(vectorsSnapshot, isNothing) } as const;
export type VectorsViewMethods = typeof vectorsViewMethods;
