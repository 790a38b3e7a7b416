import assert from 'node:assert/strict';
import { describeChanges, describeCorpus } from '../../../../src/webview/windows/corpusLine';

describe('what is said of a corpus', () => {
  it('is how its files are joined, and whether windows cross them', () => {
    assert.equal(
      describeCorpus({ files: 1200, separator: '<|endoftext|>' }, false),
      '1,200 files in the order of their names, <|endoftext|> between them. No window crosses from one into the next.',
    );
    assert.match(describeCorpus({ files: 2 }, true), /Windows may cross from one into the next, as in the chapter\./);
    assert.equal(describeCorpus({ files: 1 }, true), '1 file.');
  });

  it('is what has changed on the disk', () => {
    assert.equal(describeChanges(undefined), '');
    assert.equal(
      describeChanges({ changed: 1, added: 0, removed: 0 }),
      'On the disk 1 file has changed since they were read.',
    );
    assert.equal(
      describeChanges({ changed: 2, added: 1, removed: 3 }),
      'On the disk 2 files have changed, 1 is new and 3 are gone since they were read.',
    );
  });
});
