import assert from 'node:assert/strict';
import { TintedDocuments } from '../../../src/host/tintedDocuments';

describe('tinted documents', () => {
  it('are those that somebody still tints, and changes are said once', () => {
    const tints = new TintedDocuments();
    let changes = 0;
    tints.onDidChange(() => changes++);
    const [panel, corpus] = [{}, {}];
    tints.set(panel, 'file:///a');
    tints.set(panel, 'file:///a');
    tints.set(corpus, 'file:///a');
    assert.ok(tints.has('file:///a'));
    tints.set(panel, 'file:///b');
    tints.set(corpus, undefined);
    tints.set(corpus, undefined);
    assert.deepEqual([tints.has('file:///a'), tints.has('file:///b')], [false, true]);
    tints.set(panel, undefined);
    assert.deepEqual([tints.has('file:///b'), changes], [false, 5]);
  });
});
