import type { CoverageTotals } from '../../dataset/coverage';
import { counted, figure } from './figures';

/** One summand of the text's tokens. */
export interface CoverageTerm {
  readonly kind: 'once' | 'repeated' | 'skipped' | 'dropped' | 'tail';
  readonly count: number;
  readonly name: string;
  /** What it means, in a sentence. */
  readonly help: string;
}

/**
 * Where every token goes: five counts whose sum is the number of tokens.
 *
 * @param hasRanks whether the windows are dealt out to several ranks
 */
export function coverageTerms(totals: CoverageTotals, hasRanks: boolean): CoverageTerm[] {
  return [
    { kind: 'once', count: totals.usedOnce, name: 'once', help: 'An input of exactly one window.' },
    {
      kind: 'repeated',
      count: totals.repeated,
      name: 'repeated',
      help: 'An input of two windows or more: stride is less than max_length.',
    },
    {
      kind: 'skipped',
      count: totals.skipped,
      name: 'skipped',
      help: 'Between two windows, an input of none: stride is greater than max_length.',
    },
    {
      kind: 'dropped',
      count: totals.dropped,
      name: hasRanks ? 'not in this rank' : 'dropped',
      help: hasRanks
        ? 'An input only of windows that other ranks get, or that drop_last leaves out.'
        : 'An input only of windows that drop_last leaves out.',
    },
    {
      kind: 'tail',
      count: totals.tail,
      name: 'in the tail',
      help: 'After the last window, an input of none; the last token of a text can only be a target.',
    },
  ];
}

/** The sum in words, for a screen reader. */
export function describeCoverage(totals: CoverageTotals, hasRanks: boolean): string {
  const terms = coverageTerms(totals, hasRanks).map(({ count, name }) => `${figure(count)} ${name}`);
  return `${terms.join(', ')}: together ${counted(totals.tokenCount, 'token')}.`;
}

/** The other sum: what the windows hold. */
export function describeInputs({ usedWindowCount, inputs, neverTarget }: CoverageTotals, maxLength: number): string {
  return `${counted(usedWindowCount, 'window')} × ${figure(maxLength)} = ${figure(inputs)} inputs, as many targets · never a target: ${figure(neverTarget)}`;
}

/**
 * The bin at a place of the strip.
 *
 * @example
 * binAt(50, 100, 10); // 5: half-way through ten bins
 */
export function binAt(x: number, width: number, bins: number): number {
  return Math.max(0, Math.min(bins - 1, Math.floor((x / Math.max(1, width)) * bins)));
}
