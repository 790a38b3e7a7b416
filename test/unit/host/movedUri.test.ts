import assert from 'node:assert/strict';
import { movedUri } from '../../../src/host/movedUri';

describe('a moved file', () => {
  const moves = [
    { from: 'file:///a/b.txt', to: 'file:///a/c.txt' },
    { from: 'file:///folder', to: 'file:///other/place' },
  ];

  it('is found under its new name, and in its folder of a new name', () => {
    assert.equal(movedUri('file:///a/b.txt', moves), 'file:///a/c.txt');
    assert.equal(movedUri('file:///folder/x/y.txt', moves), 'file:///other/place/x/y.txt');
  });

  it('is no other file whose name begins in the same way', () => {
    assert.equal(movedUri('file:///a/b.txt.bak', moves), undefined);
    assert.equal(movedUri('file:///folder2/x.txt', moves), undefined);
  });
});
