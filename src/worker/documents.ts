import type { Refusal } from '../protocol/loaderProblem';
import type { Segment, Statistics, TokenRun } from '../protocol/tokenizer';
import { TokenizedDocument } from '../tokenizer/document/document';
import { placedTokensAt } from '../tokenizer/merges/steps';
import type { Tokenizer } from '../tokenizer/tokenizer';
import type { Corpus } from './corpus';
import { refusalOf } from './refusal';
import type { TokenSource } from './tokenSource';

/** One open document: its tokens, which follow its edits, and the tokenizer that made them. */
export class OpenDocument implements TokenSource {
  readonly tokens: TokenizedDocument;
  /** Grows with every change. */
  revision = 0;
  /** Whether its words that the tokenizer does not have belong to no token, while `encode(text)` would fail at the first. */
  readonly #failsAtUnknown: boolean;
  #refusal: { readonly revision: number; readonly reason: Refusal | undefined } | undefined;

  constructor(
    readonly tokenizer: Tokenizer,
    private readonly specialTokens: 'encode' | 'text' | 'error',
  ) {
    // Where special tokens are an error they are seen as what they are.
    const follower = tokenizer.unknown?.passedOver ?? tokenizer;
    this.#failsAtUnknown = follower !== tokenizer;
    this.tokens = new TokenizedDocument(follower, specialTokens === 'text' ? 'text' : 'encode');
  }

  get refusal(): Refusal | undefined {
    const refuses = { specialTokens: this.specialTokens === 'error', unknownWords: this.#failsAtUnknown };
    if (!refuses.specialTokens && !refuses.unknownWords) return undefined;
    if (this.#refusal?.revision !== this.revision)
      this.#refusal = { revision: this.revision, reason: refusalOf(this.tokens, refuses) };
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
    tiles: tokens.tokenizer.tiles,
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

/** @param step the tokens after so many merges, if the tokenizer has merges; left out: those that it has at the end */
export function tokenRunsOf(
  { tokens, tokenizer }: OpenDocument,
  ranges: readonly Range[],
  step = Infinity,
): TokenRun[] {
  const specialIds = new Set(tokenizer.specialTokens.values());
  return ranges.map(({ start, end }) => {
    const { first, last } = tokens.tokenRange(Math.min(start, tokens.length), Math.min(end, tokens.length));
    const whole = tokens.tokens(first, last);
    const { merges } = tokenizer;
    const textOfRun = (): string => tokens.text(whole.starts[0] ?? 0, whole.ends.at(-1) ?? 0);
    const run =
      merges === undefined || step >= merges.count
        ? whole
        : placedTokensAt(tokenizer, merges, textOfRun(), whole, step);
    const special: number[] = [];
    run.ids.forEach((id, index) => {
      if (specialIds.has(id)) special.push(index);
    });
    return { first, tokens: run, special };
  });
}

/**
 * What decoding a document's ids gives.
 *
 * @throws UnknownWordError where the tokenizer has no ids of it
 * @throws RangeError for a document that is longer than an editor compares
 */
export function decodedOf({ tokens, tokenizer }: OpenDocument): { text?: string } {
  if (tokens.length > longestDecoded)
    throw new RangeError(
      `The text has ${tokens.length.toLocaleString('en-US')} characters; up to ${longestDecoded.toLocaleString('en-US')} are compared. Open a shorter text.`,
    );
  const text = tokens.text(0, tokens.length);
  const decoded = tokenizer.decode(tokenizer.ids(text, tokens.policy));
  return decoded === text ? {} : { text: decoded };
}

/** UTF-16 units of a text that is decoded to be compared: editors compare no longer ones. */
const longestDecoded = 5_000_000;

/** A part of the text that belongs to no token, as white space and unknown words of a tokenizer of words. */
function gapBefore(tokens: TokenizedDocument, first: number, end: number): Segment {
  const start = first === 0 ? 0 : spanOfToken(tokens, first - 1).end;
  const text = tokens.text(start, Math.min(end, start + longestShown));
  return { first, tokenCount: tokens.tokenCount, start, end, text, tokens: [] };
}

function spanOfToken(tokens: TokenizedDocument, index: number): Range {
  const { starts, ends } = tokens.tokens(index, index + 1);
  return { start: starts[0]!, end: ends[0]! };
}

/** UTF-16 units of a segment that are sent. */
const longestShown = 2000;

/**
 * The token at `offset` and its neighbours that share a character with it: what the editor shows as one piece. Where no token
 * is, a segment without tokens: the text up to the next one, whose number is `first`.
 *
 * @example
 * // gpt2, "🙂" at offset 1: one segment of three tokens, 0 to 2
 */
export function segmentAt({ tokens, tokenizer }: OpenDocument, offset: number): Segment | undefined {
  if (offset >= tokens.length) return undefined;
  const specialIds = new Set(tokenizer.specialTokens.values());
  let first = tokens.tokenAt(offset);
  const next = tokens.offsetOfToken(first);
  if (next > offset) return gapBefore(tokens, first, next);
  let last = first + 1;
  const spanOf = (index: number): Range => spanOfToken(tokens, index);
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
    text: tokens.text(start, Math.min(end, start + longestShown)),
    tokens: Array.from(span.ids, id => ({ id, bytes: tokenizer.bytesOf(id), special: specialIds.has(id) })),
  };
}
