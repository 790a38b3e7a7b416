import assert from 'node:assert/strict';
import { labelText, lineLabels } from '../../../src/editor/lineLabels';
import type { ShownSegment } from '../../../src/editor/segments';

const segment = (start: number, end: number, ...ids: number[]): ShownSegment => ({
  start,
  end,
  ids,
  color: 0,
  special: false,
});
const texts = (labels: ReturnType<typeof lineLabels>): [number, string][] =>
  labels.map(({ character, parts }) => [character, labelText(parts)]);

describe('the labels of a line', () => {
  it('stand after their own token', () => {
    const line = { start: 10, length: 7, eol: '', isRightToLeft: false };
    assert.deepEqual(texts(lineLabels(line, [segment(10, 13, 464), segment(13, 17, 3797)])), [
      [3, '464'],
      [7, '3797'],
    ]);
  });

  it('show line breaks, each with its id after it', () => {
    const word = segment(0, 3, 505);
    const line = { start: 0, length: 3, eol: '\r\n', isRightToLeft: false };
    assert.deepEqual(texts(lineLabels(line, [word, segment(3, 4, 201), segment(4, 5, 198)])), [[3, '505 ␍201 ⏎198']]);
    assert.deepEqual(texts(lineLabels({ ...line, eol: '\n' }, [word, segment(3, 4, 198)])), [[3, '505 ⏎198']]);
    assert.deepEqual(texts(lineLabels({ ...line, length: 0, eol: '\n' }, [segment(0, 1, 198)])), [[0, '⏎198']]);
  });

  it('show the breaks of further lines where one token has them all', () => {
    const line = { start: 0, length: 3, eol: '\n', isRightToLeft: false };
    assert.deepEqual(texts(lineLabels(line, [segment(2, 5, 628)], () => '\n')), [[3, '⏎⏎628']]);
    assert.equal(texts(lineLabels(line, [segment(3, 99, 1)], () => '\n'.repeat(95)))[0]![1], '⏎⏎⏎⏎⏎⏎⏎⏎…1');
  });

  it('are several ids where tokens share a character', () => {
    const line = { start: 0, length: 2, eol: '\n', isRightToLeft: false };
    assert.deepEqual(texts(lineLabels(line, [segment(0, 2, 8582, 25081, 224)])), [[2, '8582 25081 224']]);
  });

  it('stand together at the end of a line whose letters run from right to left', () => {
    const line = { start: 0, length: 4, eol: '\n', isRightToLeft: true };
    const segments = [segment(0, 1, 17250), segment(1, 4, 148, 233), segment(4, 5, 198)];
    assert.deepEqual(texts(lineLabels(line, segments)), [[4, '17250 148 233 ⏎198']]);
  });
});
