import { BoundedCache } from '../base/boundedCache';
import { Coverage } from '../dataset/coverage';
import {
  noRow,
  type CoverageMessage,
  type CoverageRangeMessage,
  type LoaderOptionsMessage,
} from '../protocol/tokenizer';
import type { TokenSource } from './tokenSource';
import { planOf, problemsOf, toLoaderOptions } from './windows';

/** What was looked at last: an editor's heat overlay asks for each visible range anew. */
const coverages = new BoundedCache<string, Coverage>(4);

function coverageFor(tokenCount: number, message: LoaderOptionsMessage): Coverage {
  const key = JSON.stringify([tokenCount, message]);
  const coverage =
    coverages.get(key) ?? new Coverage(tokenCount, toLoaderOptions(message), planOf(tokenCount, message));
  coverages.set(key, coverage);
  return coverage;
}

/** Where every token of a source goes, as totals and in bins for a strip chart. */
export function coverageOf({ tokens }: TokenSource, message: LoaderOptionsMessage, bins: number): CoverageMessage {
  const { tokenCount } = tokens;
  const problems = problemsOf(message, tokenCount);
  const none = { bounds: new Uint32Array(0), inputs: new Float32Array(0), targets: new Float32Array(0) };
  if (problems.length > 0) return { problems, ...none };
  const coverage = coverageFor(tokenCount, message);
  return { problems, totals: { ...coverage.totals }, ...(bins === 0 ? none : coverage.bins(bins)) };
}

export function coverageRangeOf(
  { tokens }: TokenSource,
  message: LoaderOptionsMessage,
  first: number,
  last: number,
): CoverageRangeMessage {
  const { tokenCount } = tokens;
  const usable = problemsOf(message, tokenCount).length === 0;
  const from = Math.min(first, tokenCount);
  const to = usable ? Math.max(from, Math.min(last, tokenCount)) : from;
  const { starts, ends } = tokens.tokens(from, to);
  const empty = { inputs: new Uint32Array(0), targets: new Uint32Array(0) };
  return { first: from, starts, ends, ...(usable ? coverageFor(tokenCount, message).range(from, to) : empty) };
}

export function rowOfWindowOf(
  { tokens }: TokenSource,
  message: LoaderOptionsMessage,
  window: number,
): number | undefined {
  if (problemsOf(message, tokens.tokenCount).length > 0) return undefined;
  return planOf(tokens.tokenCount, message).rowOfWindow(window);
}

export function windowsOfTokenOf(
  { tokens }: TokenSource,
  message: LoaderOptionsMessage,
  token: number,
): { first: number; last: number; rows: Uint32Array } {
  if (token >= tokens.tokenCount || problemsOf(message, tokens.tokenCount).length > 0) {
    return { first: 0, last: 0, rows: new Uint32Array(0) };
  }
  const plan = planOf(tokens.tokenCount, message);
  const { first, last } = plan.windowsOfToken(token);
  const rows = Uint32Array.from({ length: last - first }, (_, i) => plan.rowOfWindow(first + i) ?? noRow);
  return { first, last, rows };
}
