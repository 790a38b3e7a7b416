import assert from 'node:assert/strict';
import fc from 'fast-check';
import { cellCount, isInRange, moveCell, rangeBetween, type Cell } from '../../../../src/webview/windows/cellSelection';

const extent = { lines: 20, columns: 4, pageLines: 6 };
const from = (line: number, column: number, key: string, far = false): [number, number] | undefined => {
  const to = moveCell({ line, column }, { key, far }, extent);
  return to === undefined ? undefined : [to.line, to.column];
};

describe('a cell in focus', () => {
  it('moves by cells, lines and pages', () => {
    assert.deepEqual(from(2, 1, 'ArrowRight'), [2, 2]);
    assert.deepEqual(from(2, 1, 'ArrowLeft'), [2, 0]);
    assert.deepEqual(from(2, 1, 'ArrowDown'), [3, 1]);
    assert.deepEqual(from(2, 1, 'ArrowUp'), [1, 1]);
    assert.deepEqual(from(2, 1, 'PageDown'), [8, 1]);
    assert.deepEqual(from(8, 1, 'PageUp'), [2, 1]);
    assert.deepEqual(from(2, 1, 'Home'), [2, 0]);
    assert.deepEqual(from(2, 1, 'End'), [2, 3]);
  });

  it('moves as far as it goes with Control', () => {
    assert.deepEqual(from(2, 1, 'ArrowRight', true), [2, 3]);
    assert.deepEqual(from(2, 1, 'ArrowDown', true), [19, 1]);
    assert.deepEqual(from(2, 1, 'Home', true), [0, 0]);
    assert.deepEqual(from(2, 1, 'End', true), [19, 3]);
  });

  it('leaves other keys alone', () => {
    assert.equal(from(2, 1, 'Tab'), undefined);
    assert.equal(from(2, 1, 'x'), undefined);
  });

  it('never leaves the table', () => {
    const key = fc.constantFrom('ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'PageUp', 'PageDown', 'Home', 'End');
    const size = fc.integer({ min: 1, max: 9 });
    fc.assert(
      fc.property(size, size, fc.array(fc.tuple(key, fc.boolean())), (lines, columns, keys) => {
        let cell: Cell = { line: 0, column: 0 };
        for (const [name, far] of keys) {
          cell = moveCell(cell, { key: name, far }, { lines, columns, pageLines: 4 })!;
          assert.ok(isInRange(cell, { firstLine: 0, lastLine: lines - 1, firstColumn: 0, lastColumn: columns - 1 }));
        }
      }),
    );
  });
});

describe('a selection', () => {
  it('is what lies between its corners, whichever was first', () => {
    const range = rangeBetween({ line: 5, column: 1 }, { line: 2, column: 3 });
    assert.deepEqual(range, { firstLine: 2, lastLine: 5, firstColumn: 1, lastColumn: 3 });
    assert.equal(cellCount(range), 12);
    assert.ok(isInRange({ line: 5, column: 3 }, range));
    assert.ok(!isInRange({ line: 5, column: 0 }, range));
  });
});
