import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  checkExport,
  exportParts,
  exportSize,
  type ExportFormat,
  type ExportType,
} from '../../../src/dataset/tokenExport';
import type { ExportContent } from '../../../src/dataset/exportContent';
import { WindowPlan, type LoaderOptions } from '../../../src/dataset/windows';

const options: LoaderOptions = {
  maxLength: 4,
  stride: 3,
  batchSize: 2,
  shuffle: true,
  seed: 7n,
  epoch: 1,
  dropLast: true,
};
const metadata = new Map([['tokenizer', 'gpt2']]);
const bytesOf = { int32: 4, int64: 8, uint16: 2 } as const;

function contentOf(tokenCount: number, hasWindows: boolean, changed: Partial<LoaderOptions> = {}): ExportContent {
  const ids = Uint32Array.from({ length: tokenCount }, (_, i) => (i * 7919) % 50257);
  const { maxLength } = { ...options, ...changed };
  const plan = new WindowPlan(tokenCount, { ...options, ...changed });
  return hasWindows ? { ids, metadata, windows: { plan, maxLength } } : { ids, metadata };
}
const write = (content: ExportContent, format: Exclude<ExportFormat, 'parquet'>, type: ExportType): Buffer =>
  Buffer.concat(Array.from(exportParts(content, format, type), part => part.slice()));

/** Little-endian numbers, read one by one as the formats' rules say. */
function numbers(bytes: Buffer, type: ExportType): number[] {
  const size = bytesOf[type];
  return Array.from({ length: bytes.length / size }, (_, i) => {
    if (type === 'int64') return Number(bytes.readBigInt64LE(i * 8));
    return type === 'int32' ? bytes.readInt32LE(i * 4) : bytes.readUInt16LE(i * 2);
  });
}
const rowsOf = ({ ids, windows }: ExportContent, shift: number): number[][] =>
  Array.from({ length: windows!.plan.usedWindowCount }, (_, row) => {
    const start = windows!.plan.startOfRow(row) + shift;
    return [...ids.subarray(start, start + windows!.maxLength)];
  });

const cases = fc.record({
  tokenCount: fc.integer({ min: 10, max: 300 }),
  hasWindows: fc.boolean(),
  maxLength: fc.integer({ min: 1, max: 9 }),
  type: fc.constantFrom<ExportType>('int32', 'int64', 'uint16'),
});

describe('exports', () => {
  it("as .npy hold the windows by NumPy's rules, and are as large as was said", () => {
    fc.assert(
      fc.property(cases, ({ tokenCount, hasWindows, maxLength, type }) => {
        const content = contentOf(tokenCount, hasWindows, { maxLength });
        const file = write(content, 'npy', type);
        assert.equal(file.length, exportSize(content, 'npy', type));
        const headerEnd = 10 + file.readUInt16LE(8);
        assert.equal(headerEnd % 64, 0);
        const header = file.toString('latin1', 10, headerEnd);
        const descr = { int32: '<i4', int64: '<i8', uint16: '<u2' }[type];
        const shape = hasWindows ? `(${content.windows!.plan.usedWindowCount}, 2, ${maxLength})` : `(${tokenCount},)`;
        assert.equal(header.trimEnd(), `{'descr': '${descr}', 'fortran_order': False, 'shape': ${shape}, }`);
        const inputs = hasWindows ? rowsOf(content, 0) : [];
        const targets = hasWindows ? rowsOf(content, 1) : [];
        const expected = hasWindows ? inputs.flatMap((row, i) => [...row, ...targets[i]!]) : [...content.ids];
        assert.deepEqual(numbers(file.subarray(headerEnd), type), expected);
      }),
    );
  });

  it("as safetensors hold tensors by the format's rules, and are as large as was said", () => {
    fc.assert(
      fc.property(cases, ({ tokenCount, hasWindows, maxLength, type }) => {
        const content = contentOf(tokenCount, hasWindows, { maxLength });
        const file = write(content, 'safetensors', type);
        assert.equal(file.length, exportSize(content, 'safetensors', type));
        const dataStart = 8 + Number(file.readBigUInt64LE(0));
        const header = JSON.parse(file.toString('utf8', 8, dataStart)) as Record<
          string,
          { dtype: string; shape: number[]; data_offsets: [number, number] }
        >;
        assert.deepEqual(header['__metadata__'], { tokenizer: 'gpt2' });
        const read = (name: string): number[] => {
          const { dtype, shape, data_offsets: range } = header[name]!;
          assert.equal(dtype, { int32: 'I32', int64: 'I64', uint16: 'U16' }[type]);
          const found = numbers(file.subarray(dataStart + range[0], dataStart + range[1]), type);
          assert.equal(
            found.length,
            shape.reduce((a, b) => a * b, 1),
          );
          return found;
        };
        if (!hasWindows) assert.deepEqual(read('ids'), [...content.ids]);
        else {
          assert.deepEqual(read('inputs'), rowsOf(content, 0).flat());
          assert.deepEqual(read('targets'), rowsOf(content, 1).flat());
        }
      }),
    );
  });

  it('as .bin are the ids and nothing else', () => {
    const content = contentOf(1000, false);
    assert.deepEqual(numbers(write(content, 'bin', 'uint16'), 'uint16'), [...content.ids]);
  });

  it('as JSONL and CSV have a line for each window, with its place', () => {
    const content = contentOf(100, true);
    const { plan } = content.windows!;
    const lines = write(content, 'jsonl', 'int32').toString().trimEnd().split('\n');
    const expected = rowsOf(content, 0).map((inputs, row) => ({
      batch: plan.batchOfRow(row),
      window: plan.windowOfRow(row),
      inputs,
      targets: rowsOf(content, 1)[row],
    }));
    assert.deepEqual(
      lines.map(line => JSON.parse(line) as unknown),
      expected,
    );
    const [header, ...rows] = write(content, 'csv', 'int32').toString().trimEnd().split('\n');
    assert.equal(header, 'batch,window,input_0,input_1,input_2,input_3,target_0,target_1,target_2,target_3');
    assert.deepEqual(
      rows.map(row => row.split(',').map(Number)),
      expected.map(({ batch, window, inputs, targets }) => [batch, window, ...inputs, ...targets!]),
    );
    assert.equal(write(contentOf(12, false), 'csv', 'int32').toString().split('\n')[2], '1,7919');
    assert.equal(write(contentOf(12, false), 'jsonl', 'int32').toString().split('\n')[1], '{"token":1,"id":7919}');
  });

  it('of more than one part are the same as in one, whatever the type', () => {
    const content = contentOf(300_000, true, { stride: 1, maxLength: 3, shuffle: false, batchSize: 1 });
    for (const type of ['int32', 'int64', 'uint16'] as const) {
      const parts = Array.from(exportParts(content, 'npy', type), part => part.slice());
      assert.ok(parts.length > 4);
      const found = numbers(Buffer.concat(parts.slice(1)), type);
      assert.equal(found.length, 299_997 * 6);
      for (const row of [0, 43_690, 43_691, 299_996])
        assert.deepEqual(found.slice(row * 6, row * 6 + 6), [
          ...content.ids.subarray(row, row + 3),
          ...content.ids.subarray(row + 1, row + 4),
        ]);
    }
  });

  it('that cannot be say why, with the numbers', () => {
    const choice = { format: 'npy', type: 'uint16', hasWindows: true, vocabularySize: 50257 } as const;
    assert.equal(checkExport(choice), undefined);
    assert.equal(checkExport({ ...choice, vocabularySize: 65536 }), undefined);
    assert.match(checkExport({ ...choice, vocabularySize: 100277 })!, /up to 100276; uint16 holds numbers up to 65535/);
    assert.match(checkExport({ ...choice, format: 'bin' })!, /numbers alone/);
    assert.equal(checkExport({ ...choice, format: 'parquet' }), undefined);
    assert.match(checkExport({ ...choice, format: 'parquet', vocabularySize: 65537 })!, /up to 65536; uint16 holds/);
  });
});
