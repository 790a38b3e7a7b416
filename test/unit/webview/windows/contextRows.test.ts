import assert from 'node:assert/strict';
import { contextRows, contextText } from '../../../../src/webview/windows/contextRows';

// The chapter's example: "and established himself in a".
const texts = new Map([
  [290, ' and'],
  [4920, ' established'],
  [2241, ' himself'],
  [287, ' in'],
  [257, ' a'],
]);
const ids = Uint32Array.from(texts.keys());
const textOf = (id: number): string => texts.get(id)!;

describe('a context that grows', () => {
  it('is printed as the chapter prints it, as ids', () => {
    assert.equal(
      contextText(contextRows(ids), 'ids', textOf),
      [
        '[290] ----> 4920',
        '[290, 4920] ----> 2241',
        '[290, 4920, 2241] ----> 287',
        '[290, 4920, 2241, 287] ----> 257',
      ].join('\n'),
    );
  });

  it('is printed as the chapter prints it, decoded', () => {
    assert.equal(
      contextText(contextRows(ids), 'text', textOf),
      [
        ' and ---->  established',
        ' and established ---->  himself',
        ' and established himself ---->  in',
        ' and established himself in ---->  a',
      ].join('\n'),
    );
  });
});
