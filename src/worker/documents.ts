import type { SpecialTokenProblem } from '../protocol/loaderProblem';
import type { Segment, Statistics, TokenRun } from '../protocol/tokenizer';
import { TokenizedDocument } from '../tokenizer/document/document';
import type { Tokenizer } from '../tokenizer/tokenizer';
import type { Corpus } from './corpus';
import { refusalOf } from './refusal';
import type { TokenSource } from './tokenSource';

/** One open document: its tokens, which follow its edits, and the tokenizer that made them. */
export class OpenDocument implements TokenSource {
  readonly tokens: TokenizedDocument;
  /** Grows with every change. */
  revision = 0;
  #refusal: { readonly revision: number; readonly reason: SpecialTokenProblem | undefined } | undefined;

  constructor(
    readonly tokenizer: Tokenizer,
    private readonly specialTokens: 'encode' | 'text' | 'error',
  ) {
    // Where special tokens are an error they are seen as what they are.
    this.tokens = new TokenizedDocument(tokenizer, specialTokens === 'text' ? 'text' : 'encode');
  }

  get refusal(): SpecialTokenProblem | undefined {
    if (this.specialTokens !== 'error') return undefined;
    if (this.#refusal?.revision !== this.revision)
      this.#refusal = { revision: this.revision, reason: refusalOf(this.tokens) };
    return this.#refusal.reason;
  }
}

interface Range {
  readonly start: number;
  readonly end: number;
}

/** The documents and corpora that the host has opened, by the id it gave them. */
export class OpenDocuments {
  readonly #documents = new Map<number, OpenDocument>();
  readonly #corpora = new Map<number, Corpus>();

  open(id: number, tokenizer: Tokenizer, specialTokens: 'encode' | 'text' | 'error' = 'encode'): void {
    this.#documents.set(id, new OpenDocument(tokenizer, specialTokens));
  }

  get(id: number): OpenDocument {
    const document = this.#documents.get(id);
    if (document === undefined) throw new Error(`Document ${id} is not open`);
    return document;
  }

  keepCorpus(id: number, corpus: Corpus): void {
    this.#corpora.set(id, corpus);
  }

  corpus(id: number): Corpus {
    const corpus = this.#corpora.get(id);
    if (corpus === undefined) throw new Error(`Corpus ${id} is not open`);
    return corpus;
  }

  /** What windows are cut from: a document or a corpus. */
  source(id: number): TokenSource {
    return this.#corpora.get(id) ?? this.get(id);
  }

  close(id: number): void {
    this.#documents.delete(id);
    this.#corpora.delete(id);
  }
}

export function statisticsOf({ tokens, refusal }: OpenDocument, selections: readonly Range[]): Statistics {
  const { characters, bytes, words } = tokens.statistics();
  const selected = unitedLength(
    selections.map(({ start, end }) => tokens.tokenRange(start, Math.min(end, tokens.length))),
  );
  return {
    tokens: tokens.tokenCount,
    characters,
    bytes,
    words,
    selected,
    ...(refusal === undefined ? {} : { refusal }),
  };
}

/** How many tokens are in at least one of the ranges: two selections may lie inside the same token. */
function unitedLength(ranges: readonly { readonly first: number; readonly last: number }[]): number {
  let length = 0;
  let end = 0;
  for (const { first, last } of [...ranges].sort((a, b) => a.first - b.first)) {
    length += Math.max(0, last - Math.max(first, end));
    end = Math.max(end, last);
  }
  return length;
}

export function tokenRunsOf({ tokens, tokenizer }: OpenDocument, ranges: readonly Range[]): TokenRun[] {
  const specialIds = new Set(tokenizer.specialTokens.values());
  return ranges.map(({ start, end }) => {
    const { first, last } = tokens.tokenRange(Math.min(start, tokens.length), Math.min(end, tokens.length));
    const run = tokens.tokens(first, last);
    const special: number[] = [];
    run.ids.forEach((id, index) => {
      if (specialIds.has(id)) special.push(index);
    });
    return { first, tokens: run, special };
  });
}

/**
 * The token at `offset` and its neighbours that share a character with it: what the editor shows as one piece.
 *
 * @example
 * // gpt2, "🙂" at offset 1: one segment of three tokens, 0 to 2
 */
export function segmentAt({ tokens, tokenizer }: OpenDocument, offset: number): Segment | undefined {
  if (tokens.tokenCount === 0 || offset >= tokens.length) return undefined;
  const specialIds = new Set(tokenizer.specialTokens.values());
  let first = tokens.tokenAt(offset);
  let last = first + 1;
  const spanOf = (index: number): Range => {
    const { starts, ends } = tokens.tokens(index, index + 1);
    return { start: starts[0]!, end: ends[0]! };
  };
  while (first > 0 && spanOf(first - 1).end > spanOf(first).start) first--;
  while (last < tokens.tokenCount && spanOf(last).start < spanOf(last - 1).end) last++;
  const span = tokens.tokens(first, last);
  const start = span.starts[0]!;
  const end = span.ends[span.ends.length - 1]!;
  return {
    first,
    tokenCount: tokens.tokenCount,
    start,
    end,
    text: tokens.text(start, Math.min(end, start + 2000)),
    tokens: Array.from(span.ids, id => ({ id, bytes: tokenizer.bytesOf(id), special: specialIds.has(id) })),
  };
}
