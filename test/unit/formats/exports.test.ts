import assert from 'node:assert/strict';
import fc from 'fast-check';
import { scatterSvg } from '../../../src/webview/vectors/scatterSvg';
import { tsv } from '../../../src/base/tsv';

describe('tsv', () => {
  it('keeps each row on one line, and loses nothing', () => {
    const back = (cell: string): string =>
      cell
        .replace(/^'/, '')
        .replace(/\\(.)/g, (_, letter: string) => ({ t: '\t', n: '\n', r: '\r' })[letter] ?? letter);
    const texts = fc.oneof(fc.string({ unit: 'binary', maxLength: 9 }), fc.stringMatching(/^[\s'=+@-]{0,3}x?$/));
    fc.assert(
      fc.property(
        fc.array(fc.array(texts, { minLength: 1, maxLength: 4 }), {
          minLength: 1,
        }),
        rows => {
          const lines = tsv(rows).split('\n');
          assert.equal(lines.pop(), '');
          assert.deepEqual(
            lines.map(line => line.split('\t').map(back)),
            rows,
          );
        },
      ),
    );
  });

  it('gives a spreadsheet no formula, whatever a token is', () => {
    for (const token of ['=cmd|x', '+1', '-1', '@SUM(A1)', ' =1', '\t=1', '＝1', "'=1"])
      assert.match(tsv([[token]]), /^'/, token);
    assert.equal(tsv([['a=b', -1, '']]), 'a=b\t-1\t\n');
  });

  it('writes numbers so that 32-bit floats come back, and ids as they are', () => {
    assert.equal(tsv([[198, '\n', Math.fround(0.1), -0.5]]), '198\t\\n\t0.100000001\t-0.5\n');
    fc.assert(
      fc.property(fc.float({ noNaN: true, noDefaultInfinity: true }), value => {
        assert.equal(Math.fround(Number(tsv([[value]]))), value + 0);
      }),
    );
  });
});

describe('scatterSvg', () => {
  const options = { title: 'Tokens', xLabel: 'PC 1', yLabel: 'PC 2' };

  it('draws every point with its label and colour, larger values further right and up', () => {
    const svg = scatterSvg(
      [
        { x: -1, y: 0, label: 'left', color: '#aa0000' },
        { x: 1, y: 5 },
        { x: NaN, y: 1, label: 'gone' },
      ],
      options,
    );
    const circles = [...svg.matchAll(/<circle cx="([\d.]+)" cy="([\d.]+)" r="3" fill="(#\w+)"/g)];
    assert.deepEqual(
      circles.map(match => match[3]),
      ['#aa0000', '#1f1f1f'],
    );
    const [left, right] = circles.map(match => [Number(match[1]), Number(match[2])]);
    assert.ok(left![0]! < right![0]! && left![1]! > right![1]!);
    assert.match(svg, />left<\/text>/);
    assert.doesNotMatch(svg, /gone|NaN/);
  });

  it('puts round numbers on its axes, also where there is one point or none', () => {
    const ticks = (points: { x: number; y: number }[]): string[] =>
      [...scatterSvg(points, options).matchAll(/text-anchor="middle">(-?[\d.]+(?:e-?\d+)?)</g)].map(match => match[1]!);
    assert.deepEqual(
      ticks([
        { x: -1, y: 0 },
        { x: 1, y: 1 },
      ]),
      ['-1', '-0.5', '0', '0.5', '1'],
    );
    assert.ok(ticks([{ x: 3, y: 3 }]).includes('3'));
    assert.ok(ticks([]).length > 1);
    assert.ok(
      ticks([
        { x: 1e-9, y: 0 },
        { x: 5e-9, y: 0 },
      ]).length > 1,
    );
    assert.ok(
      ticks([
        { x: 1e12, y: 0 },
        { x: 1e12, y: 0 },
      ]).length > 1,
    );
  });

  it('takes every text as data', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), text => {
        const hostile = `</text><script>&"'${text}\u0000\ud800`;
        const svg = scatterSvg([{ x: 0, y: 0, label: hostile, color: hostile }], {
          title: hostile,
          xLabel: hostile,
          yLabel: hostile,
          foreground: hostile,
          background: hostile,
        });
        assert.doesNotMatch(svg, /<script|[\u0000-\u0008]|&(?!(amp|lt|gt|quot|#39);)/);
        const tags = [...svg.matchAll(/<\/?([a-z]+)/g)].map(match => match[1]!);
        assert.deepEqual(new Set(tags), new Set(['svg', 'title', 'rect', 'g', 'text', 'path', 'circle']));
        assert.doesNotMatch(svg, /\p{Surrogate}/u);
      }),
    );
  });
});
