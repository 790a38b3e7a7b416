import type * as vscode from 'vscode';
import type { DocumentFollower } from '../host/documentFollower';
import type { EmbeddingGraph, EmbeddingGraphs, Vectors } from '../host/embeddingGraphs';
import { pageSizes } from './vectorPages';

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
  readonly follower: Pick<DocumentFollower, 'follow'>;
  readonly graphs: Pick<EmbeddingGraphs, 'get' | 'run'>;
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
  { follower, graphs }: VectorSources,
  { selection, offset, token }: WantedVectors,
  found: (graph: EmbeddingGraph) => void,
): Promise<ShownVectors | undefined> {
  const followed = follower.follow(document);
  if (followed?.problem !== undefined) throw followed.problem;
  if (followed?.isCurrent !== true) return undefined;
  const { tokenizer } = followed;
  const graph = await graphs.get(tokenizer);
  found(graph);
  const sizes = pageSizes(graph.contextLength, graph.card.fixedLength, graph.card.hiddenSize);
  const page = await followed.ask('tokenPage', { part: selection, token, offset, ...sizes });
  if (page === undefined) return undefined;
  const { tokens, texts, total, from, to, first } = page;
  if (tokens.ids.length === 0) {
    throw new Error(
      total === 0
        ? 'This document is empty. Type some text to see its vectors.'
        : 'There are no tokens here. Select some text.',
    );
  }
  const vectors = await graphs.run(graph, tokens.ids, outputNames);
  const isCut = first + tokens.ids.length < Math.min(to, first + sizes.pageLength);
  return {
    ...tokens,
    graph,
    tokenizer,
    first,
    total,
    from,
    to,
    pageLength: sizes.pageLength,
    texts,
    vectors,
    warnings: [
      ...(graph.warning === undefined ? [] : [graph.warning]),
      ...(isCut
        ? [
            `The first ${count.format(sizes.shownLength)} of ${count.format(sizes.pageLength)} positions of each page are shown: more vectors of ${graph.card.hiddenSize} numbers are too large for one picture.`,
          ]
        : []),
    ],
  };
}
