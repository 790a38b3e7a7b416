import type { EmbedOptions, Neighbour, NeighbourOptions } from '../api';
import type { Uri } from 'vscode';
import { CancellationSource } from '../base/cancellation';
import { describe, isInteger, isNumber, isOneOf, isString, optional } from '../base/validator';
import type { InferenceClient } from '../inference/client';
import type { NeighboursAnswer } from '../protocol/vectorsPanel';
import type { TokenizerClient } from '../worker/client';
import type { EmbeddingGraph, EmbeddingGraphs } from './embeddingGraphs';
import { nearestTokens, searchNeighbours } from './neighbourSearch';

interface Services {
  readonly tokenizers: TokenizerClient;
  readonly graphs: EmbeddingGraphs;
  readonly inference: InferenceClient;
}

/** The public API's `neighbours`. Arguments are checked by name. */
export async function neighboursOf(
  query: string | ArrayLike<number>,
  options: NeighbourOptions,
  { tokenizers, graphs, inference }: Services,
): Promise<readonly Neighbour[]> {
  const tokenizer = optional(isString)(options.tokenizer, 'tokenizer') ?? 'gpt2';
  const count = optional(isInteger(1, 1000))(options.count, 'count') ?? 10;
  const metric = optional(isOneOf('cosine', 'euclidean'))(options.metric, 'metric') ?? 'cosine';
  const about = { graph: await graphOf(graphs, options.graph ?? 'default'), tokenizer };
  const question = { metric, count, filter: '' };
  const context = { token: new CancellationSource().token, progress: () => undefined };
  const found: Omit<NeighboursAnswer, 'terms'> =
    typeof query === 'string'
      ? await searchNeighbours(inference, tokenizers, about, { ...question, expression: query }, context)
      : await nearestTokens(inference, tokenizers, about, { terms: [], vector: toVector(query) }, question, context);
  if (found.problem !== undefined) throw new RangeError(`query: ${found.problem.message}`);
  return Array.from(found.ids, (id, i) => ({ id, text: found.texts[id] ?? '', score: found.scores[i]! }));
}

/** @throws TypeError if it is neither `default` nor a file on this machine */
export async function graphOf(
  graphs: EmbeddingGraphs,
  graph: NonNullable<EmbedOptions['graph']>,
): Promise<EmbeddingGraph> {
  if (graph === 'default') return graphs.trained();
  const { scheme, fsPath } = graph as Partial<Uri>;
  if (typeof fsPath !== 'string' || scheme !== 'file')
    throw new TypeError("graph: expected 'default' or the Uri of a file on this machine");
  return graphs.open(fsPath);
}

function toVector(query: ArrayLike<number>): Float32Array {
  if (typeof query !== 'object' || !Number.isInteger((query as ArrayLike<number> | null)?.length))
    throw new TypeError(`query: expected an expression or a vector, got ${describe(query)}`);
  return Float32Array.from(query, (value, i) => isNumber(value, `query[${i}]`));
}
