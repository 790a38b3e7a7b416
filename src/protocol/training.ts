import {
  arrayOf,
  isBoolean,
  isInteger,
  isNothing,
  isOneOf,
  isString,
  isUint32Array,
  isUint8Array,
  object,
  optional,
  type Validated,
} from '../base/validator';
import { method } from '../rpc/method';
import { corpusSelection } from './corpus';

/** Requests to the worker that trains byte-level BPE: a training is begun, gets its text in parts, and is run. */

const training = isInteger(0);

/** Ids have 18 bits in the kernel; the special tokens come after these. */
export const largestVocabulary = 250_000;

export const trainingOptionFields = {
  /** `none`: the text is one piece. */
  pattern: isOneOf('gpt2', 'cl100k', 'o200k', 'none', 'qwen2'),
  /** Bytes and merges; the special tokens come after them. */
  vocabularySize: isInteger(256, largestVocabulary),
  /** Of equally frequent pairs: the one that occurs first in the text as it is now, or that of the smallest ids. */
  ties: isOneOf('first', 'smallest'),
  /** A pair that occurs less often is not merged. */
  minimumFrequency: isInteger(1),
  specialTokens: arrayOf(isString, 100),
} as const;
export const trainingOptions = object(trainingOptionFields);
export type TrainingOptionsMessage = Validated<typeof trainingOptions>;

/** What a text costs under another tokenizer, and under the one that was trained on it. */
export const trainingCosts = object({
  tokens: isInteger(0),
  own: isInteger(0),
  /** The pieces that cost the most tokens more under the other one, in all their places together. */
  pieces: arrayOf(object({ text: isString, count: isInteger(1), tokens: isInteger(1), own: isInteger(1) })),
});
export type TrainingCosts = Validated<typeof trainingCosts>;

export const trainedTokenizer = object({
  name: isString,
  vocabularySize: isInteger(256),
  merges: isInteger(0),
  /** Why there are fewer merges than were asked for; left out if there are not. */
  stopped: optional(isOneOf('noPair', 'minimumFrequency')),
  /** Whether pairs were left out whose token would have more than 255 bytes. */
  hasTooLong: isBoolean,
  costs: optional(trainingCosts),
});
export type TrainedTokenizerMessage = Validated<typeof trainedTokenizer>;

/** So many of the merges have been made; `text` is what the last one made, of a pair that occurred `count` times. */
export const trainingProgress = object({ merges: isInteger(0), of: isInteger(0), text: isString, count: isInteger(0) });
export type TrainingProgress = Validated<typeof trainingProgress>;

/** A vocabulary: the length in bytes of each id's token, 0 for none, their bytes one after the other, and the ids of special tokens. */
export const allTokens = object({ lengths: isUint32Array, bytes: isUint8Array, special: isUint32Array });
export type AllTokens = Validated<typeof allTokens>;

export const trainingMethods = {
  beginTraining: method(object({ training, options: trainingOptions }), isNothing),
  addTrainingText: method(object({ training, text: isString }), isNothing),
  /** Adds the text files of a selection, with `<|endoftext|>` between them if that is a special token; progress counts files. */
  addTrainingFiles: method(
    object({ training, selection: corpusSelection }),
    object({ files: isInteger(0), bytes: isInteger(0), skipped: isInteger(0) }),
    object({ files: isInteger(0), of: isInteger(0) }),
  ),
  /**
   * Trains and keeps the tokenizer: under this name, with a number if that stands for other merges; or, opened by another extension,
   * under one that begins so and follows from the merges. The training ends with it.
   * `beside`: a tokenizer of the same split pattern, which the costs are told beside.
   */
  train: method(
    object({ training, name: isString, isOpened: isBoolean, beside: optional(isString) }),
    trainedTokenizer,
    trainingProgress,
  ),
  /** Forgets a training that was begun and not run. */
  endTraining: method(object({ training }), isNothing),
  /** How a tokenizer was trained; nothing if it was not trained here. */
  trainingOf: method(object({ tokenizer: isString }), optional(trainingOptions)),
  /** Two ids a merge of a tokenizer that was trained here, left and right; the first makes token 256. */
  merges: method(object({ tokenizer: isString }), isUint32Array),
  /** All tokens of any tokenizer. */
  allTokens: method(object({ tokenizer: isString }), allTokens),
} as const;
