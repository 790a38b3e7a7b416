import { buildSync } from 'esbuild';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { kernelBytes } from './kernel';
import { packVocabulary, type RankData } from '../../src/tokenizer/bytePair/vocabulary';

/**
 * Bundles the tokenizer worker as the build does, with the kernel and the vocabulary of gpt2 and p50k_base beside it.
 *
 * @param kernelOptions see `kernelBytes`
 */
export function bundleWorker(...kernelOptions: string[]): {
  readonly entry: string;
  readonly folder: string;
  dispose(): void;
} {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'tokenscope-worker-')));
  const entry = join(folder, 'worker.js');
  buildSync({
    entryPoints: {
      worker: resolve(__dirname, '../../src/worker/main.ts'),
      counter: resolve(__dirname, '../../src/worker/counter.ts'),
    },
    outdir: folder,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    logLevel: 'error',
  });
  const ranks = createRequire(__filename)('js-tiktoken/ranks/p50k_base') as RankData & { default?: RankData };
  writeFileSync(join(folder, 'kernel.wasm'), kernelBytes(...kernelOptions));
  mkdirSync(join(folder, 'vocabularies'));
  writeFileSync(join(folder, 'vocabularies/p50k_base.bin'), packVocabulary(ranks.default ?? ranks));
  return { entry, folder, dispose: () => rmSync(folder, { recursive: true, force: true }) };
}
