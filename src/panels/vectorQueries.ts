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
    return this.inference.call('statistics', { points: runOf(shown, output) });
  }

  async neighbours(
    { graph, tokenizer }: ShownVectors,
    { expression, metric, count, filter }: Params<'neighbours'>,
    { token, progress }: RequestContext<number>,
  ): Promise<NeighboursAnswer> {
    const { terms, problem } = await this.tokenizers.call('expression', { tokenizer, text: expression }, { token });
    const nothing = { ids: new Uint32Array(0), scores: new Float32Array(0), considered: 0, texts: {} };
    if (problem !== undefined) return { ...nothing, problem, terms: [] };
    const missing = terms.flatMap(({ ids }) => [...ids]).find(id => id >= graph.vocabularySize);
    if (missing !== undefined) {
      const message = `Token ${missing} has no vector: the graph has ${graph.vocabularySize} (ids 0 to ${graph.vocabularySize - 1}).`;
      return { ...nothing, problem: { message }, terms: [] };
    }
    const bits = await this.tokenizers.call('tokensWith', { tokenizer, text: filter }, { token });
    // A table may have more rows than the tokenizer has tokens: those have no text, and are no answers.
    const allowed = new Uint8Array(Math.max(bits.length, Math.ceil(graph.vocabularySize / 8)));
    allowed.set(bits);
    const found = await this.inference.call(
      'neighbours',
      {
        path: graph.path,
        overrides: graph.overrides,
        table: 'token',
        terms: terms.map(({ sign, ids }) => ({ ids, weight: sign })),
        exclude: Uint32Array.from(terms.flatMap(({ ids }) => [...ids])),
        metric,
        count,
        allowed,
      },
      { token, onProgress: progress },
    );
    const texts = Object.assign({}, ...terms.map(term => term.texts)) as Record<string, string>;
    return {
      ...found,
      terms: terms.map(({ sign, ids }) => ({ sign, ids })),
      texts: { ...texts, ...(await this.#texts(tokenizer, found.ids)) },
    };
  }

  similarity(
    shown: ShownVectors,
    output: VectorOutputName,
    { token, progress }: RequestContext<number>,
  ): Promise<{ values: Float32Array; size: number }> {
    return this.inference.call('similarity', { points: runOf(shown, output) }, { token, onProgress: progress });
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
        ? { ...runOf(shown, output), rows }
        : ({ from: 'table', path: graph.path, overrides: graph.overrides, table: 'token', ids: asked } as const);
    const found = await this.inference.call('project', { points, projection }, { token, onProgress: progress });
    return {
      ids,
      rows,
      counts: Uint32Array.from(ids, id => counts.get(id) ?? 0),
      texts: asked === undefined ? shown.texts : await this.#texts(tokenizer, asked),
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

  /** Some tokenizers leave ids out, and asking for one of those refuses all. */
  async #texts(tokenizer: string, ids: Uint32Array): Promise<Record<string, string>> {
    try {
      return await this.tokenizers.call('texts', { tokenizer, ids });
    } catch {
      const each = Array.from(ids, id =>
        this.tokenizers.call('texts', { tokenizer, ids: Uint32Array.of(id) }).catch(() => ({})),
      );
      return Object.assign({}, ...(await Promise.all(each))) as Record<string, string>;
    }
  }
}

/** The vectors that are shown, as the inference process has them. */
function runOf({ graph: { path, overrides }, ids }: ShownVectors, output: VectorOutputName) {
  return { from: 'run', path, overrides, ids, output } as const;
}

function firstRows(ids: Uint32Array): number[] {
  const seen = new Map<number, number>();
  ids.forEach((id, row) => {
    if (!seen.has(id)) seen.set(id, row);
  });
  return [...seen.values()];
}
