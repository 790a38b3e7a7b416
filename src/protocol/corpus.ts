import { arrayOf, isBoolean, isInteger, isOneOf, isString, object, optional, type Validated } from '../base/validator';
import { method } from '../rpc/method';

/** Requests to the worker that holds several files as one corpus. Positions are an editor's: lines, and UTF-16 units in a line, from 0. */

const documentId = isInteger(0);

/** Which files: those of `roots` and of the folders among them. */
export const corpusSelection = object({
  /** The folder that names are relative to, and from which on ignore files count. */
  base: isString,
  /** Absolute paths. */
  roots: arrayOf(isString),
  /** Only files in folders whose name matches this glob; one without a slash matches in every folder. */
  include: optional(isString),
  /** Globs of files and folders that are left out, unless they are roots themselves. */
  exclude: arrayOf(isString),
  /** Whether files and folders count whose names begin with a dot. */
  dotFiles: optional(isBoolean),
});
export type CorpusSelection = Validated<typeof corpusSelection>;

export const skippedFile = object({ name: isString, reason: isString });
export type SkippedFile = Validated<typeof skippedFile>;

export const corpusSummary = object({
  files: isInteger(0),
  /** The special token that stands between two files; left out if the tokenizer has none. */
  separator: optional(isString),
  tokenCount: isInteger(0),
  bytes: isInteger(0),
  /** The first of them. */
  skipped: arrayOf(skippedFile),
  skippedCount: isInteger(0),
});
export type CorpusSummary = Validated<typeof corpusSummary>;

/** How many files are others on the disk than when they were read. */
export const corpusChanges = object({ changed: isInteger(0), added: isInteger(0), removed: isInteger(0) });
export type CorpusChanges = Validated<typeof corpusChanges>;

/** `files` of `of` have been read; while they are still being found, `of` is 0. */
export const corpusProgress = object({ files: isInteger(0), of: isInteger(0), bytes: isInteger(0) });
export type CorpusProgress = Validated<typeof corpusProgress>;

const position = object({ line: isInteger(0), character: isInteger(0) });

export const corpusPlace = object({ path: isString, name: isString, start: position, end: position });
export type CorpusPlace = Validated<typeof corpusPlace>;

export const corpusMethods = {
  /** The files of a selection in the order of their names, unread. */
  filesIn: method(
    object({ selection: corpusSelection }),
    object({ files: arrayOf(object({ path: isString, name: isString })), skipped: isInteger(0) }),
  ),
  /** Reads the files and joins them, with the tokenizer's end of text between them if it has one. From then on `document` is asked for windows as any other. */
  openCorpus: method(
    object({
      document: documentId,
      tokenizer: isString,
      specialTokens: isOneOf('encode', 'text', 'error'),
      selection: corpusSelection,
    }),
    corpusSummary,
    corpusProgress,
  ),
  /** Looks at the disk, and reads no text. */
  corpusChanges: method(object({ document: documentId }), corpusChanges),
  corpusPaths: method(object({ document: documentId }), arrayOf(isString)),
  /** Where tokens stand, up to the end of the file of the first. */
  corpusPlace: method(object({ document: documentId, first: isInteger(0), last: isInteger(0) }), corpusPlace),
  /** The token at a position of a file; nothing if the file is not in the corpus, or ends before. */
  corpusToken: method(
    object({ document: documentId, path: isString, line: isInteger(0), character: isInteger(0) }),
    optional(object({ index: isInteger(0), text: isString })),
  ),
} as const;
