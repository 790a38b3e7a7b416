import { endlessWindowsHolding, mostWindowsHolding, windowsHolding } from '../base/slidingWindows';
import { lastAtMost } from '../base/sortedSearch';
import { WindowPlan, type LoaderOptions } from './windows';

/**
 * Where every token of a text goes. Each token is counted in exactly one of the first five, so that
 * `usedOnce + repeated + skipped + dropped + tail = tokenCount`; and `inputs = usedWindowCount x maxLength`.
 */
export interface CoverageTotals {
  readonly tokenCount: number;
  /** An input of exactly one window. */
  readonly usedOnce: number;
  /** An input of two windows or more. */
  readonly repeated: number;
  /** Between two windows, as stride is greater than max_length: an input of none. */
  readonly skipped: number;
  /** An input only of windows that `dropLast` leaves out, or that other ranks have. */
  readonly dropped: number;
  /** Behind the last window: an input of none. At least the last token, which can only be a target. */
  readonly tail: number;
  /** A target of no window that is used. The first token is always one of them. */
  readonly neverTarget: number;
  readonly windowCount: number;
  readonly usedWindowCount: number;
  readonly droppedWindowCount: number;
  /** Input positions of all windows together; the targets are as many. */
  readonly inputs: number;
}

/** Tokens in equal parts, and how often one of each part is an input and a target on average. */
export interface CoverageBins {
  /** One more than there are bins: bin i holds the tokens from `bounds[i]` to `bounds[i + 1]`, exclusive. */
  readonly bounds: Uint32Array;
  readonly inputs: Float32Array;
  readonly targets: Float32Array;
}

/**
 * How often each token of a text is an input and a target of the windows that a loader uses.
 *
 * A token is the target of each window that has the token before it as input, so that one count answers both. Windows begin at
 * multiples of the stride: counts are sums of ranges, and no window is visited. Only where windows in the middle are left out (those
 * of a shuffled last batch, or of other ranks) is there one correction for each.
 *
 * @example
 * const coverage = new Coverage(7, { ...options, maxLength: 2, stride: 3 });
 * coverage.range(2, 3).inputs; // [0]: between the windows of tokens 0, 1 and 3, 4
 * coverage.totals.skipped; // 1
 */
export class Coverage {
  readonly totals: CoverageTotals;
  readonly #parts: CoverageOfPart[] = [];
  /** Where each part begins, and input positions in the parts before it. */
  readonly #starts: Float64Array;
  readonly #inputs: Float64Array;

  /** @param bounds as {@link WindowPlan} takes them */
  constructor(bounds: number | Uint32Array, options: LoaderOptions, plan = new WindowPlan(bounds, options)) {
    const { windowCount, usedWindowCount, partCount } = plan;
    const { leavesGaps } = plan;
    const missing = leavesGaps ? plan.missingWindows() : new Uint32Array(0);
    const used = leavesGaps ? windowCount : usedWindowCount;
    this.#starts = new Float64Array(partCount);
    this.#inputs = new Float64Array(partCount + 1);
    for (let index = 0, from = 0; index < partCount; index++) {
      const { start, tokenCount, windowsBefore, windows } = plan.part(index);
      let to = from;
      while (to < missing.length && missing[to]! < windowsBefore + windows) to++;
      const own =
        windowsBefore === 0 ? missing.subarray(from, to) : missing.subarray(from, to).map(each => each - windowsBefore);
      from = to;
      const usedHere = Math.max(0, Math.min(windows, used - windowsBefore));
      const part = new CoverageOfPart(tokenCount, options, windows, usedHere, own);
      this.#parts.push(part);
      this.#starts[index] = start;
      this.#inputs[index + 1] = this.#inputs[index]! + part.inputsBefore(tokenCount);
    }
    this.totals = this.#parts.map(part => part.totals()).reduce(sumOf);
  }

  /** Counts of the tokens from `first` to `last`, exclusive, cut to what there is. */
  range(first: number, last: number): { readonly inputs: Uint32Array; readonly targets: Uint32Array } {
    const from = Math.max(0, first);
    const size = Math.max(0, Math.min(last, this.totals.tokenCount) - from);
    const inputs = new Uint32Array(size);
    const targets = new Uint32Array(size);
    for (let i = 0; i < size;) {
      const { part, within } = this.#at(from + i);
      const end = Math.min(size, i + part.tokenCount - within);
      let before = part.inputsOf(within - 1);
      for (const begin = i; i < end; i++) {
        targets[i] = before;
        before = inputs[i] = part.inputsOf(within + i - begin);
      }
    }
    return { inputs, targets };
  }

  /** At most `count` bins, none of them empty. */
  bins(count: number): CoverageBins {
    const { tokenCount } = this.totals;
    const size = Math.min(count, tokenCount);
    const bounds = Uint32Array.from({ length: size + 1 }, (_, i) => Math.floor((i * tokenCount) / size));
    const inputs = new Float32Array(size);
    const targets = new Float32Array(size);
    for (let i = 0; i < size; i++) {
      const [from, to] = [bounds[i]!, bounds[i + 1]!];
      inputs[i] = (this.#inputsBefore(to, 0) - this.#inputsBefore(from, 0)) / (to - from);
      // A target stands one token after its input, in the same part.
      targets[i] = (this.#inputsBefore(to, 1) - this.#inputsBefore(from, 1)) / (to - from);
    }
    return { bounds, inputs, targets };
  }

  /** Input positions on tokens before `token`, those of its own part up to `behind` tokens before it. */
  #inputsBefore(token: number, behind: 0 | 1): number {
    const { part, index, within } = this.#at(token);
    return this.#inputs[index]! + part.inputsBefore(within - behind);
  }

  #at(token: number): { readonly part: CoverageOfPart; readonly index: number; readonly within: number } {
    const index = lastAtMost(this.#starts, token);
    return { part: this.#parts[index]!, index, within: token - this.#starts[index]! };
  }
}

/** The coverage of a text that windows do not leave. */
class CoverageOfPart {
  readonly #missingSums: Float64Array;

  /**
   * @param windowCount all windows in it
   * @param windows the windows from 0 to this count, but for `missing`, are used
   * @param missing windows in between that are left out, in order
   */
  constructor(
    readonly tokenCount: number,
    private readonly options: LoaderOptions,
    private readonly windowCount: number,
    private readonly windows: number,
    private readonly missing: Uint32Array,
  ) {
    this.#missingSums = sumsOf(missing);
  }

  /** Windows that have the token as input. */
  inputsOf(token: number): number {
    if (token < 0 || token >= this.tokenCount) return 0;
    const { first, last } = windowsHolding(token, this.windows, this.options);
    return last <= first ? 0 : last - first - (this.#missingBefore(last) - this.#missingBefore(first));
  }

  /** Input positions on tokens before `token`: L for each window that ends there, what is before it for one that goes on. */
  inputsBefore(token: number): number {
    if (token <= 0) return 0;
    const { maxLength, stride } = this.options;
    const whole = Math.min(this.windows, endlessWindowsHolding(token, this.options).first);
    const begun = Math.min(this.windows, endlessWindowsHolding(token - 1, this.options).last);
    const [wholeMissing, begunMissing] = [this.#missingBefore(whole), this.#missingBefore(begun)];
    const parts = begun - whole - (begunMissing - wholeMissing);
    const starts =
      ((begun + whole - 1) * (begun - whole)) / 2 -
      (this.#missingSums[begunMissing]! - this.#missingSums[wholeMissing]!);
    return (whole - wholeMissing) * maxLength + parts * token - starts * stride;
  }

  #missingBefore(window: number): number {
    return lastAtMost(this.missing, window - 1) + 1;
  }

  totals(): CoverageTotals {
    const { tokenCount, windowCount } = this;
    const { maxLength, stride } = this.options;
    const usedWindowCount = this.windows - this.missing.length;
    const all = spread(windowCount, maxLength, stride);
    const kept = spread(this.windows, maxLength, stride);
    const change = this.#changeByMissing();
    const once = kept.once + change.once;
    const repeated = kept.repeated + change.repeated;
    const used = once + repeated;
    const held = all.once + all.repeated;
    const skipped = Math.max(0, windowCount - 1) * Math.max(0, stride - maxLength);
    return {
      tokenCount,
      usedOnce: once,
      repeated,
      skipped,
      dropped: held - used,
      tail: tokenCount - held - skipped,
      neverTarget: tokenCount - used,
      windowCount,
      usedWindowCount,
      droppedWindowCount: windowCount - usedWindowCount,
      inputs: usedWindowCount * maxLength,
    };
  }

  /**
   * How many more or fewer tokens are inputs once, and repeatedly, as the missing windows are left out.
   *
   * Between two starts of windows the count of a token changes once at most, where an earlier window ends: two pieces, whose windows are
   * counted once for all of their tokens.
   */
  #changeByMissing(): { once: number; repeated: number } {
    const { maxLength, stride } = this.options;
    const { missing } = this;
    const reach = mostWindowsHolding(this.options);
    // The first piece of a period is held by `reach` windows, the second, in which the earliest has ended, by one less.
    const firstSize = maxLength % stride === 0 ? stride : maxLength % stride;
    const change = { once: 0, repeated: 0 };
    let period = 0;
    // Missing windows before the first and before the last that hold the piece: both only ever grow.
    let beforeFirst = 0;
    let beforeLast = 0;
    for (let i = 0; i < missing.length; i++) {
      const window = missing[i]!;
      for (period = Math.max(period, window); period < window + reach; period++) {
        const last = Math.min(this.windows, period + 1);
        while (beforeLast < missing.length && missing[beforeLast]! < last) beforeLast++;
        let tokens = firstSize;
        for (let first = period - reach + 1; tokens > 0; first++) {
          if (last <= first) break;
          while (beforeFirst < missing.length && missing[beforeFirst]! < first) beforeFirst++;
          const before = last - Math.max(0, first);
          const after = before - (beforeLast - beforeFirst);
          if (before === 1) change.once -= tokens;
          else change.repeated -= tokens;
          if (after === 1) change.once += tokens;
          else if (after > 1) change.repeated += tokens;
          tokens = first === period - reach + 1 ? stride - firstSize : 0;
        }
      }
    }
    return change;
  }
}

/** Sums of the numbers before each place, and of all of them at the end. */
function sumsOf(numbers: Uint32Array): Float64Array {
  const sums = new Float64Array(numbers.length + 1);
  let sum = 0;
  for (let i = 0; i < numbers.length; i++) sums[i + 1] = sum += numbers[i]!;
  return sums;
}

function sumOf(a: CoverageTotals, b: CoverageTotals): CoverageTotals {
  return {
    tokenCount: a.tokenCount + b.tokenCount,
    usedOnce: a.usedOnce + b.usedOnce,
    repeated: a.repeated + b.repeated,
    skipped: a.skipped + b.skipped,
    dropped: a.dropped + b.dropped,
    tail: a.tail + b.tail,
    neverTarget: a.neverTarget + b.neverTarget,
    windowCount: a.windowCount + b.windowCount,
    usedWindowCount: a.usedWindowCount + b.usedWindowCount,
    droppedWindowCount: a.droppedWindowCount + b.droppedWindowCount,
    inputs: a.inputs + b.inputs,
  };
}

/** Tokens that windows 0 to `windows` hold once, and more than once. */
function spread(windows: number, maxLength: number, stride: number): { once: number; repeated: number } {
  if (windows === 0) return { once: 0, repeated: 0 };
  const held = stride >= maxLength ? windows * maxLength : (windows - 1) * stride + maxLength;
  const shared = Math.max(0, maxLength - stride);
  // What neighbours share are windows again: as many less one, of that length.
  const repeated =
    windows === 1 || shared === 0 ? 0 : stride >= shared ? (windows - 1) * shared : (windows - 2) * stride + shared;
  return { once: held - repeated, repeated };
}
