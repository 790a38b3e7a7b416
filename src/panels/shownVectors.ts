import type * as vscode from 'vscode';
import type { DocumentFollower } from '../host/documentFollower';
import { tokenizerOf } from '../host/settings';
import type { TokenizerClient } from '../worker/client';
import type { EmbeddingGraph, EmbeddingGraphs, Vectors } from '../host/embeddingGraphs';
import { pageOf, pageSizes } from './vectorPages';

/** The tokens of one page with their vectors. */
export interface ShownVectors {
  readonly graph: EmbeddingGraph;
  readonly tokenizer: string;
  readonly first: number;
  readonly total: number;
  readonly from: number;
  readonly to: number;
  readonly pageLength: number;
  readonly ids: Uint32Array;
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
  readonly texts: Record<string, string>;
  readonly vectors: Vectors;
  readonly warnings: readonly string[];
}

/** What of a document is wanted. */
export interface WantedVectors {
  /** UTF-16 offsets: pages go through this part only. Empty: through the whole document. */
  readonly selection: { readonly start: number; readonly end: number };
  /** The page that holds this UTF-16 offset. */
  readonly offset?: number;
  /** The page that holds this token. */
  readonly token?: number;
}

export interface VectorSources {
  readonly follower: DocumentFollower;
  readonly graphs: EmbeddingGraphs;
  readonly tokenizers: TokenizerClient;
}

export const outputNames = ['token', 'position', 'input'] as const;
const count = new Intl.NumberFormat('en-US');

/**
 * Reads the tokens of a page and runs the graph on them; nothing if the document changes meanwhile: its next change of tokens is on
 * its way.
 *
 * @param found is told the graph, also where it then has no vectors for these tokens
 * @throws Error with a sentence for the person if there is nothing to show
 */
export async function readVectors(
  document: vscode.TextDocument,
  { follower, graphs, tokenizers }: VectorSources,
  { selection, offset, token }: WantedVectors,
  found: (graph: EmbeddingGraph) => void,
): Promise<ShownVectors | undefined> {
  const tokenizer = tokenizerOf(document);
  const followed = follower.follow(document);
  if (followed?.problem !== undefined) throw followed.problem;
  if (followed?.isCurrent !== true) return undefined;
  const graph = await graphs.get(tokenizer);
  found(graph);
  const total = (await followed.ask('statistics', { selections: [] }))?.tokens;
  const part =
    selection.start < selection.end ? await followed.ask('tokenRange', selection) : { first: 0, last: total ?? 0 };
  const at = offset === undefined ? undefined : await followed.ask('tokenRange', { start: offset, end: offset + 1 });
  if (total === undefined || part === undefined) return undefined;
  const sizes = pageSizes(graph.contextLength, graph.card.fixedLength, graph.card.hiddenSize);
  const range = pageOf({ from: part.first, to: part.last }, token ?? at?.first, sizes);
  const tokens = await followed.ask('ids', range);
  if (tokens === undefined) return undefined;
  if (tokens.ids.length === 0) {
    throw new Error(
      total === 0
        ? 'This document is empty. Type some text to see its vectors.'
        : 'There are no tokens here. Select some text.',
    );
  }
  const [vectors, texts] = await Promise.all([
    graphs.run(graph, tokens.ids, outputNames),
    tokenizers.call('texts', { tokenizer, ids: tokens.ids }),
  ]);
  const cut = sizes.shownLength < sizes.pageLength && range.last < Math.min(part.last, range.first + sizes.pageLength);
  return {
    ...tokens,
    graph,
    tokenizer,
    first: range.first,
    total,
    from: part.first,
    to: part.last,
    pageLength: sizes.pageLength,
    texts,
    vectors,
    warnings: [
      ...(graph.warning === undefined ? [] : [graph.warning]),
      ...(cut
        ? [
            `The first ${count.format(sizes.shownLength)} of ${count.format(sizes.pageLength)} positions of each page are shown: more vectors of ${graph.card.hiddenSize} numbers are too large for one picture.`,
          ]
        : []),
    ],
  };
}
