import { isInteger, isOneOf, object, optional } from '../base/validator';
import { method } from '../rpc/method';

/** Requests about how much of a text a model has room for. Offsets are UTF-16 code units. */

const documentId = isInteger(0);

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
} as const;
