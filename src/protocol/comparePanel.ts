import { arrayOf, isInteger, isNothing, isOneOf, isString, object, optional, type Validated } from '../base/validator';
import { method } from '../rpc/method';
import { comparedPlace, comparison, mostCompared } from './comparison';

/** Grows by one with each comparison; an answer about another revision than the view's is nothing. */
const revision = isInteger(0);
const names = arrayOf(isString, mostCompared);

/** What is kept for each document. */
export const compareKept = object({ tokenizers: names });
export type CompareKept = Validated<typeof compareKept>;

export const compareSnapshot = object({
  status: isOneOf('loading', 'ready', 'failed', 'closed'),
  title: isString,
  message: optional(isString),
  /** Those that are compared, and those that there are. */
  tokenizers: names,
  offered: arrayOf(isString),
  /** The last comparison: what it is of stays while the next one is made. */
  comparison: optional(comparison),
  revision,
});
export type CompareSnapshot = Validated<typeof compareSnapshot>;

/** What the panel asks of the extension host. */
export const compareHostMethods = {
  ready: method(object({}), isNothing),
  /** Compares these from now on. */
  choose: method(object({ tokenizers: names }), isNothing),
  places: method(
    object({ revision, first: isInteger(0), count: isInteger(1, 200) }),
    optional(arrayOf(object({ line: isInteger(1), column: isInteger(1), place: comparedPlace }))),
  ),
  /** Goes to a place in the text. */
  reveal: method(object({ revision, place: isInteger(0) }), isNothing),
  retry: method(object({}), isNothing),
  walkthrough: method(object({}), isNothing),
  reopen: method(object({}), isNothing),
} as const;
export type CompareHostMethods = typeof compareHostMethods;

export const compareViewMethods = { update: method(compareSnapshot, isNothing) } as const;
export type CompareViewMethods = typeof compareViewMethods;
