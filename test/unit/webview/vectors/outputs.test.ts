import assert from 'node:assert/strict';
import { parseExpression } from '../../../../src/embedding/expression';
import { colorIndex, colorOf, colorTable, fourDecimals, orderColor } from '../../../../src/webview/vectors/colorScale';
import { bytesText, neighbourPages, quotedTerm, rangeText } from '../../../../src/webview/vectors/outputs';
import { RowPages } from '../../../../src/webview/vectors/rowPages';

describe('the range in view', () => {
  const page = { first: 1024, sequence: 1024, total: 3000, from: 0, to: 3000 };

  it('is said as one counts', () => {
    assert.equal(rangeText(page), 'tokens 1,025 to 2,048 of 3,000');
    assert.equal(rangeText({ ...page, first: 4, sequence: 1, from: 4, to: 5 }), 'token 5 of 3,000, selected');
  });

  it('has pages before and after it', () => {
    assert.deepEqual(neighbourPages({ ...page, pageLength: 1024 }), { previous: 0, next: 2048 });
    assert.deepEqual(neighbourPages({ ...page, first: 0, pageLength: 1024 }), { previous: undefined, next: 1024 });
    assert.deepEqual(neighbourPages({ ...page, first: 2048, pageLength: 1024 }), { previous: 1024, next: undefined });
  });
});

describe('a selection as a term', () => {
  it('is read back as it was', () => {
    for (const text of [' king', 'a - b', 'say "hi"', 'back\\slash\n\tnext', "it's #1"]) {
      const [term, ...others] = parseExpression(quotedTerm(text));
      assert.deepEqual([term?.text, term?.isQuoted, others.length], [text, true, 0]);
    }
  });
});

describe('sizes', () => {
  it('have a unit that fits', () => {
    assert.deepEqual([0, 999, 1500, 154_389_504].map(bytesText), ['0 bytes', '999 bytes', '1.5 KB', '154.4 MB']);
  });
});

describe('the colour scale', () => {
  it('is centred at zero, the ends beyond the limit alike', () => {
    assert.match(colorOf(0, 2), /, 0\.000\)$/);
    assert.equal(colorOf(9, 2), colorOf(2, 2));
    assert.notEqual(colorOf(1, 2), colorOf(-1, 2));
    assert.match(colorOf(NaN, 2), /, 0\.000\)$/);
  });

  it('has the same colours for pictures as for cells', () => {
    for (const value of [-2, -0.5, 0.5, 2, 7]) {
      const pixel = colorTable[colorIndex(value, 2)]!;
      const [red, green, blue, alpha] = (/rgba\((.*)\)/.exec(colorOf(value, 2))?.[1] ?? '').split(',').map(Number);
      assert.deepEqual([pixel & 255, (pixel >> 8) & 255, (pixel >> 16) & 255], [red, green, blue]);
      assert.ok(Math.abs((pixel >>> 24) / 255 - alpha!) < 0.01);
    }
    assert.equal(colorTable[colorIndex(0, 0)]! >>> 24, 0);
  });

  it('of an order goes from dark to light', () => {
    assert.equal(orderColor(0), 'rgb(68, 1, 84)');
    assert.equal(orderColor(1), 'rgb(253, 231, 37)');
    assert.equal(orderColor(0.5), 'rgb(33, 145, 140)');
  });

  it('prints numbers as PyTorch does', () => {
    assert.deepEqual([0.33737, -1, NaN, Infinity, -Infinity].map(fourDecimals), [
      '0.3374',
      '-1.0000',
      'nan',
      'inf',
      '-inf',
    ]);
  });
});

describe('rows of vectors', () => {
  it('are asked for once, and late ones of an earlier revision are dropped', async () => {
    const asked: string[] = [];
    let answer: ((token: Float32Array) => void) | undefined;
    const pages = new RowPages(
      (revision, first, count) => {
        asked.push(`${revision}: ${first} + ${count}`);
        return new Promise(resolve => (answer = token => resolve({ token })));
      },
      () => undefined,
    );
    pages.reset(1, 2);
    pages.need(0, 10, 60);
    pages.need(5, 60, 60);
    assert.deepEqual(asked, ['1: 0 + 64']);
    assert.equal(pages.row(1, 'token'), undefined);
    const late = answer!;
    pages.reset(2, 2);
    pages.need(0, 10, 60);
    late(Float32Array.of(9, 9, 9, 9));
    answer!(Float32Array.of(1, 2, 3, 4));
    await new Promise(resolve => setImmediate(resolve));
    assert.deepEqual(pages.row(1, 'token'), Float32Array.of(3, 4));
    assert.equal(pages.row(1, 'position'), undefined);
  });

  it('are asked for a page ahead and a page behind, what is seen first', () => {
    const asked: number[] = [];
    const pages = new RowPages(
      (_, first) => {
        asked.push(first);
        return new Promise(() => undefined);
      },
      () => undefined,
    );
    pages.reset(1, 2);
    pages.need(70, 130, 1000);
    assert.deepEqual(asked.splice(0), [64, 128, 192, 0]);
    pages.need(960, 1000, 1000);
    assert.deepEqual(asked, [960, 896]);
  });
});
