import {
  arrayOf,
  isBoolean,
  isInteger,
  isNothing,
  isOneOf,
  isString,
  object,
  optional,
  type Validated,
} from '../base/validator';
import { method } from '../rpc/method';
import { corpusChanges, skippedFile } from './corpus';
import {
  coverageMessage,
  loaderOptions,
  loaderPreset,
  windowPage,
  windowsOfToken,
  type LoaderOptionsMessage,
} from './tokenizer';

/** The parameters that the panel shows are the loader's. */
export type WindowSettings = LoaderOptionsMessage;

/** How the panel shows the windows. */
export const windowsDisplay = object({
  /** What stands in a cell. */
  cells: isOneOf('both', 'ids', 'text'),
  /** Targets stand one column to the right, as the chapter prints them: a token keeps its column. */
  shifted: isBoolean,
  /** Whether the contexts of the current window and what follows each are listed. */
  contextGrows: isBoolean,
  /** Which windows are tinted in the editor, or how often each token is an input. */
  inEditor: isOneOf('none', 'current', 'all', 'coverage'),
  /** Whether it is said where every token goes. */
  coverage: isBoolean,
});
export type WindowsDisplay = Validated<typeof windowsDisplay>;

/** What is kept for each document. */
export const windowsKept = object({ settings: loaderOptions, display: windowsDisplay });
export type WindowsKept = Validated<typeof windowsKept>;

/** Tokens of the document, from `first` to before `last`. */
const tokens = object({ first: isInteger(0), last: isInteger(0) });
export type TokenSpan = Validated<typeof tokens>;

const specialTokens = isOneOf('encode', 'text', 'error');
export type SpecialTokens = Validated<typeof specialTokens>;

/** What the panel asks of the extension host. */
export const windowsHostMethods = {
  /** The view is there; answers with the first {@link windowsViewMethods.update}. */
  ready: method(object({}), isNothing),
  /** Nothing if the document changed in the meantime: an update is on its way. */
  page: method(
    object({ settings: loaderOptions, firstRow: isInteger(0), rowCount: isInteger(1, 200) }),
    optional(windowPage),
  ),
  presets: method(object({}), arrayOf(loaderPreset)),
  /** Where every token goes, and how often those of each bin are inputs and targets. */
  coverage: method(object({ settings: loaderOptions, bins: isInteger(1, 10_000) }), optional(coverageMessage)),
  /** The windows `first` to `last`, exclusive, that hold a token as input, and the row of each; see `noRow`. */
  holding: method(object({ settings: loaderOptions, token: isInteger(0) }), optional(windowsOfToken)),
  /** The row that shows a window; nothing if none does. */
  rowOf: method(object({ settings: loaderOptions, window: isInteger(0) }), optional(isInteger(0))),
  /** Keeps what the person chose for this document. */
  keep: method(windowsKept, isNothing),
  /** Selects the exact text of these tokens in the editor. */
  reveal: method(tokens, isNothing),
  /** The pointer is at these tokens: marks them in the editor and in other panels, and moves neither; nothing ends the mark. */
  point: method(object({ at: optional(tokens) }), isNothing),
  /** The window that is looked at: its input, and its last target one token later. */
  current: method(object({ window: optional(tokens) }), isNothing),
  copy: method(object({ text: isString }), isNothing),
  selectTokenizer: method(object({}), isNothing),
  /** What the text of special tokens becomes; the document is read anew. */
  specialTokens: method(object({ policy: specialTokens }), isNothing),
  /** The data loader of this document and these parameters, as a file or as code. */
  take: method(object({ as: isOneOf('file', 'pytorch', 'ray'), settings: loaderOptions }), isNothing),
  /** Opens the step of the walkthrough about this panel. */
  walkthrough: method(object({}), isNothing),
  /** Goes to the text; opens it again if it was closed. Files of a corpus are read again. */
  reopen: method(object({}), isNothing),
} as const;
export type WindowsHostMethods = typeof windowsHostMethods;

/** Files that are joined, and those that are not and why: the first of them. */
export const corpusFacts = object({
  files: isInteger(0),
  /** The special token that stands between two files; left out if the tokenizer has none. */
  separator: optional(isString),
  skipped: arrayOf(skippedFile),
  skippedCount: isInteger(0),
  /** What has changed on the disk since; left out while nothing has. */
  changes: optional(corpusChanges),
});
export type CorpusFacts = Validated<typeof corpusFacts>;

export const windowsState = object({
  /** `loading`: the tokens are not there yet. `closed`: the document is no longer open. `failed`: `message` says why. */
  status: isOneOf('loading', 'ready', 'closed', 'failed'),
  message: optional(isString),
  title: isString,
  corpus: optional(corpusFacts),
  tokenizer: isString,
  specialTokens,
  settings: loaderOptions,
  display: windowsDisplay,
});
export type WindowsState = Validated<typeof windowsState>;

/** What the extension host tells the panel: always the whole state. */
export const windowsViewMethods = {
  update: method(windowsState, isNothing),
  /** The token at the cursor of the editor, and its text; nothing if there is none. */
  cursor: method(object({ token: optional(object({ index: isInteger(0), text: isString })) }), isNothing),
  /** The tokens that the pointer is at in another panel; nothing if it is at none. */
  pointed: method(object({ tokens: optional(tokens) }), isNothing),
} as const;
export type WindowsViewMethods = typeof windowsViewMethods;
