import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Coverage } from '../../src/dataset/coverage';
import type { ExportContent } from '../../src/dataset/exportContent';
import { TorchGenerator } from '../../src/torch/random';
import { EpochOrder } from '../../src/dataset/sampler';
import { exportParts, exportSize } from '../../src/dataset/tokenExport';
import { WindowPlan, type LoaderOptions } from '../../src/dataset/windows';
import { TokenizedDocument } from '../../src/tokenizer/document/document';
import { parquetParts } from '../../src/worker/parquetExport';
import { writeWholeFile } from '../../src/platform/node/wholeFile';
import { windowPageOf } from '../../src/worker/windows';
import { encodingOf } from '../unit/tokenizer/oracle';
import { corpora } from './corpora';
import type { Report, Row } from './main';

const documentLength = 10_000_000;
const windowCount = 2_500_000;
const chapter: LoaderOptions = {
  maxLength: 4,
  stride: 1,
  batchSize: 8,
  shuffle: true,
  seed: 123n,
  epoch: 1,
  dropLast: true,
};

const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1]!;
function time(work: () => unknown, times = 5): number {
  return median(
    Array.from({ length: times }, () => {
      const started = performance.now();
      work();
      return performance.now() - started;
    }),
  );
}
const row = (what: string, own: number, plain: number): Row => ({
  '': what,
  'Tokenscope ms': own.toFixed(1),
  'plain ms': plain.toFixed(1),
  ratio: `${(plain / own).toFixed(1)}x`,
});

/** The chapter's GPTDatasetV1 as one would write it down: two arrays for each window. */
function plainWindows(
  ids: readonly number[],
  maxLength: number,
  stride: number,
): { inputs: number[][]; targets: number[][] } {
  const inputs: number[][] = [];
  const targets: number[][] = [];
  for (let i = 0; i < ids.length - maxLength; i += stride) {
    inputs.push(ids.slice(i, i + maxLength));
    targets.push(ids.slice(i + 1, i + maxLength + 1));
  }
  return { inputs, targets };
}

function plainShuffle(n: number, seed: bigint): number[] {
  const generator = new TorchGenerator(seed);
  const order = Array.from({ length: n }, (_, i) => i);
  for (let i = 0; i < n - 1; i++) {
    const other = i + (generator.random() % (n - i));
    [order[i], order[other]] = [order[other]!, order[i]!];
  }
  return order;
}

function plainCoverage(inputs: readonly number[][], tokenCount: number): Uint32Array {
  const counts = new Uint32Array(tokenCount);
  inputs.forEach((window, start) => window.forEach((_, i) => counts[start + i]!++));
  return counts;
}

function measurePages(report: Report, document: TokenizedDocument): void {
  const source = { tokenizer: document.tokenizer, tokens: document, revision: 0 };
  const page = (options: object): number =>
    windowPageOf(source, { ...chapter, seed: '123', shuffle: false, ...options }, 0, 50).rows.length;
  // Another value each time, as after a click: nothing is kept from the time before.
  let click = 0;
  const rows = Object.entries({
    stride: () => ({ stride: 1 + ++click }),
    max_length: () => ({ maxLength: 4 + ++click }),
    'max_length 1024 and more': () => ({ maxLength: 1024 + ++click }),
    batch_size: () => ({ batchSize: 8 + ++click }),
    shuffle: () => ({ shuffle: true, seed: String(++click) }),
  }).map(([what, change]) => ({ '': `${what} changes`, 'first page, ms': time(() => page(change())).toFixed(1) }));
  report(`A page of 50 windows of a ${(document.length / 1e6).toFixed(0)} MB document`, rows);
}

async function measureExports(report: Report, ids: Uint32Array, encodedMilliseconds: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'tokenscope-bench-'));
  const path = join(folder, 'export');
  const plan = new WindowPlan(ids.length, chapter);
  const windows: ExportContent = { ids, windows: { plan, maxLength: 4 }, metadata: new Map() };
  const seconds = async (parts: Iterable<Uint8Array>): Promise<number> => {
    const started = performance.now();
    await writeWholeFile(path, parts);
    return (performance.now() - started) / 1000;
  };
  const rows: Row[] = [];
  const measure = async (what: string, parts: Iterable<Uint8Array>): Promise<void> => {
    const taken = await seconds(parts);
    const megabytes = statSync(path).size / 1e6;
    rows.push({
      '': what,
      MB: megabytes.toFixed(0),
      'MB/s': (megabytes / taken).toFixed(0),
      seconds: taken.toFixed(2),
    });
  };
  try {
    const size = exportSize(windows, 'npy', 'int64')!;
    const blank = new Uint8Array(1 << 21);
    const blanks = Array.from({ length: Math.ceil(size / blank.length) }, () => blank);
    await measure('the disk alone: as many bytes, synced', blanks);
    await measure('windows, .npy, int64', exportParts(windows, 'npy', 'int64'));
    await measure('windows, .safetensors, int64', exportParts(windows, 'safetensors', 'int64'));
    await measure('windows, .jsonl', exportParts(windows, 'jsonl', 'int32'));
    await measure('windows, .csv', exportParts(windows, 'csv', 'int32'));
    await measure('windows, .parquet, int32', parquetParts(windows, 'int32'));
    await measure('ids, .bin, uint16', exportParts({ ids, metadata: new Map() }, 'bin', 'uint16'));
    rows.push({ '': 'the encoder alone: the ids of the text', seconds: (encodedMilliseconds / 1000).toFixed(2) });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  report(`Exports of ${plan.usedWindowCount} shuffled windows of 4`, rows);
}

export async function bench(report: Report): Promise<void> {
  const { text } = corpora()[0]!;
  const encoding = encodingOf('gpt2');
  const document = new TokenizedDocument(encoding);
  document.append(text.repeat(Math.ceil(documentLength / text.length)).slice(0, documentLength));
  const tokenCount = windowCount + 4;
  const ids = Uint32Array.from({ length: tokenCount }, (_, i) => i % 50257);
  const plainIds = Array.from(ids);
  const unshuffled = { ...chapter, shuffle: false };
  const plain = plainWindows(plainIds, 4, 1);
  report(`${windowCount} windows of 4 tokens, stride 1, beside plain loops over JavaScript arrays`, [
    row(
      'shuffled order of one epoch',
      time(() => new EpochOrder(windowCount, { seed: 123n, epoch: 1 }).all()),
      time(() => plainShuffle(windowCount, 123n), 3),
    ),
    row(
      'cutting, to the first batch',
      time(() => new WindowPlan(tokenCount, unshuffled).startOfRow(0)),
      time(() => plainWindows(plainIds, 4, 1), 3),
    ),
    row(
      'coverage: totals and 400 bins',
      time(() => new Coverage(tokenCount, unshuffled).bins(400)),
      time(() => plainCoverage(plain.inputs, tokenCount), 3),
    ),
    row(
      'coverage, shuffled, batch_size 1,000,000: 500,000 windows dropped',
      time(() => new Coverage(tokenCount, { ...chapter, batchSize: 1_000_000 }).bins(400)),
      time(() => plainCoverage(plain.inputs, tokenCount), 3),
    ),
  ]);
  measurePages(report, document);
  const encoded = time(() => document.ids(0, document.tokenCount), 3);
  await measureExports(report, ids, encoded);
}
