import assert from 'node:assert/strict';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import type { ExportContent } from '../../../src/dataset/exportContent';
import { WindowPlan, type LoaderOptions } from '../../../src/dataset/windows';
import { parquetParts, parquetSize } from '../../../src/worker/parquetExport';

const options: LoaderOptions = {
  maxLength: 4,
  stride: 1,
  batchSize: 3,
  shuffle: true,
  seed: 7n,
  epoch: 2,
  dropLast: true,
};
/** Ids of 0 to 65,535, the largest that uint16 holds. */
const idsOf = (length: number): Uint32Array => Uint32Array.from({ length }, (_, i) => 65535 - ((i * 7919) % 65536));

function contentOf(tokenCount: number, changed: Partial<LoaderOptions>): Required<ExportContent> {
  const all = { ...options, ...changed };
  const windows = { plan: new WindowPlan(tokenCount, all), maxLength: all.maxLength };
  return { ids: idsOf(tokenCount), windows, metadata: new Map([['max_length', String(all.maxLength)]]) };
}
const write = (content: ExportContent, type: 'int32' | 'int64' | 'uint16'): Buffer =>
  Buffer.concat(Array.from(parquetParts(content, type), part => part.slice()));
const groupsOf = (file: Buffer): number[] =>
  parquetMetadata(new Uint8Array(file)).row_groups.map(({ num_rows: rows }) => Number(rows));
const read = (file: Buffer, rowStart = 0, rowEnd = Infinity): Promise<Record<string, unknown>[]> =>
  parquetReadObjects({ file: new Uint8Array(file).buffer, rowStart, rowEnd });

/** The rows that are asked for, cut from the ids one by one. */
function rowsOf({ ids, windows: { plan, maxLength } }: Required<ExportContent>, first: number, last: number): object[] {
  return Array.from({ length: last - first }, (_, i) => {
    const start = plan.startOfRow(first + i);
    return {
      batch: plan.batchOfRow(first + i),
      window: plan.windowOfRow(first + i),
      inputs: [...ids.subarray(start, start + maxLength)],
      targets: [...ids.subarray(start + 1, start + maxLength + 1)],
    };
  });
}
/** int64 is read as bigint. */
const asNumbers = (rows: Record<string, unknown>[]): object[] =>
  rows.map(row => ({
    ...row,
    inputs: (row['inputs'] as (number | bigint)[]).map(Number),
    targets: (row['targets'] as (number | bigint)[]).map(Number),
  }));

describe('parquetParts', () => {
  for (const type of ['int32', 'int64', 'uint16'] as const) {
    for (const maxLength of [1, 4, 256]) {
      for (const shuffle of [true, false]) {
        const order = shuffle ? 'shuffled' : 'in order';
        it(`writes windows of ${maxLength} as ${type}, ${order}, which another library reads`, async () => {
          const content = contentOf(1000, { maxLength, shuffle });
          const found = asNumbers(await read(write(content, type)));
          assert.deepEqual(found, rowsOf(content, 0, content.windows.plan.usedWindowCount));
          assert.equal(found.length, 1000 - maxLength - ((1000 - maxLength) % 3));
        });
      }
    }

    it(`writes windows as ${type} in several groups, of which the last is short`, async () => {
      const content = contentOf(150_001, { batchSize: 1 });
      const rows = content.windows.plan.usedWindowCount;
      const file = write(content, type);
      assert.deepEqual(groupsOf(file), [65536, 65536, rows - 2 * 65536]);
      for (const [first, last] of [
        [0, 100],
        [65500, 65600],
        [131000, 131100],
        [rows - 100, rows],
      ] as const)
        assert.deepEqual(asNumbers(await read(file, first, last)), rowsOf(content, first, last));
    });

    it(`writes ids as ${type} in several groups, of which the last is short`, async () => {
      const ids = idsOf((1 << 18) + 5);
      const file = write({ ids, metadata: new Map() }, type);
      assert.deepEqual(groupsOf(file), [1 << 18, 5]);
      const found = await read(file);
      assert.equal(found.length, ids.length);
      assert.equal(
        found.findIndex(({ token, id }, i) => token !== i || Number(id) !== ids[i]),
        -1,
      );
      assert.equal(typeof found[0]!['id'], type === 'int64' ? 'bigint' : 'number');
    });
  }

  it('writes a window that is longer than a page as a group of its own', async () => {
    const content = contentOf(300_002, { maxLength: 300_000, batchSize: 1 });
    const file = write(content, 'uint16');
    assert.deepEqual(groupsOf(file), [1, 1]);
    assert.deepEqual(await read(file), rowsOf(content, 0, 2));
  });

  it('writes a table without rows where drop_last leaves none', async () => {
    assert.deepEqual(await read(write(contentOf(10, { batchSize: 100 }), 'int32')), []);
  });

  it('holds one page, whatever the length of the text', () => {
    const buffers = new Set<ArrayBufferLike>();
    for (const part of parquetParts(contentOf(600_000, {}), 'int64'))
      if (part.length > 1 << 19) buffers.add(part.buffer);
    assert.equal(buffers.size, 1);
  });

  it('knows beforehand about how large the file is', () => {
    for (const type of ['int32', 'int64', 'uint16'] as const)
      for (const content of [
        contentOf(50_000, {}),
        contentOf(50_000, { maxLength: 256 }),
        { ids: idsOf(50_000), metadata: new Map() },
      ]) {
        const ratio = write(content, type).length / parquetSize(content, type);
        assert.ok(ratio >= 1 && ratio < 1.05, `${type}: ${ratio}`);
      }
  });

  it("keeps the loader's parameters", () => {
    const found = parquetMetadata(new Uint8Array(write(contentOf(50, {}), 'int32')));
    assert.deepEqual(found.key_value_metadata, [{ key: 'max_length', value: '4' }]);
  });
});
