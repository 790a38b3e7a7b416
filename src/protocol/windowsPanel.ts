import {
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
import { loaderOptions, windowPage, type LoaderOptionsMessage } from './tokenizer';

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
  /** Which windows are tinted in the editor. */
  inEditor: isOneOf('none', 'current', 'all'),
});
export type WindowsDisplay = Validated<typeof windowsDisplay>;

/** What is kept for each document. */
export const windowsKept = object({ settings: loaderOptions, display: windowsDisplay });
export type WindowsKept = Validated<typeof windowsKept>;

/** Tokens of the document, from `first` to before `last`. */
const tokens = object({ first: isInteger(0), last: isInteger(0) });
export type TokenSpan = Validated<typeof tokens>;

/** What the panel asks of the extension host. */
export const windowsHostMethods = {
  /** The view is there; answers with the first {@link windowsViewMethods.update}. */
  ready: method(object({}), isNothing),
  /** Nothing if the document changed in the meantime: an update is on its way. */
  page: method(
    object({ settings: loaderOptions, firstRow: isInteger(0), rowCount: isInteger(1, 200) }),
    optional(windowPage),
  ),
  /** Keeps what the person chose for this document. */
  keep: method(windowsKept, isNothing),
  /** Selects the exact text of these tokens in the editor. */
  reveal: method(tokens, isNothing),
  /** Marks the text of these tokens in the editor without moving it; nothing ends the mark. */
  point: method(object({ at: optional(tokens) }), isNothing),
  /** The window that is looked at: its input, and its last target one token later. */
  current: method(object({ window: optional(tokens) }), isNothing),
  copy: method(object({ text: isString }), isNothing),
  selectTokenizer: method(object({}), isNothing),
  /** Opens the document again after it was closed. */
  reopen: method(object({}), isNothing),
} as const;
export type WindowsHostMethods = typeof windowsHostMethods;

export const windowsState = object({
  /** `loading`: the tokens are not there yet. `closed`: the document is no longer open. */
  status: isOneOf('loading', 'ready', 'closed'),
  title: isString,
  tokenizer: isString,
  settings: loaderOptions,
  display: windowsDisplay,
});
export type WindowsState = Validated<typeof windowsState>;

/** What the extension host tells the panel: always the whole state. */
export const windowsViewMethods = {
  update: method(windowsState, isNothing),
  /** The token at the cursor of the editor; nothing if there is none. */
  cursor: method(object({ token: optional(isInteger(0)) }), isNothing),
} as const;
export type WindowsViewMethods = typeof windowsViewMethods;
