import { isInteger, isNothing, isOneOf, isString, object, optional, type Validated } from '../base/validator';
import { method } from '../rpc/method';
import { mergeForest, mergeStep, mergeSummary } from './merges';

/** Grows by one with each change of the text or the tokenizer; an answer about another revision than the view's is nothing. */
const revision = isInteger(0);

export const mergesSnapshot = object({
  /** `unmerged`: no merges are known of this tokenizer. */
  status: isOneOf('loading', 'ready', 'unmerged', 'failed', 'closed'),
  title: isString,
  tokenizer: isString,
  message: optional(isString),
  summary: optional(mergeSummary),
  revision,
});
export type MergesSnapshot = Validated<typeof mergesSnapshot>;

/** What the panel asks of the extension host. */
export const mergesHostMethods = {
  ready: method(object({}), isNothing),
  /** Shows the text in its editors as it is after so many merges, and tells of that step. */
  step: method(object({ revision, step: isInteger(0) }), optional(mergeStep)),
  selectTokenizer: method(object({}), isNothing),
  /** Trains a tokenizer on this text. */
  train: method(object({}), isNothing),
  guess: method(object({}), isNothing),
  walkthrough: method(object({}), isNothing),
  reopen: method(object({}), isNothing),
} as const;
export type MergesHostMethods = typeof mergesHostMethods;

/** What the extension host tells the panel. */
export const mergesViewMethods = {
  update: method(mergesSnapshot, isNothing),
  /** The merges over the line at the cursor; nothing if it is not known. */
  forest: method(object({ forest: optional(mergeForest) }), isNothing),
} as const;
export type MergesViewMethods = typeof mergesViewMethods;
