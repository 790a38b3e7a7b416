import assert from 'node:assert/strict';
import { FoundNeighbours } from '../../../../src/webview/vectors/foundNeighbours';

const answer = {
  terms: [
    { sign: 1 as const, ids: Uint32Array.of(5) },
    { sign: -1 as const, ids: Uint32Array.of(3, 5) },
  ],
  ids: Uint32Array.of(9, 3),
  scores: Float32Array.of(0.5, 0.25),
  considered: 10,
  texts: { 9: 'é' },
};

describe('found neighbours', () => {
  it('are saved under the metric that they were found by', () => {
    const [head, ...lines] = new FoundNeighbours(answer, { metric: 'cosine', filter: '' }).tsv().trimEnd().split('\n');
    assert.equal(head, 'rank\tid\ttoken\tcosine similarity');
    assert.deepEqual(lines, ['1\t9\té\t0.5', '2\t3\t\t0.25']);
    assert.match(new FoundNeighbours(answer, { metric: 'euclidean', filter: '' }).tsv(), /\tEuclidean distance\n/);
  });

  it('are projected with the tokens of the search, each once', () => {
    const found = new FoundNeighbours(answer, { metric: 'cosine', filter: '' });
    assert.deepEqual([...found.tokens()], [5, 3, 9]);
  });
});
