import { isString, object, type Validated } from '../base/validator';
import { corpusSelection } from '../protocol/corpus';

/** Which files a corpus consists of, and what it is called. */
export const corpusDefinition = object({ title: isString, selection: corpusSelection });
export type CorpusDefinition = Validated<typeof corpusDefinition>;
