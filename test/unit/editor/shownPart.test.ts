import assert from 'node:assert/strict';
import { renderedLength, shownPart } from '../../../src/editor/shownPart';

describe('the part of a line that is drawn', () => {
  it('is all of a short line', () => {
    assert.deepEqual(shownPart(80, { start: 40, end: 60 }), { start: 0, end: 80 });
    assert.deepEqual(shownPart(renderedLength, { start: 0, end: renderedLength }), { start: 0, end: renderedLength });
  });

  it('is the beginning of a long line that is not wrapped', () => {
    assert.deepEqual(shownPart(2e6, { start: 0, end: 2e6 }), { start: 0, end: renderedLength });
  });

  it('is the rows in view of one that is wrapped, its end too', () => {
    assert.deepEqual(shownPart(2e6, { start: 0, end: 6000 }), { start: 0, end: 11_000 });
    assert.deepEqual(shownPart(2e6, { start: 90_000, end: 96_000 }), { start: 85_000, end: 101_000 });
    assert.deepEqual(shownPart(2e6, { start: 1_994_000, end: 2e6 }), { start: 1_989_000, end: 2e6 });
  });
});
