import {
  isBoolean,
  isInteger,
  isNothing,
  isNumber,
  isString,
  object,
  optional,
  type Validated,
} from '../base/validator';
import { method } from '../rpc/method';
import { windowPage } from './tokenizer';

/** The parameters that the panel shows; the names are the chapter's. */
export const windowSettings = object({
  maxLength: isNumber,
  stride: isNumber,
  batchSize: isNumber,
  shuffle: isBoolean,
  seed: isString,
  epoch: isNumber,
  dropLast: isBoolean,
});
export type WindowSettings = Validated<typeof windowSettings>;

/** What the panel asks of the extension host. */
export const windowsHostMethods = {
  /** The view is there; answers with the first {@link windowsViewMethods.update}. */
  ready: method(object({ saved: optional(windowSettings) }), isNothing),
  /** Nothing if the document changed in the meantime: an update is on its way. */
  page: method(
    object({ settings: windowSettings, firstRow: isInteger(0), rowCount: isInteger(1, 200) }),
    optional(windowPage),
  ),
  reveal: method(object({ start: isInteger(0), end: isInteger(0) }), isNothing),
  selectTokenizer: method(object({}), isNothing),
} as const;
export type WindowsHostMethods = typeof windowsHostMethods;

/** What the extension host tells the panel: always the whole state. */
export const windowsViewMethods = {
  update: method(object({ title: isString, tokenizer: isString, settings: windowSettings }), isNothing),
} as const;
export type WindowsViewMethods = typeof windowsViewMethods;
