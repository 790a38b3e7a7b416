/**
 * Measures everything that the README claims, each beside its peers in the same run, and prints tables of ratios.
 *
 *     npm run bench                  all of it
 *     npm run bench -- tokenizer     only test/bench/tokenizer.bench.ts
 *
 * Absolute figures swing by a factor of two between runs on a busy machine; ratios of one run are what counts.
 */
import { build } from 'esbuild';
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';

export type Row = Readonly<Record<string, string | number>>;
export type Report = (title: string, rows: readonly Row[]) => void;

interface Bench {
  readonly bench: (report: Report) => Promise<void> | void;
}

/** A table as Markdown, ready for the README. */
export function markdown(rows: readonly Row[]): string {
  const columns = [...new Set(rows.flatMap(row => Object.keys(row)))];
  const line = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`;
  return [
    line(columns),
    line(columns.map(() => '---')),
    ...rows.map(row => line(columns.map(column => row[column] ?? ''))),
  ].join('\n');
}

/** Bundled as what ships is: a constant of another module then costs nothing. As far below the root as test/bench is. */
async function load(file: string): Promise<Bench> {
  const outfile = join(__dirname, '../../out/bench', file.replace(/\.ts$/, '.cjs'));
  await build({
    entryPoints: [join(__dirname, file)],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    packages: 'external',
    logLevel: 'error',
  });
  return createRequire(__filename)(outfile) as Bench;
}

async function main(): Promise<void> {
  const [cpu] = cpus();
  const gigabytes = Math.round(totalmem() / 2 ** 30);
  const date = new Date().toISOString().slice(0, 10);
  console.log(`${date}, ${cpus().length} x ${cpu?.model ?? 'unknown'}, ${gigabytes} GB, Node ${process.version}`);
  const wanted = process.argv.slice(2);
  const report: Report = (title, rows) => console.log(`\n${title}\n\n${markdown(rows)}`);
  for (const file of readdirSync(__dirname).filter(name => name.endsWith('.bench.ts'))) {
    if (wanted.length > 0 && !wanted.some(name => file.startsWith(name))) continue;
    const { bench } = await load(file);
    await bench(report);
  }
}

if (require.main === module) {
  main().catch((error: unknown) => {
    console.error(error);
    process.exit(1);
  });
}
