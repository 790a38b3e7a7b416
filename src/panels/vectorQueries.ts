import { searchNeighbours, textsOf } from '../host/neighbourSearch';
import type { InferenceClient } from '../inference/client';
import type { OneHotMessage } from '../protocol/inference';
import type { StatisticsMessage } from '../protocol/vectorMaths';
import type {
  NeighboursAnswer,
  ProjectionAnswer,
  VectorOutputName,
  VectorRows,
  VectorsHostMethods,
} from '../protocol/vectorsPanel';
import type { ParamsOf, RequestContext } from '../rpc/method';
import type { TokenizerClient } from '../worker/client';
import { outputNames, type ShownVectors } from './shownVectors';

type Params<K extends keyof VectorsHostMethods> = ParamsOf<VectorsHostMethods[K]>;

/** What a vectors panel asks about the vectors it shows: each question goes to the inference process, with its cancellation. */
export class VectorQueries {
  constructor(
    private readonly inference: InferenceClient,
    private readonly tokenizers: TokenizerClient,
  ) {}

  rows({ vectors }: ShownVectors, first: number, count: number): VectorRows {
    const from = first * vectors.hidden;
    const to = Math.min(first + count, vectors.sequence) * vectors.hidden;
    const rows: VectorRows = {};
    for (const output of outputNames) {
      const values = vectors[output];
      if (values !== undefined) rows[output] = values.slice(from, to);
    }
    return rows;
  }

  statistics(shown: ShownVectors, output: VectorOutputName): Promise<StatisticsMessage> {
    const { vectors } = shown;
    const values = valuesOf(shown, output);
    return this.inference.call('statistics', { points: { from: 'vectors', values, columns: vectors.hidden } });
  }

  async neighbours(
    { graph, tokenizer }: ShownVectors,
    { expression, metric, count, filter }: Params<'neighbours'>,
    { token, progress }: RequestContext<number>,
  ): Promise<NeighboursAnswer> {
    const params = { expression, metric, count, filter };
    return searchNeighbours(this.inference, this.tokenizers, { graph, tokenizer }, params, { token, progress });
  }

  similarity(
    shown: ShownVectors,
    output: VectorOutputName,
    { token, progress }: RequestContext<number>,
  ): Promise<{ values: Float32Array; size: number }> {
    const points = { from: 'vectors', values: valuesOf(shown, output), columns: shown.vectors.hidden } as const;
    return this.inference.call('similarity', { points }, { token, onProgress: progress });
  }

  async project(
    shown: ShownVectors,
    { output, ids: asked, projection }: Params<'project'>,
    { token, progress }: RequestContext<number>,
  ): Promise<ProjectionAnswer> {
    const { graph, tokenizer } = shown;
    const counts = new Map<number, number>();
    for (const id of shown.ids) counts.set(id, (counts.get(id) ?? 0) + 1);
    // A token has one vector wherever it stands; positions and sums differ by row.
    const rows =
      asked !== undefined
        ? new Uint32Array(0)
        : output === 'token'
          ? Uint32Array.from(firstRows(shown.ids))
          : Uint32Array.from(shown.ids.keys());
    const ids = asked ?? Uint32Array.from(rows, row => shown.ids[row]!);
    const points =
      asked === undefined
        ? ({ from: 'vectors', values: picked(shown, output, rows), columns: shown.vectors.hidden } as const)
        : ({ from: 'table', path: graph.path, overrides: graph.overrides, table: 'token', ids: asked } as const);
    const found = await this.inference.call('project', { points, projection }, { token, onProgress: progress });
    return {
      ids,
      rows,
      counts: Uint32Array.from(ids, id => counts.get(id) ?? 0),
      texts: asked === undefined ? shown.texts : await textsOf(this.tokenizers, tokenizer, asked),
      coordinates: found.coordinates,
      dimensions: found.dimensions,
      ...(found.explained === undefined ? {} : { explained: found.explained }),
    };
  }

  oneHot(
    { graph, ids }: ShownVectors,
    { first, count }: Params<'oneHot'>,
    { token }: RequestContext<undefined>,
  ): Promise<OneHotMessage> {
    const own = ids.slice(first, first + count);
    return this.inference.call('oneHot', { path: graph.path, overrides: graph.overrides, ids: own }, { token });
  }
}

function valuesOf({ vectors }: ShownVectors, output: VectorOutputName): Float32Array {
  const values = vectors[output];
  if (values === undefined) throw new Error(`This graph gives no ${output} vectors.`);
  return values;
}

function firstRows(ids: Uint32Array): number[] {
  const seen = new Map<number, number>();
  ids.forEach((id, row) => {
    if (!seen.has(id)) seen.set(id, row);
  });
  return [...seen.values()];
}

function picked(shown: ShownVectors, output: VectorOutputName, rows: Uint32Array): Float32Array {
  const values = valuesOf(shown, output);
  const { hidden } = shown.vectors;
  const out = new Float32Array(rows.length * hidden);
  rows.forEach((row, i) => out.set(values.subarray(row * hidden, (row + 1) * hidden), i * hidden));
  return out;
}
