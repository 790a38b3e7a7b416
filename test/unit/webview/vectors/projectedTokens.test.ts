import assert from 'node:assert/strict';
import type { ProjectionMessage } from '../../../../src/protocol/vectorMaths';
import { ProjectedTokens } from '../../../../src/webview/vectors/projectedTokens';

const pca: ProjectionMessage = { kind: 'pca', dimensions: 2, seed: 1 };
const answer = {
  ids: Uint32Array.of(7, 9, 11),
  rows: Uint32Array.of(0, 2, 3),
  counts: Uint32Array.of(2, 1, 1),
  texts: { 7: ' a\tb', 9: 'é', 11: '' },
  coordinates: Float32Array.of(0, 1, 2, 3, 4, 5),
  dimensions: 2,
  explained: Float32Array.of(0.5, 0.25),
};
const snapshot = { revision: 1, title: 'a < b', first: 0, total: 4, ids: Uint32Array.of(7, 7, 9, 11) };
const asked = { projection: pca, set: 'token' as const, snapshot };
const points = new ProjectedTokens(answer, asked);

describe('tokens as points', () => {
  it('are called by their text with its white space, or by their id', () => {
    assert.deepEqual(points.labels(), ['·a→b', 'é', '#11']);
  });

  it('have axes that say what they are', () => {
    assert.deepEqual(points.axes(), ['PC 1 (50.0 % of the variance)', 'PC 2 (25.0 % of the variance)']);
    assert.deepEqual(new ProjectedTokens(answer, { ...asked, projection: { kind: 'axes', axes: [4, 0] } }).axes(), [
      'dimension 4',
      'dimension 0',
    ]);
  });

  it('are coloured from the least to the most, all in the middle where they are equal', () => {
    const { colors, low, high } = points.colors('frequency');
    assert.deepEqual([low, high], [1, 2]);
    assert.equal(colors[1], colors[2]);
    assert.notEqual(colors[0], colors[1]);
    assert.deepEqual([points.colors('length').low, points.colors('length').high], [0, 4]);
    assert.deepEqual(points.colors('none').colors, []);
    const equal = new ProjectedTokens({ ...answer, counts: Uint32Array.of(3, 3, 3) }, asked).colors('frequency');
    assert.equal(new Set(equal.colors).size, 1);
  });

  it('are saved as text, all or those that are selected', () => {
    const lines = points.tsv([1]).trimEnd().split('\n');
    assert.deepEqual(lines[0]!.split('\t').slice(0, 4), ['id', 'token', 'position', 'in view']);
    assert.deepEqual(lines[1]!.split('\t'), ['9', 'é', '2', '1', '2', '3']);
    assert.equal(points.tsv().trimEnd().split('\n').length, 4);
  });

  it('are drawn with the colours and labels that are seen', () => {
    const spots = [
      { x: 0, y: 0 },
      { x: 1, y: 1 },
      { x: 2, y: 0 },
    ];
    const theme = { foreground: '#000', background: '#fff' };
    const drawn = points.svg(spots, { color: 'frequency', hasLabels: true }, theme);
    assert.ok(
      drawn.includes('a &lt; b') && drawn.includes('é') && drawn.includes(points.colors('frequency').colors[0]!),
    );
    assert.ok(!points.svg(spots, { color: 'none', hasLabels: false }, theme).includes('>é<'));
  });

  it('are found by the row of the vectors that they are of, not by what was chosen since', () => {
    assert.equal(points.noun, 'different tokens');
    assert.equal(points.pointOfRow(1), 0);
    const sums = new ProjectedTokens(answer, { ...asked, set: 'input' });
    assert.equal(sums.noun, 'positions');
    assert.equal(sums.pointOfRow(1), undefined);
    assert.equal(sums.pointOfRow(2), 1);
  });
});
