import { tsv } from '../../base/tsv';
import type { VectorOutputName, VectorsSnapshot } from '../../protocol/vectorsPanel';
import { outputNames } from './outputs';

/** The cosine of each token with each other, with the tokens and the vectors that it was computed of. */
export class SimilarityMatrix {
  constructor(
    readonly answer: { readonly values: Float32Array; readonly size: number },
    readonly snapshot: VectorsSnapshot,
    readonly output: VectorOutputName,
  ) {}

  tsv(): string {
    const { size, values } = this.answer;
    const { ids, texts } = this.snapshot;
    const names = Array.from(ids, (id, i) => `${i} ${texts[id] ?? ''}`);
    const corner = `cosine similarity of ${outputNames[this.output]} vectors`;
    return tsv([[corner, ...names], ...names.map((name, i) => [name, ...values.subarray(i * size, (i + 1) * size)])]);
  }
}
