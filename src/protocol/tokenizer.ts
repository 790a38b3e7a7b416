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
  isUint8Array,
  object,
  optional,
  recordOf,
  union,
  type Validated,
} from '../base/validator';
import { method } from '../rpc/method';
import { agentMethods } from './agents';
import { broughtMethods } from './broughtTokenizers';
import { comparisonMethods } from './comparison';
import { contextMethods } from './context';
import { corpusMethods } from './corpus';
import { mergeMethods } from './merges';
import { countingMethods } from './counting';
import { trainingMethods } from './training';
import { loaderProblem, refusal } from './loaderProblem';

/** Requests of the extension host to the tokenizer worker. All offsets are UTF-16 code units; ranges exclude their end. */

const documentId = isInteger(0);
const tokens = object({ ids: isUint32Array, starts: isUint32Array, ends: isUint32Array });
const range = object({ start: isInteger(0), end: isInteger(0) });
const policy = isOneOf('text', 'encode', 'error');

/** How a text is cut into windows; the names are the chapter's, `epoch` counts from 1. */
export const loaderOptions = object({
  maxLength: isNumber,
  stride: isNumber,
  batchSize: isNumber,
  shuffle: isBoolean,
  seed: isString,
  epoch: isNumber,
  dropLast: isBoolean,
  /** Of several files joined: whether a window may begin in one and end in the next. */
  crossFiles: optional(isBoolean),
  /** What orders the windows: see `dataset/sampler`. */
  sampler: optional(isOneOf('global', 'generator', 'distributed')),
  worldSize: optional(isNumber),
  rank: optional(isNumber),
});
export type LoaderOptionsMessage = Validated<typeof loaderOptions>;

/** What stands in a row: `maxLength` inputs, and one more id so that the targets (shifted by one) are there too. */
const windowRow = object({
  window: isInteger(0),
  batch: isInteger(0),
  first: isInteger(0),
  /** The file of the first token, in a corpus of several. */
  file: optional(isString),
});
export const windowPage = object({
  tokenCount: isInteger(0),
  windowCount: isInteger(0),
  batchCount: isInteger(0),
  rowCount: isInteger(0),
  problems: arrayOf(loaderProblem),
  firstRow: isInteger(0),
  rows: arrayOf(windowRow),
  /** `rows.length` x `maxLength + 1` ids, row by row. */
  ids: isUint32Array,
  /** The text of each id on the page, white space as it is. */
  texts: recordOf(isString),
});
export type WindowPage = Validated<typeof windowPage>;

/** Where every token goes: see `dataset/coverage`. */
export const coverageMessage = object({
  problems: arrayOf(loaderProblem),
  /** Absent if there are problems. */
  totals: optional(
    object({
      tokenCount: isInteger(0),
      usedOnce: isInteger(0),
      repeated: isInteger(0),
      skipped: isInteger(0),
      dropped: isInteger(0),
      tail: isInteger(0),
      neverTarget: isInteger(0),
      windowCount: isInteger(0),
      usedWindowCount: isInteger(0),
      droppedWindowCount: isInteger(0),
      inputs: isInteger(0),
    }),
  ),
  /** Bin i holds the tokens from `bounds[i]` to `bounds[i + 1]`, exclusive; the counts are means over them. */
  bounds: isUint32Array,
  inputs: isFloat32Array,
  targets: isFloat32Array,
});
export type CoverageMessage = Validated<typeof coverageMessage>;

/** How often each token from `first` on is an input and a target, and where it stands. */
export const coverageRangeMessage = object({
  first: isInteger(0),
  inputs: isUint32Array,
  targets: isUint32Array,
  starts: isUint32Array,
  ends: isUint32Array,
});
export type CoverageRangeMessage = Validated<typeof coverageRangeMessage>;

/** Stands in {@link tokenizerMethods.windowsOfToken} for a window that drop_last leaves out, or that another rank has. */
export const noRow = 0xffffffff;

export const windowsOfToken = object({
  first: isInteger(0),
  last: isInteger(0),
  rows: isUint32Array,
  starts: isUint32Array,
});

export const loaderPreset = object({
  name: isString,
  description: isString,
  options: object({
    maxLength: isNumber,
    stride: isNumber,
    batchSize: isNumber,
    shuffle: isBoolean,
    dropLast: isBoolean,
  }),
});
export type LoaderPresetMessage = Validated<typeof loaderPreset>;

export const segmentToken = object({ id: isInteger(0), bytes: isUint8Array, special: isBoolean });
/** What is shown as one piece; without tokens, a part of the text that belongs to none, and `first` is the next one. */
export const segment = object({
  first: isInteger(0),
  tokenCount: isInteger(0),
  start: isInteger(0),
  end: isInteger(0),
  text: isString,
  tokens: arrayOf(segmentToken),
});
export type Segment = Validated<typeof segment>;

export const statistics = object({
  tokens: isInteger(0),
  characters: isInteger(0),
  bytes: isInteger(0),
  words: isInteger(0),
  selected: isInteger(0),
  /** Whether every part of the text belongs to a token. */
  tiles: isBoolean,
  /** Why there are no ids of this text, if special tokens or unknown words in it are an error. */
  refusal: optional(refusal),
});
export type Statistics = Validated<typeof statistics>;

export const tokenRun = object({ first: isInteger(0), tokens, special: arrayOf(isInteger(0)) });
export type TokenRun = Validated<typeof tokenRun>;

/** The words of a document that its tokenizer does not have. */
export const unknownWords = object({
  /** Whether there can be any. */
  isPossible: isBoolean,
  /** What each counts as; left out: it has no id, and `encode(text)` fails. */
  token: optional(isString),
  /** All places, and all different words. */
  total: isInteger(0),
  distinct: isInteger(0),
  /** Those that have a place among the first; `offsets` are these places, `length` their UTF-16 units, and `word` may be cut. */
  words: arrayOf(object({ word: isString, length: isInteger(1), count: isInteger(1), offsets: isUint32Array })),
});
export type UnknownWordsMessage = Validated<typeof unknownWords>;

const wordsVersion = isOneOf(1, 2);
const furtherSpecialTokens = arrayOf(isString, 100);

/** Where the file of a document has another text than the document, by its line from 1: only other line endings, or another text. */
export const fileDifference = object({ kind: isOneOf('lineEndings', 'text'), line: isInteger(1) });
export type FileDifference = Validated<typeof fileDifference>;

/** What was found in a vocabulary. */
export const vocabularyPage = object({
  /** How many there are. */
  total: isInteger(0),
  entries: arrayOf(object({ id: isInteger(0), text: isString, special: isBoolean })),
});
export type VocabularyPage = Validated<typeof vocabularyPage>;

/** A page of a document's tokens, with all that a surface shows of it. */
export const tokenPage = object({
  tokens,
  /** The text of each id on the page, white space as it is. */
  texts: recordOf(isString),
  /** The tokens of the whole document. */
  total: isInteger(0),
  /** Pages go through these tokens, the last one excluded. */
  from: isInteger(0),
  to: isInteger(0),
  /** The first token of this page. */
  first: isInteger(0),
});
export type TokenPage = Validated<typeof tokenPage>;

const encodeParams = object({ text: isString, tokenizer: isString, specialTokens: policy });

/** A tokenizer that there is, for who chooses one. */
export const offeredTokenizer = object({
  name: isString,
  vocabularySize: isInteger(1),
  /** Names of models that use it. */
  models: arrayOf(isString),
  /** How further names begin, fine-tuned models' among them; of several that fit, the longest counts. */
  modelPrefixes: arrayOf(isString),
  /** What its tokens are, where no model tells. */
  about: optional(isString),
});
export type OfferedTokenizer = Validated<typeof offeredTokenizer>;

/** What arithmetic on tokens means: a term of several tokens stands for the mean of their vectors. */
export const expression = object({
  terms: arrayOf(object({ sign: isOneOf(1, -1), text: isString, ids: isUint32Array, texts: recordOf(isString) })),
  /** Present: why there are no terms, and where in the text it goes wrong. */
  problem: optional(object({ message: isString, offset: isInteger(0) })),
});
export type ExpressionMessage = Validated<typeof expression>;

export const tokenizerMethods = {
  ...corpusMethods,
  ...broughtMethods,
  ...comparisonMethods,
  ...contextMethods,
  ...agentMethods,
  ...countingMethods,
  ...trainingMethods,
  ...mergeMethods,
  tokenizers: method(object({}), arrayOf(offeredTokenizer)),
  vocabularySize: method(object({ tokenizer: isString }), isInteger(1)),
  /** `specialTokens` (default `encode`) says whether the text of special tokens becomes their ids, is text, or is an error. */
  open: method(object({ document: documentId, tokenizer: isString, specialTokens: optional(policy) }), isNothing),
  append: method(object({ document: documentId, text: isString }), isInteger(0)),
  edit: method(
    object({
      document: documentId,
      changes: arrayOf(object({ offset: isInteger(0), length: isInteger(0), text: isString })),
    }),
    isInteger(0),
  ),
  close: method(object({ document: documentId }), isNothing),
  statistics: method(object({ document: documentId, selections: arrayOf(range) }), statistics),
  /** `step`: the tokens after so many merges, of a tokenizer that has them. */
  tokens: method(
    object({ document: documentId, ranges: arrayOf(range), step: optional(isInteger(0)) }),
    arrayOf(tokenRun),
  ),
  /** The token at an offset, with those that share a character with it; nothing in an empty text. */
  segment: method(object({ document: documentId, offset: isInteger(0) }), optional(segment)),
  ids: method(object({ document: documentId, first: isInteger(0), last: isInteger(0) }), tokens),
  tokenRange: method(
    object({ document: documentId, start: isInteger(0), end: isInteger(0) }),
    object({ first: isInteger(0), last: isInteger(0) }),
  ),
  /**
   * Pages follow each other by `pageLength` tokens through a part of the document, or through all of it where the part is empty, and the
   * first `shownLength` of each are sent. The page is that of a token, else that of an offset, else the first.
   */
  tokenPage: method(
    object({
      document: documentId,
      part: range,
      token: optional(isInteger(0)),
      offset: optional(isInteger(0)),
      pageLength: isInteger(1),
      shownLength: isInteger(1),
    }),
    tokenPage,
  ),
  unknownWords: method(object({ document: documentId, mostPlaces: isInteger(0, 100_000) }), unknownWords),
  /** Without `difference` if the file holds the very same text in UTF-8, but for a byte order mark. */
  fileDifference: method(
    object({ document: documentId, path: isString }),
    object({ difference: optional(fileDifference) }),
  ),
  /** What decoding the document's ids gives; without `text` where that is the document's text. */
  decoded: method(object({ document: documentId }), object({ text: optional(isString) })),
  /**
   * Makes the chapter's word tokenizer from a document and keeps it under a name, with a number if that stands for other words.
   * `specialTokens` come after the version's own.
   */
  makeWords: method(
    object({ document: documentId, name: isString, version: wordsVersion, specialTokens: furtherSpecialTokens }),
    object({ name: isString, vocabularySize: isInteger(1) }),
  ),
  /** The same from a text, for another extension; answers the name. */
  openWords: method(object({ text: isString, version: wordsVersion, specialTokens: furtherSpecialTokens }), isString),
  /** Tokens with an id or a text, the exact ones first, then those that begin with it, then those that hold it, each by id. */
  vocabulary: method(object({ tokenizer: isString, search: isString, most: isInteger(1, 1000) }), vocabularyPage),
  texts: method(object({ tokenizer: isString, ids: isUint32Array }), recordOf(isString)),
  /** Reads `king - man + woman`; for the terms of a search in an embedding table. */
  expression: method(object({ tokenizer: isString, text: isString }), expression),
  /** A bit for each id whose text holds `text` in upper or lower case, id 0 in the lowest bit of byte 0. */
  tokensWith: method(object({ tokenizer: isString, text: isString }), isUint8Array),
  windows: method(
    object({ document: documentId, options: loaderOptions, firstRow: isInteger(0), rowCount: isInteger(0, 500) }),
    windowPage,
  ),
  loaderPresets: method(object({}), arrayOf(loaderPreset)),
  coverage: method(
    object({ document: documentId, options: loaderOptions, bins: isInteger(0, 10_000) }),
    coverageMessage,
  ),
  /** Empty if the options have problems. */
  coverageRange: method(
    object({ document: documentId, options: loaderOptions, first: isInteger(0), last: isInteger(0) }),
    coverageRangeMessage,
  ),
  /** The row that shows a window; nothing if drop_last leaves it out, another rank has it, there is none, or the options have problems. */
  rowOfWindow: method(
    object({ document: documentId, options: loaderOptions, window: isInteger(0) }),
    optional(isInteger(0)),
  ),
  /** The windows `first` to `last`, exclusive, that hold a token as input: the row of each, or {@link noRow}, and its first token. */
  windowsOfToken: method(object({ document: documentId, options: loaderOptions, token: isInteger(0) }), windowsOfToken),
  /** Writes windows or ids to `path`, whole or not at all; progress is a fraction from 0 to 1. */
  exportTokens: method(
    object({
      document: documentId,
      options: loaderOptions,
      what: isOneOf('windows', 'ids'),
      format: isOneOf('npy', 'safetensors', 'bin', 'jsonl', 'csv', 'parquet'),
      type: isOneOf('int32', 'int64', 'uint16'),
      path: isString,
    }),
    object({ bytes: isInteger(0), rows: isInteger(0) }),
    isNumber,
  ),
  /** Python that cuts the same windows; of files, or of a text that then stands in it. */
  loaderSnippet: method(
    object({
      engine: isOneOf('pytorch', 'ray'),
      tokenizer: isString,
      specialTokens: policy,
      options: loaderOptions,
      source: union(object({ paths: arrayOf(isString) }), object({ text: isString })),
    }),
    isString,
  ),
  encode: method(encodeParams, tokens),
  count: method(encodeParams, isInteger(0)),
  decode: method(object({ ids: isUint32Array, tokenizer: isString }), isString),
  /** Keeps ids for {@link tokenizerMethods.batch}, so that each batch need not send them again. */
  openIds: method(
    object({ corpus: documentId, ids: isUint32Array, options: loaderOptions }),
    object({ windowCount: isInteger(0), batchCount: isInteger(0) }),
  ),
  batch: method(
    object({ corpus: documentId, index: isInteger(0) }),
    object({ inputs: arrayOf(arrayOf(isInteger(0))), targets: arrayOf(arrayOf(isInteger(0))) }),
  ),
  closeIds: method(object({ corpus: documentId }), isNothing),
} as const;
export type TokenizerMethods = typeof tokenizerMethods;
