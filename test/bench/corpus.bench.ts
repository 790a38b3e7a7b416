import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CancellationSource } from '../../src/base/cancellation';
import { Corpus } from '../../src/worker/corpus';
import { encodingOf } from '../unit/tokenizer/oracle';
import { corpora } from './corpora';
import type { Report } from './main';

const fileCount = 200;
const fileLength = 100_000;

/** A corpus of 20 MB in files of 100 kB: what reading it in a stream costs beyond reading and encoding. */
export async function bench(report: Report): Promise<void> {
  const base = mkdtempSync(join(tmpdir(), 'tokenscope-bench-'));
  try {
    const { text } = corpora()[0]!;
    const all = text.repeat(Math.ceil((fileCount * fileLength) / text.length));
    for (let i = 0; i < fileCount; i++) {
      const folder = join(base, String(i % 10));
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, `${i}.txt`), all.slice(i * fileLength, (i + 1) * fileLength));
    }
    const encoding = encodingOf('gpt2');
    const { token } = new CancellationSource();
    const seconds = async (work: () => unknown): Promise<number> => {
      const started = performance.now();
      await work();
      return (performance.now() - started) / 1000;
    };
    let tokens = 0;
    const plain = (): void => {
      for (const name of readdirSync(base, { recursive: true, encoding: 'utf8' }).filter(each => each.endsWith('.txt')))
        tokens += encoding.ids(readFileSync(join(base, name), 'utf8')).length;
    };
    const read = (): Promise<Corpus> =>
      Corpus.read(encoding, 'encode', { base, roots: [base], exclude: [] }, token, () => undefined);
    plain();
    const [alone, corpus] = [await seconds(plain), await seconds(read)];
    const row = (what: string, taken: number) => ({
      '': what,
      seconds: taken.toFixed(2),
      'MB/s': ((fileCount * fileLength) / 1e6 / taken).toFixed(0),
      'times as long': (taken / alone).toFixed(2),
    });
    report(`${fileCount} files of ${fileLength / 1000} kB, ${(tokens / 2e6).toFixed(1)} million tokens`, [
      row('read and encoded one after the other, ids alone', alone),
      row('as a corpus: found, streamed, joined, places kept', corpus),
    ]);
  } finally {
    rmSync(base, { recursive: true, force: true });
  }
}
