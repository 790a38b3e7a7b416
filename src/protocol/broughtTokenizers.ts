import { arrayOf, isBoolean, isInteger, isOneOf, isString, object, optional, type Validated } from '../base/validator';
import { method } from '../rpc/method';

/** Requests to the worker for tokenizers in the files of other tools. */

/** What a rank file does not tell: the pattern that cuts texts. */
export const rankPattern = isOneOf('gpt2', 'cl100k', 'o200k', 'none', 'qwen2');
export type RankPattern = Validated<typeof rankPattern>;

export const broughtTokenizer = object({
  name: isString,
  vocabularySize: isInteger(1),
  /** The steps of its pipeline by their names, the model last. */
  steps: arrayOf(isString),
  /** A sentence that says whether it gives what the tool gives that its file is for, and why. */
  runs: isString,
  notes: arrayOf(isString),
});
export type BroughtTokenizer = Validated<typeof broughtTokenizer>;

export const broughtMethods = {
  /**
   * Reads a file and keeps its tokenizer: under this name, with a number if that stands for another; or, opened by another extension, under
   * one that begins so and follows from the file. `pattern` counts for rank files alone.
   */
  bring: method(
    object({ path: isString, name: isString, pattern: optional(rankPattern), isOpened: isBoolean }),
    broughtTokenizer,
  ),
  /** A tokenizer that was trained here as files of another tool: what their names end with, their texts, and what they cannot hold. */
  writtenTokenizer: method(
    object({ tokenizer: isString, format: isOneOf('tokenizerJson', 'minbpe', 'gpt2', 'tiktoken') }),
    object({ files: arrayOf(object({ ending: isString, text: isString })), losses: arrayOf(isString) }),
  ),
} as const;
