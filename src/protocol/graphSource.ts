import { isString, object, optional, recordOf, type Validated } from '../base/validator';

/**
 * Fields of every request about a graph: its file, an `.onnx` graph or weights, and the names that a person gave instead of what would
 * be found (`GraphOverrides`).
 */
export const graphSource = { path: isString, overrides: optional(recordOf(isString)) };
export const graphSourceMessage = object(graphSource);
export type GraphSourceMessage = Validated<typeof graphSourceMessage>;
