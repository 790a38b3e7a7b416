import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parquetReadObjects } from 'hyparquet';
import { CancellationSource } from '../../../src/base/cancellation';
import { TokenizerClient } from '../../../src/worker/client';
import { bundleWorker } from '../../support/bundleWorker';

const options = { maxLength: 4, stride: 3, batchSize: 2, shuffle: true, seed: '7', epoch: 2, dropLast: true };
const text = 'The cat sat on the mat! She saw a red ball rolling by, and jumped up to chase it. '.repeat(400);

interface Row {
  readonly batch: number;
  readonly window: number;
  readonly inputs: (number | bigint)[];
  readonly targets: (number | bigint)[];
}

describe('exportTokens', () => {
  let bundle: ReturnType<typeof bundleWorker>;
  let client: TokenizerClient;
  let ids: Uint32Array;

  before(async () => {
    bundle = bundleWorker();
    client = new TokenizerClient(bundle.entry);
    await client.call('open', { document: 1, tokenizer: 'gpt2' });
    await client.call('append', { document: 1, text });
    ({ ids } = await client.call('ids', { document: 1, first: 0, last: 1e6 }));
  });
  after(() => {
    client.dispose();
    bundle.dispose();
  });

  const write = (choice: object, name: string) =>
    client.call('exportTokens', {
      document: 1,
      options,
      what: 'windows',
      format: 'parquet',
      type: 'int32',
      path: join(bundle.folder, name),
      ...choice,
    });
  /** The file by another library than the one that wrote it. */
  async function readParquet(name: string): Promise<Record<string, unknown>[]> {
    const bytes = readFileSync(join(bundle.folder, name));
    return parquetReadObjects({ file: new Uint8Array(bytes).buffer });
  }

  for (const type of ['int32', 'int64', 'uint16'] as const) {
    it(`writes windows as Parquet of ${type} that another library reads, batch by batch`, async () => {
      const { rows, bytes } = await write({ type }, `${type}.parquet`);
      const found = (await readParquet(`${type}.parquet`)) as unknown as Row[];
      assert.equal(found.length, rows);
      assert.equal(readFileSync(join(bundle.folder, `${type}.parquet`)).length, bytes);
      const page = await client.call('windows', { document: 1, options, firstRow: 0, rowCount: 500 });
      page.rows.forEach(({ window, batch, first }, i) => {
        const row = found[i]!;
        assert.deepEqual([row.batch, row.window], [batch, window]);
        assert.deepEqual(row.inputs.map(Number), [...ids.subarray(first, first + 4)]);
        assert.deepEqual(row.targets.map(Number), [...ids.subarray(first + 1, first + 5)]);
        assert.equal(typeof row.inputs[0], type === 'int64' ? 'bigint' : 'number');
      });
    });
  }

  it('writes ids as Parquet', async () => {
    await write({ what: 'ids' }, 'ids.parquet');
    const found = (await readParquet('ids.parquet')) as { token: number; id: number }[];
    assert.deepEqual(
      found.map(({ id }) => id),
      [...ids],
    );
    assert.equal(found[5]!.token, 5);
  });

  it("writes nanoGPT's .bin, with progress to the end", async () => {
    const fractions: number[] = [];
    const path = join(bundle.folder, 'train.bin');
    const choice = { document: 1, options, what: 'ids', format: 'bin', type: 'uint16', path } as const;
    const { bytes } = await client.call('exportTokens', choice, { onProgress: done => fractions.push(done) });
    const file = readFileSync(path);
    assert.equal(bytes, ids.length * 2);
    ids.forEach((id, i) => assert.equal(file.readUInt16LE(2 * i), id));
    assert.equal(fractions.at(-1), 1);
  });

  it('refuses what cannot be, before a file is touched', async () => {
    const before = readdirSync(bundle.folder);
    await assert.rejects(write({ options: { ...options, stride: 0 } }, 'x.npy'), /stride is 0/);
    await assert.rejects(
      write({ options: { ...options, maxLength: 1e6 } }, 'x.npy'),
      /max_length 1000000 needs at least 1000001/,
    );
    await assert.rejects(write({ format: 'bin' }, 'x.bin'), /numbers alone/);
    assert.deepEqual(readdirSync(bundle.folder), before);
  });

  for (const format of ['csv', 'parquet'] as const)
    it(`leaves nothing of .${format} when it is cancelled`, async () => {
      const before = readdirSync(bundle.folder);
      const source = new CancellationSource();
      const path = join(bundle.folder, `cancelled.${format}`);
      const many = { ...options, maxLength: 1000, stride: 1, shuffle: false };
      const writing = client.call(
        'exportTokens',
        { document: 1, options: many, what: 'windows', format, type: 'int32', path },
        { token: source.token, onProgress: () => source.cancel() },
      );
      await assert.rejects(writing, { name: 'CancellationError' });
      // The worker takes its own time to hear of it; what is asked of it after that is answered after that.
      for (let i = 0; i < 500 && readdirSync(bundle.folder).length > before.length; i++)
        await client.call('tokenizers', {});
      assert.deepEqual(readdirSync(bundle.folder), before);
    });
});
