import { arrayOf, isInteger, isNothing, isOneOf, isString, object, optional, type Validated } from '../base/validator';
import { method } from '../rpc/method';
import type { TokenizerDescription } from '../tokenizer/tokenizer';

/** Counting the tokens of many files: what the worker is asked, and what it asks the threads that share the work. */

/** How many tokens a file has, alone; or why it has none. */
export const fileCount = object({
  tokens: isInteger(0),
  /** Its size. */
  bytes: isInteger(0),
  /** Left out if it was counted; the end of a sentence that begins with its name: "is binary". */
  reason: optional(isString),
});
export type FileCount = Validated<typeof fileCount>;

/** `files` of `of` are counted, and have so many tokens and bytes. */
export const countingProgress = object({
  files: isInteger(0),
  of: isInteger(0),
  tokens: isInteger(0),
  bytes: isInteger(0),
});
export type CountingProgress = Validated<typeof countingProgress>;

const specialTokens = isOneOf('encode', 'text', 'error');

export const countingMethods = {
  /** A count for each of the files, in their order. They are named by absolute paths. */
  countFiles: method(
    object({ tokenizer: isString, specialTokens, files: arrayOf(isString) }),
    arrayOf(fileCount),
    countingProgress,
  ),
} as const;

const described = object({ kind: isString });
/** The worker sends it to a thread of its own: more than its kind is not looked at. */
const isDescription = (value: unknown, path: string): TokenizerDescription =>
  described(value, path) as TokenizerDescription;

/** A file, or a stretch of one. */
export const countingJob = object({
  path: isString,
  stretch: optional(object({ from: isInteger(0), to: isInteger(0) })),
});
export type CountingJob = Validated<typeof countingJob>;

/** A count; or, of a large file, where it may be cut into stretches that are counted alone. */
export const jobCount = object({
  tokens: isInteger(0),
  bytes: isInteger(0),
  reason: optional(isString),
  cuts: optional(arrayOf(isInteger(0))),
});
export type JobCount = Validated<typeof jobCount>;

const tokenizer = isInteger(0);

export const counterMethods = {
  /** From now on this number stands for the tokenizer. */
  openTokenizer: method(object({ tokenizer, description: isDescription }), isNothing),
  countJobs: method(object({ tokenizer, specialTokens, jobs: arrayOf(countingJob) }), arrayOf(jobCount)),
  closeTokenizer: method(object({ tokenizer }), isNothing),
} as const;
export type CounterMethods = typeof counterMethods;
