import type { InferenceClient } from '../inference/client';
import type { NeighboursAnswer } from '../protocol/vectorsPanel';
import type { MathsMethods, NeighboursMessage } from '../protocol/vectorMaths';
import type { ParamsOf, RequestContext } from '../rpc/method';
import type { TokenizerClient } from '../worker/client';
import type { EmbeddingGraph } from './embeddingGraphs';

export interface NeighbourQuestion {
  /** Such as `king - man + woman`. */
  readonly expression: string;
  readonly metric: 'cosine' | 'euclidean';
  readonly count: number;
  /** Only tokens with this text are answers; empty: all. */
  readonly filter: string;
}

/** The tokens nearest to an expression, in a graph whose rows are those of a tokenizer; a problem where the expression cannot be read. */
export async function searchNeighbours(
  inference: InferenceClient,
  tokenizers: TokenizerClient,
  { graph, tokenizer }: { readonly graph: EmbeddingGraph; readonly tokenizer: string },
  { expression, metric, count, filter }: NeighbourQuestion,
  { token, progress }: Pick<RequestContext<number>, 'token' | 'progress'>,
): Promise<NeighboursAnswer> {
  const { terms, problem } = await tokenizers.call('expression', { tokenizer, text: expression }, { token });
  const nothing = { ids: new Uint32Array(0), scores: new Float32Array(0), considered: 0, texts: {} };
  if (problem !== undefined) return { ...nothing, problem, terms: [] };
  const missing = terms.flatMap(({ ids }) => [...ids]).find(id => id >= graph.vocabularySize);
  if (missing !== undefined) {
    const message = `Token ${missing} has no vector: the graph has ${graph.vocabularySize} (ids 0 to ${graph.vocabularySize - 1}).`;
    return { ...nothing, problem: { message }, terms: [] };
  }
  const query = {
    terms: terms.map(({ sign, ids }) => ({ ids, weight: sign })),
    exclude: Uint32Array.from(terms.flatMap(({ ids }) => [...ids])),
  };
  const about = { graph, tokenizer };
  const options = { metric, count, filter };
  const found = await nearestTokens(inference, tokenizers, about, query, options, { token, progress });
  const texts = Object.assign({}, ...terms.map(term => term.texts)) as Record<string, string>;
  return { ...found, terms: terms.map(({ sign, ids }) => ({ sign, ids })), texts: { ...texts, ...found.texts } };
}

/** The tokens nearest to the sum of terms, or to a vector. */
export async function nearestTokens(
  inference: InferenceClient,
  tokenizers: TokenizerClient,
  { graph, tokenizer }: { readonly graph: EmbeddingGraph; readonly tokenizer: string },
  query: Pick<ParamsOf<MathsMethods['neighbours']>, 'terms' | 'exclude' | 'vector'>,
  { metric, count, filter }: Omit<NeighbourQuestion, 'expression'>,
  { token, progress }: Pick<RequestContext<number>, 'token' | 'progress'>,
): Promise<NeighboursMessage & { readonly texts: Record<string, string> }> {
  const bits = await tokenizers.call('tokensWith', { tokenizer, text: filter }, { token });
  // A table may have more rows than the tokenizer has tokens: those have no text, and are no answers.
  const allowed = new Uint8Array(Math.max(bits.length, Math.ceil(graph.vocabularySize / 8)));
  allowed.set(bits);
  const found = await inference.call(
    'neighbours',
    {
      path: graph.path,
      overrides: graph.overrides,
      table: 'token',
      ...query,
      metric,
      count,
      allowed,
    },
    { token, onProgress: progress },
  );
  return { ...found, texts: await textsOf(tokenizers, tokenizer, found.ids) };
}

/** Some tokenizers leave ids out, and asking for one of those refuses all. */
export async function textsOf(
  tokenizers: TokenizerClient,
  tokenizer: string,
  ids: Uint32Array,
): Promise<Record<string, string>> {
  try {
    return await tokenizers.call('texts', { tokenizer, ids });
  } catch {
    const each = Array.from(ids, id =>
      tokenizers.call('texts', { tokenizer, ids: Uint32Array.of(id) }).catch(() => ({})),
    );
    return Object.assign({}, ...(await Promise.all(each))) as Record<string, string>;
  }
}
