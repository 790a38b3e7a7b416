import { Coverage } from '../dataset/coverage';
import {
  noRow,
  type CoverageMessage,
  type CoverageRangeMessage,
  type LoaderOptionsMessage,
} from '../protocol/tokenizer';
import type { TokenSource } from './tokenSource';
import type { OpenDocument } from './documents';
import { boundsOf, keptForSource, planOf, problemsOf, toLoaderOptions } from './windows';

/** An editor's heat overlay asks for each visible range anew. */
const coverageFor = keptForSource(
  (source, message) => new Coverage(boundsOf(source, message), toLoaderOptions(message), planOf(source, message)),
);

/** Where every token of a source goes, as totals and in bins for a strip chart. */
export function coverageOf(source: TokenSource, message: LoaderOptionsMessage, bins: number): CoverageMessage {
  const problems = problemsOf(source, message);
  const none = { bounds: new Uint32Array(0), inputs: new Float32Array(0), targets: new Float32Array(0) };
  if (problems.length > 0) return { problems, ...none };
  const coverage = coverageFor(source, message);
  return { problems, totals: { ...coverage.totals }, ...(bins === 0 ? none : coverage.bins(bins)) };
}

export function coverageRangeOf(
  document: OpenDocument,
  message: LoaderOptionsMessage,
  first: number,
  last: number,
): CoverageRangeMessage {
  const { tokens } = document;
  const { tokenCount } = tokens;
  const usable = problemsOf(document, message).length === 0;
  const from = Math.min(first, tokenCount);
  const to = usable ? Math.max(from, Math.min(last, tokenCount)) : from;
  const { starts, ends } = tokens.tokens(from, to);
  const empty = { inputs: new Uint32Array(0), targets: new Uint32Array(0) };
  return { first: from, starts, ends, ...(usable ? coverageFor(document, message).range(from, to) : empty) };
}

export function rowOfWindowOf(source: TokenSource, message: LoaderOptionsMessage, window: number): number | undefined {
  if (problemsOf(source, message).length > 0) return undefined;
  return planOf(source, message).rowOfWindow(window);
}

export function windowsOfTokenOf(
  source: TokenSource,
  message: LoaderOptionsMessage,
  token: number,
): { first: number; last: number; rows: Uint32Array; starts: Uint32Array } {
  const isUsable = token < source.tokens.tokenCount && problemsOf(source, message).length === 0;
  if (!isUsable) return { first: 0, last: 0, rows: new Uint32Array(0), starts: new Uint32Array(0) };
  const plan = planOf(source, message);
  const { first, last } = plan.windowsOfToken(token);
  const rows = Uint32Array.from({ length: last - first }, (_, i) => plan.rowOfWindow(first + i) ?? noRow);
  const starts = Uint32Array.from({ length: last - first }, (_, i) => plan.startOfWindow(first + i));
  return { first, last, rows, starts };
}
