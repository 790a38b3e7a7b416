import { isInteger, isNothing, isString, object, optional } from '../base/validator';
import { method } from '../rpc/method';
import { loaderOptions, windowPage, type LoaderOptionsMessage } from './tokenizer';

/** The parameters that the panel shows are the loader's. */
export type WindowSettings = LoaderOptionsMessage;

/** What the panel asks of the extension host. */
export const windowsHostMethods = {
  /** The view is there; answers with the first {@link windowsViewMethods.update}. */
  ready: method(object({ saved: optional(loaderOptions) }), isNothing),
  /** Nothing if the document changed in the meantime: an update is on its way. */
  page: method(
    object({ settings: loaderOptions, firstRow: isInteger(0), rowCount: isInteger(1, 200) }),
    optional(windowPage),
  ),
  reveal: method(object({ start: isInteger(0), end: isInteger(0) }), isNothing),
  selectTokenizer: method(object({}), isNothing),
} as const;
export type WindowsHostMethods = typeof windowsHostMethods;

/** What the extension host tells the panel: always the whole state. */
export const windowsViewMethods = {
  update: method(object({ title: isString, tokenizer: isString, settings: loaderOptions }), isNothing),
} as const;
export type WindowsViewMethods = typeof windowsViewMethods;
