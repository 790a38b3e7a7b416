import { arrayOf, isBoolean, isInteger, isOneOf, isString, object, optional, type Validated } from '../base/validator';
import { method } from '../rpc/method';
import { corpusSelection, skippedFile } from './corpus';
import { countingProgress } from './counting';

/** Requests about how much of a text a model has room for. Offsets are UTF-16 code units. */

const documentId = isInteger(0);

/** A file of a selection; its name is relative to the selection's base, with slashes. */
export const countedFile = object({ name: isString, tokens: isInteger(0), bytes: isInteger(0) });
export type CountedFile = Validated<typeof countedFile>;

export const selectionCount = object({
  files: arrayOf(countedFile),
  /** The first of those that were not counted, and all of them. */
  skipped: arrayOf(skippedFile),
  skippedCount: isInteger(0),
});
export type SelectionCount = Validated<typeof selectionCount>;

const lintEdit = object({ start: isInteger(0), end: isInteger(0), text: isString });

/** What a lint finds in a document; `saved` are the tokens that mending it saves, which may be fewer than none. */
export const lintReport = object({
  findings: arrayOf(
    object({
      kind: isOneOf(
        'trailingBlanks',
        'lineEnds',
        'notNormalized',
        'invisible',
        'lookAlike',
        'specialToken',
        'encodedData',
        'blankAtEnd',
      ),
      start: isInteger(0),
      end: isInteger(0),
      edits: arrayOf(lintEdit),
      tokens: isInteger(0),
      saved: isInteger(Number.MIN_SAFE_INTEGER),
    }),
  ),
  /** All that were found, of which the first were measured. */
  total: isInteger(0),
  savedByAll: isInteger(Number.MIN_SAFE_INTEGER),
});
export type LintReport = Validated<typeof lintReport>;

export const contextMethods = {
  /** What a document uses of a limit, and where it ends if it uses more. */
  budget: method(
    object({
      document: documentId,
      unit: isOneOf('tokens', 'bytes', 'characters', 'lines'),
      maximum: isInteger(1),
    }),
    object({ used: isInteger(0), cut: optional(isInteger(0)) }),
  ),
  lint: method(object({ document: documentId, isMarkdown: isBoolean, most: isInteger(1, 1000) }), lintReport),
  /** The tokens of each file of a selection, alone. What was counted before and has not changed since is not read again. */
  countSelection: method(
    object({ tokenizer: isString, specialTokens: isOneOf('encode', 'text', 'error'), selection: corpusSelection }),
    selectionCount,
    countingProgress,
  ),
} as const;
