import { buildSync } from 'esbuild';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packVocabulary } from '../../src/tokenizer/bytePair/vocabulary';
import { kernelBytes } from '../support/kernel';
import { ranksOf } from '../unit/tokenizer/oracle';
import type { Report, Row } from './main';

const rounds = 5;
const names = ['gpt2', 'cl100k_base', 'o200k_base'] as const;
const root = join(__dirname, '../..');

/** What a fresh process does to encode its first text: `first(text)` loads what it needs. */
const starts: Readonly<Record<string, (name: string) => string>> = {
  Tokenscope: name => `
    const { Encoding, Vocabulary, compileKernel, definitionOf } = require('./own.cjs');
    const { readFileSync } = require('node:fs');
    const encoding = new Encoding(definitionOf('${name}'), Vocabulary.open(readFileSync('${name}.bin')), compileKernel(readFileSync('kernel.wasm')));
    encoding.encode(text);`,
  'gpt-tokenizer': name => `require('gpt-tokenizer/encoding/${name}').encode(text);`,
  'tiktoken (wasm)': name => `require('tiktoken').get_encoding('${name}').encode(text);`,
  'js-tiktoken': name => `
    const { Tiktoken } = require('js-tiktoken/lite');
    const ranks = require('js-tiktoken/ranks/${name}');
    const encoding = new Tiktoken(ranks.default ?? ranks);
    encoding.encode(text);`,
};

/** Memory is what the process has grown by once garbage is collected, as the operating system sees it. */
const program = (start: string): string => `
  const module_ = require('node:module');
  module_.globalPaths.push(${JSON.stringify(join(root, 'node_modules'))});
  module.paths.push(${JSON.stringify(join(root, 'node_modules'))});
  const text = 'Hello, do you like tea?';
  const used = () => { gc(); gc(); return process.memoryUsage().rss; };
  const before = used();
  const started = performance.now();
  const kept = (() => { ${start}; return typeof encoding === 'undefined' ? undefined : encoding; })();
  const milliseconds = performance.now() - started;
  const bytes = used() - before;
  console.log(JSON.stringify({ milliseconds, bytes, kept: kept !== undefined }));
`;

interface Measured {
  readonly milliseconds: number;
  readonly bytes: number;
}

function measure(folder: string, start: string): Measured {
  const file = join(folder, 'start.cjs');
  writeFileSync(file, program(start));
  const output = execFileSync(process.execPath, ['--expose-gc', file], { cwd: folder, encoding: 'utf8' });
  return JSON.parse(output) as Measured;
}

const least = (values: readonly number[]): number => Math.min(...values);

/** Start and first encode in a fresh process, and the memory that the vocabulary adds. */
export function bench(report: Report): void {
  const folder = mkdtempSync(join(tmpdir(), 'tokenscope-start-'));
  try {
    buildSync({
      stdin: {
        contents: ['encoding', 'encodings', 'kernel', 'vocabulary']
          .map(file => `export * from './src/tokenizer/bytePair/${file}';`)
          .join(''),
        resolveDir: root,
        loader: 'ts',
      },
      outfile: join(folder, 'own.cjs'),
      bundle: true,
      platform: 'node',
      format: 'cjs',
      minify: true,
    });
    writeFileSync(join(folder, 'kernel.wasm'), kernelBytes());
    const rows: Row[] = [];
    for (const name of names) {
      writeFileSync(join(folder, `${name}.bin`), packVocabulary(ranksOf(name)));
      const found: Record<string, Measured[]> = {};
      for (let round = 0; round < rounds; round++)
        for (const [who, start] of Object.entries(starts)) (found[who] ??= []).push(measure(folder, start(name)));
      const slowest = found['js-tiktoken']!;
      const share = (who: string, key: keyof Measured): string => {
        const own = least(found[who]!.map(each => each[key]));
        const unit = key === 'bytes' ? `${(own / 1e6).toFixed(1)} MB` : `${own.toFixed(1)} ms`;
        return `${(own / least(slowest.map(each => each[key]))).toFixed(3)} (${unit})`;
      };
      for (const who of Object.keys(starts))
        rows.push({
          '': `${name}, ${who}`,
          'start and first encode': share(who, 'milliseconds'),
          memory: share(who, 'bytes'),
        });
    }
    report(`A fresh process, as a share of js-tiktoken's`, rows);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
