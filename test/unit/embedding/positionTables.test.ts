import assert from 'node:assert/strict';
import { rotaryTables, sinusoidalTable } from '../../../src/embedding/positionTables';

const rounded = (values: Iterable<number>): string[] => [...values].map(value => value.toFixed(4));

describe('sinusoidalTable', () => {
  it('has the values of "Attention Is All You Need", also for odd sizes', () => {
    // sin and cos of 0, 1, 2 and of 0, 0.01, 0.02.
    assert.deepEqual(
      rounded(sinusoidalTable(3, 4)),
      '0.0000 1.0000 0.0000 1.0000 0.8415 0.5403 0.0100 0.9999 0.9093 -0.4161 0.0200 0.9998'.split(' '),
    );
    const odd = sinusoidalTable(2, 3);
    assert.deepEqual(odd[5], Math.fround(Math.sin(1 / 10_000 ** (2 / 3))));
  });
});

describe('rotaryTables', () => {
  it('turns each pair by its angle and keeps its length', () => {
    const { cos, sin } = rotaryTables(50, 6);
    const vector = [3, 4, -1, 2, 0.5, 0.25];
    for (const position of [0, 1, 49]) {
      const turned = vector.map((value, i) => value * cos[position * 6 + i]! + vector[i ^ 1]! * sin[position * 6 + i]!);
      for (let pair = 0; pair < 3; pair++) {
        const [x, y] = [vector[2 * pair]!, vector[2 * pair + 1]!];
        const angle = position / 10_000 ** ((2 * pair) / 6);
        const expected = [x * Math.cos(angle) - y * Math.sin(angle), y * Math.cos(angle) + x * Math.sin(angle)];
        assert.deepEqual(rounded(turned.slice(2 * pair, 2 * pair + 2)), rounded(expected));
      }
    }
  });

  it('says that odd sizes cannot be turned in pairs', () => {
    assert.throws(() => rotaryTables(2, 3), /3 dimensions are odd/);
  });
});
