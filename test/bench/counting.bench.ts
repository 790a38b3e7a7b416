import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { CancellationSource } from '../../src/base/cancellation';
import { packVocabulary } from '../../src/tokenizer/bytePair/vocabulary';
import { CountingPool } from '../../src/worker/countingPool';
import { StretchCounter } from '../../src/worker/fileStretch';
import { bundleWorker } from '../support/bundleWorker';
import { encodingOf, ranksOf } from '../unit/tokenizer/oracle';
import { corpora } from './corpora';
import type { Report, Row } from './main';

const name = 'o200k_base';
const fileCount = 10_000;
const fileLength = 12_000;
const runs = 3;

/** 10,000 files of all corpora in turn: as strings, as the bytes that they are, and by threads. */
export async function bench(report: Report): Promise<void> {
  const bundle = bundleWorker();
  const folder = mkdtempSync(join(tmpdir(), 'tokenscope-bench-'));
  try {
    writeFileSync(join(bundle.folder, 'vocabularies', `${name}.bin`), packVocabulary(ranksOf(name)));
    const texts = corpora().map(({ text }) => text);
    const files = Array.from({ length: fileCount }, (_, i) => {
      const text = texts[i % texts.length]!;
      const from = (i * 7919) % Math.max(1, text.length - fileLength);
      const path = join(folder, `${i}.txt`);
      writeFileSync(path, text.slice(from, from + fileLength));
      return path;
    });
    const encoding = encodingOf(name);
    const counter = new StretchCounter();
    const rows: Row[] = [];
    let megabytes = 0;
    let tokens: number | undefined;
    let first = 0;
    const measure = async (label: string, count: () => Promise<number> | number): Promise<void> => {
      let seconds = Infinity;
      for (let run = 0; run < runs; run++) {
        const started = performance.now();
        const found = await count();
        seconds = Math.min(seconds, (performance.now() - started) / 1000);
        if ((tokens ??= found) !== found) throw new Error(`${label}: ${found} tokens, not ${tokens}`);
      }
      if (first === 0) first = seconds;
      const speed = (megabytes / seconds).toFixed(0);
      rows.push({
        '': label,
        seconds: seconds.toFixed(2),
        'MB/s': speed,
        'times as fast': (first / seconds).toFixed(2),
      });
    };
    megabytes = files.reduce((sum, path) => sum + readFileSync(path).length, 0) / 1e6;
    await measure('one thread, as strings', () =>
      files.reduce((sum, path) => sum + encoding.count(readFileSync(path, 'utf8'), 'text'), 0),
    );
    await measure('one thread, the bytes into the kernel', () =>
      files.reduce((sum, path) => sum + counter.count(encoding, 'text', { path }).tokens, 0),
    );
    for (const threads of new Set([1, Math.max(1, availableParallelism() - 1), availableParallelism()])) {
      const pool = new CountingPool(join(bundle.folder, 'counter.js'), threads);
      const count = async (): Promise<number> => {
        const counts = await pool.count({ kind: 'tiktoken', name }, 'text', files, new CancellationSource().token);
        return counts.reduce((sum, each) => sum + each.tokens, 0);
      };
      await measure(`a pool of ${threads}`, count);
      pool.dispose();
    }
    report(`Counting ${fileCount} files, ${megabytes.toFixed(0)} MB, with ${name}`, rows);
  } finally {
    bundle.dispose();
    rmSync(folder, { recursive: true, force: true });
  }
}
