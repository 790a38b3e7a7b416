import assert from 'node:assert/strict';
import { corpusUri, isCorpusUri } from '../../../src/panels/corpusUri';

describe('the name of a corpus', () => {
  const selection = { base: '/a', roots: ['/a/b'], exclude: [] };
  it('is the same for the same files only, and no address of a document', () => {
    assert.equal(corpusUri({ selection }), corpusUri({ selection: { ...selection } }));
    assert.notEqual(corpusUri({ selection }), corpusUri({ selection: { ...selection, include: '*.md' } }));
    assert.ok(isCorpusUri(corpusUri({ selection })));
    assert.ok(!isCorpusUri('file:///a/tokenscope-corpus:'));
  });
});
