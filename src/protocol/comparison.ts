import {
  arrayOf,
  isBoolean,
  isInteger,
  isString,
  isUint32Array,
  object,
  optional,
  type Validated,
} from '../base/validator';
import { method } from '../rpc/method';

/** One text under several tokenizers. Offsets are UTF-16 units. */

const document = isInteger(0);
export const mostCompared = 8;
const tokenizers = arrayOf(isString, mostCompared);

const tokenCount = object({ text: isString, count: isInteger(1) });

/** What a text comes to under one tokenizer. */
export const comparedRow = object({
  name: isString,
  vocabularySize: isInteger(0),
  tokens: isInteger(0),
  /** Different tokens in this text, and those of them that no other tokenizer uses here, the most frequent first. */
  distinct: isInteger(0),
  ownCount: isInteger(0),
  own: arrayOf(tokenCount),
  /** Left out: it is compared. Otherwise why it is not. */
  problem: optional(isString),
});
export type ComparedRow = Validated<typeof comparedRow>;

export const comparison = object({
  characters: isInteger(0),
  bytes: isInteger(0),
  rows: arrayOf(comparedRow),
  /** Where they cut differently: all such places, and the first of them. */
  differenceCount: isInteger(0),
  starts: isUint32Array,
  ends: isUint32Array,
});
export type Comparison = Validated<typeof comparison>;

/** A place that is cut differently: its tokens under each tokenizer, in the order of the rows; those with a problem have none. */
export const comparedPlace = object({
  start: isInteger(0),
  end: isInteger(0),
  tokens: arrayOf(arrayOf(isString)),
  /** More tokens are there than are sent. */
  isCut: isBoolean,
});
export type ComparedPlace = Validated<typeof comparedPlace>;

export const comparisonMethods = {
  compare: method(object({ document, tokenizers }), comparison),
  /** Places of the last comparison of this document; nothing if it has changed since, or others were compared. */
  comparedPlaces: method(
    object({ document, tokenizers, first: isInteger(0), count: isInteger(1, 200) }),
    optional(arrayOf(comparedPlace)),
  ),
} as const;
