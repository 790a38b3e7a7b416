import assert from 'node:assert/strict';
import type { VectorsSnapshot } from '../../../../src/protocol/vectorsPanel';
import { SimilarityMatrix } from '../../../../src/webview/vectors/similarityMatrix';

describe('a similarity matrix', () => {
  it('is saved with the tokens and the vectors that it was computed of', () => {
    const snapshot = { ids: Uint32Array.of(4, 7), texts: { 4: 'a', 7: ' b' } } as unknown as VectorsSnapshot;
    const matrix = new SimilarityMatrix({ values: Float32Array.of(1, 0.5, 0.5, 1), size: 2 }, snapshot, 'position');
    assert.deepEqual(matrix.tsv().trimEnd().split('\n'), [
      'cosine similarity of position vectors\t0 a\t1  b',
      '0 a\t1\t0.5',
      '1  b\t0.5\t1',
    ]);
  });
});
