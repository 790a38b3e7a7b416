import { isInteger, isNothing, isString, object, optional, type Validated } from '../base/validator';
import { method } from '../rpc/method';
import { splitAnswer } from './merges';

export const splitSnapshot = object({
  title: isString,
  tokenizer: isString,
  /** Grows by one with each other tokenizer. */
  revision: isInteger(0),
});
export type SplitSnapshot = Validated<typeof splitSnapshot>;

/** What the panel asks of the extension host. */
export const splitHostMethods = {
  ready: method(object({}), isNothing),
  /** How the tokenizer of the document cuts a text; nothing if its tokens are not merged. */
  split: method(object({ text: isString }), optional(splitAnswer)),
  /** The beginning of what is selected in the document, or of the line at the cursor. */
  ownText: method(object({}), isString),
  selectTokenizer: method(object({}), isNothing),
  walkthrough: method(object({}), isNothing),
} as const;
export type SplitHostMethods = typeof splitHostMethods;

export const splitViewMethods = { update: method(splitSnapshot, isNothing) } as const;
export type SplitViewMethods = typeof splitViewMethods;
