import { settingDefaults } from '../contributions';
import type { SeededSpec } from './seededSpec';

/** Bytes on the disk of an untrained graph: four for each number of its tables. */
export function costOf({ vocabularySize, hiddenSize, contextLength, positions = 'learned' }: SeededSpec): number {
  const hasTable = positions === 'learned' || positions === 'sinusoidal';
  return 4 * hiddenSize * (vocabularySize + (hasTable ? contextLength : 0));
}

/** An untrained graph that costs more than is spent unasked. */
export class CostlyGraphError extends Error {
  override readonly name = 'CostlyGraphError';

  /** @param spec what would be drawn */
  constructor(readonly spec: SeededSpec) {
    const { vocabularySize, hiddenSize } = spec;
    const count = new Intl.NumberFormat('en-US');
    const size = `${(costOf(spec) / 1e9).toFixed(1)} GB`;
    super(
      `An untrained graph of ${count.format(vocabularySize)} × ${count.format(hiddenSize)} would take ${size} on this disk. Lower tokenscope.embedding.hiddenSize (now ${hiddenSize}; ${settingDefaults['embedding.hiddenSize']} by default) or vocabularySize, or run Create Embedding Graph from a Seed to draw it all the same.`,
    );
  }
}

/** A file of global storage. */
export interface StoredFile {
  readonly name: string;
  readonly size: number;
  /** Milliseconds since 1970, of the last change. */
  readonly changed: number;
}

/**
 * The names of the graphs that go so that the others fit into `budget` bytes: the oldest first, each with its `.data`; never `kept`.
 *
 * @example
 * beyondBudget([{ name: 'a.onnx', size: 9, changed: 1 }, { name: 'b.onnx', size: 9, changed: 2 }], 10, 'b.onnx'); // ['a.onnx']
 */
export function beyondBudget(files: readonly StoredFile[], budget: number, kept: string): string[] {
  const graphs = new Map<string, StoredFile[]>();
  for (const file of files) {
    const graph = file.name.replace(/\.data$/, '');
    if (!/^seed.*\.onnx$/.test(graph)) continue;
    graphs.set(graph, [...(graphs.get(graph) ?? []), file]);
  }
  const sizeOf = (parts: readonly StoredFile[]): number => parts.reduce((sum, { size }) => sum + size, 0);
  let total = sizeOf([...graphs.values()].flat());
  const gone: string[] = [];
  const newest = (parts: readonly StoredFile[]): number => Math.max(...parts.map(({ changed }) => changed));
  for (const [graph, parts] of [...graphs].sort(([, a], [, b]) => newest(a) - newest(b))) {
    if (total <= budget) break;
    if (graph === kept) continue;
    gone.push(...parts.map(({ name }) => name));
    total -= sizeOf(parts);
  }
  return gone;
}
