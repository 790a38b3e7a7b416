import assert from 'node:assert/strict';
import { rotaryCosines, rotarySines, sinusoidalRows } from '../../../src/embedding/positionTables';

const rounded = (values: Iterable<number>): string[] => [...values].map(value => value.toFixed(4));

describe('sinusoidalRows', () => {
  it('has the values of "Attention Is All You Need", also for odd sizes', () => {
    // sin and cos of 0, 1, 2 and of 0, 0.01, 0.02.
    assert.deepEqual(
      rounded(sinusoidalRows(0, 3, 4)),
      '0.0000 1.0000 0.0000 1.0000 0.8415 0.5403 0.0100 0.9999 0.9093 -0.4161 0.0200 0.9998'.split(' '),
    );
    const odd = sinusoidalRows(0, 2, 3);
    assert.deepEqual(odd[5], Math.fround(Math.sin(1 / 10_000 ** (2 / 3))));
  });

  it('are the same in parts', () => {
    assert.deepEqual(sinusoidalRows(5, 2, 6), sinusoidalRows(0, 7, 6).subarray(30));
    assert.deepEqual(rotarySines(5, 2, 6), rotarySines(0, 7, 6).subarray(30));
  });
});

describe('rotary positions', () => {
  it('turn each pair by its angle and keep its length', () => {
    const [cos, sin] = [rotaryCosines(0, 50, 6), rotarySines(0, 50, 6)];
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

  it('say that odd sizes cannot be turned in pairs', () => {
    assert.throws(() => rotaryCosines(0, 2, 3), /3 dimensions are odd/);
    assert.throws(() => rotarySines(0, 2, 3), /3 dimensions are odd/);
  });
});
