import { tsv } from '../../base/tsv';
import type { NeighboursAnswer } from '../../protocol/vectorsPanel';

export type Metric = 'cosine' | 'euclidean';

const scoreNames = { cosine: 'cosine similarity', euclidean: 'Euclidean distance' } as const;

/**
 * The answer to one search with what it was asked: what is shown, copied, saved and projected of it comes from here, whatever the
 * controls say by then.
 */
export class FoundNeighbours {
  constructor(
    readonly answer: NeighboursAnswer,
    readonly asked: { readonly metric: Metric; readonly filter: string },
  ) {}

  /** What the numbers are. */
  get scoreName(): string {
    return scoreNames[this.asked.metric];
  }

  /** The tokens of the search and those that were found, each once. */
  tokens(): Uint32Array {
    const { terms, ids } = this.answer;
    return Uint32Array.from(new Set([...terms.flatMap(term => [...term.ids]), ...ids]));
  }

  tsv(): string {
    const { ids, scores, texts } = this.answer;
    const heads = ['rank', 'id', 'token', this.scoreName];
    return tsv([heads, ...Array.from(ids, (id, i) => [i + 1, id, texts[id] ?? '', scores[i]!])]);
  }
}
