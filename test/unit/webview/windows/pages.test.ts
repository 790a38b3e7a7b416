import assert from 'node:assert/strict';
import type { WindowPage } from '../../../../src/protocol/tokenizer';
import type { WindowSettings } from '../../../../src/protocol/windowsPanel';
import { WindowPages } from '../../../../src/webview/windows/pages';

const settings: WindowSettings = {
  maxLength: 4,
  stride: 1,
  batchSize: 2,
  shuffle: false,
  seed: '123',
  epoch: 1,
  dropLast: true,
};

/** A loader of 1,000 windows whose ids are their places. */
function answer({ maxLength, stride }: WindowSettings, firstRow: number, rowCount: number): WindowPage {
  const counts = { tokenCount: 1004, windowCount: 1000, batchCount: 500, rowCount: 1000, firstRow };
  if (stride < 1) {
    const problems = [{ kind: 'notPositive', field: 'stride', value: 0 } as const];
    return { ...counts, problems, rows: [], ids: new Uint32Array(0), texts: {} };
  }
  const rows = Array.from({ length: rowCount }, (_, i) => {
    const first = (firstRow + i) * stride;
    return { window: firstRow + i, batch: (firstRow + i) >> 1, first, start: first, end: first + maxLength };
  });
  const ids = new Uint32Array(rowCount * (maxLength + 1));
  rows.forEach(({ first }, row) => {
    for (let i = 0; i <= maxLength; i++) ids[row * (maxLength + 1) + i] = first + i;
  });
  return { ...counts, problems: [], rows, ids, texts: {} };
}

function open(): {
  pages: WindowPages;
  asked: [firstRow: number, rowCount: number][];
  events: string[];
  settle: () => Promise<void>;
} {
  const asked: [number, number][] = [];
  const events: string[] = [];
  const pages = new WindowPages(
    (chosen, firstRow, rowCount) => {
      asked.push([firstRow, rowCount]);
      return Promise.resolve(answer(chosen, firstRow, rowCount));
    },
    {
      began: ({ problems }) => events.push(problems.length > 0 ? 'problem' : 'began'),
      more: () => events.push('more'),
      failed: message => events.push(message),
    },
  );
  return { pages, asked, events, settle: () => new Promise(resolve => setImmediate(resolve)) };
}

describe('pages of windows', () => {
  it('are asked for once, where they are looked at', async () => {
    const { pages, asked, events, settle } = open();
    pages.load(settings, 120);
    await settle();
    pages.need(98, 152);
    pages.need(98, 152);
    await settle();
    assert.deepEqual(asked, [
      [100, 25],
      [75, 25],
      [125, 25],
      [150, 25],
    ]);
    assert.deepEqual(events, ['began', 'more', 'more', 'more']);
    assert.deepEqual([...pages.row(151)!.ids], [151, 152, 153, 154, 155]);
    assert.equal(pages.row(0), undefined);
  });

  it('stay as they are while new settings have a problem', async () => {
    const { pages, events, settle } = open();
    pages.load(settings, 0);
    await settle();
    pages.load({ ...settings, stride: 0 }, 0);
    await settle();
    assert.deepEqual(events, ['began', 'problem']);
    assert.equal(pages.row(3)!.first, 3);
    assert.equal(pages.shown, settings);
    pages.load({ ...settings, stride: 2 }, 0);
    await settle();
    assert.equal(pages.row(3)!.first, 6);
  });

  it('of earlier settings that come late are dropped', async () => {
    const { pages, events, settle } = open();
    pages.load(settings, 0);
    pages.load({ ...settings, stride: 3 }, 0);
    await settle();
    assert.deepEqual(events, ['began']);
    assert.equal(pages.row(1)!.first, 3);
  });

  it('of long windows have fewer rows, and a bounded number of ids is kept', async () => {
    const { pages, asked, settle } = open();
    const long = { ...settings, maxLength: 4096 };
    pages.load(long, 0);
    await settle();
    assert.deepEqual(asked[0], [0, 2]);
    for (let row = 0; row < 1000; row += 2) pages.need(row, row + 1);
    await settle();
    const kept = Array.from({ length: 1000 }, (_, row) => pages.row(row)).filter(row => row !== undefined);
    assert.ok(kept.length * 4097 <= 2_000_000, `${kept.length} rows`);
    assert.ok(pages.row(999) !== undefined);
  });

  it('give any rows to be copied, in order', async () => {
    const { pages, settle } = open();
    pages.load(settings, 0);
    await settle();
    const rows = await pages.rows(130, 310);
    assert.deepEqual(
      rows?.map(({ window }) => window),
      Array.from({ length: 180 }, (_, i) => 130 + i),
    );
  });
});
