import { createHash } from 'node:crypto';
import type { CorpusDefinition } from '../host/corpusDefinition';

const scheme = 'tokenscope-corpus:';

/** What a corpus is found by: the same files give the same. It is a name, nothing can be opened with it. */
export function corpusUri({ selection }: Pick<CorpusDefinition, 'selection'>): string {
  return scheme + createHash('sha256').update(JSON.stringify(selection)).digest('hex').slice(0, 32);
}

export function isCorpusUri(uri: string): boolean {
  return uri.startsWith(scheme);
}
