import { windowsHolding } from '../base/slidingWindows';
import { lastAtMost } from '../base/sortedSearch';
import { EpochOrder, lastEpoch, type Sampler } from './sampler';

/** The parameters of the chapter's `create_dataloader_v1`. */
export interface LoaderOptions {
  /** Tokens in each window: the context length. */
  readonly maxLength: number;
  /** Tokens from the start of one window to the start of the next. */
  readonly stride: number;
  readonly batchSize: number;
  readonly shuffle: boolean;
  /** As given to `torch.manual_seed`, or to what else `sampler` says; used only with `shuffle`. */
  readonly seed: bigint;
  /** Which pass over the data, from 1; each shuffled epoch has an order of its own. */
  readonly epoch: number;
  /** Leave out a last batch of fewer than `batchSize` windows. */
  readonly dropLast: boolean;
  /** What orders the windows; left out: `global`. */
  readonly sampler?: Sampler | undefined;
  /** With `distributed`: into how many loaders, one a process, the windows are dealt out. Left out: 1. */
  readonly worldSize?: number | undefined;
  /** With `distributed`: which of them this one is, from 0. */
  readonly rank?: number | undefined;
}

/**
 * What keeps a text from being cut, as facts: `field` is the parameter to change. The sentence about it is made in
 * `protocol/loaderProblem`.
 */
export type LoaderProblem =
  /** The value is no whole number of at least 1. */
  | { readonly kind: 'notPositive'; readonly field: CountField; readonly value: number }
  | { readonly kind: 'epochTooLarge'; readonly field: 'epoch'; readonly value: number; readonly maximum: number }
  | { readonly kind: 'textTooShort'; readonly field: 'maxLength'; readonly tokens: number; readonly maxLength: number }
  /** None of several files that no window crosses is long enough; `tokens` are those of the longest. */
  | {
      readonly kind: 'filesTooShort';
      readonly field: 'maxLength';
      readonly files: number;
      readonly tokens: number;
      readonly maxLength: number;
    }
  /** Not one batch is full, and `dropLast` leaves out what is not; the windows are those of each of `worldSize` loaders. */
  | {
      readonly kind: 'noFullBatch';
      readonly field: 'batchSize';
      readonly windows: number;
      readonly batchSize: number;
      readonly worldSize: number;
    }
  /** The rank is no whole number from 0 to before `worldSize`. */
  | { readonly kind: 'noSuchRank'; readonly field: 'rank'; readonly value: number; readonly worldSize: number };
type CountField = 'maxLength' | 'stride' | 'batchSize' | 'epoch' | 'worldSize';

/** A part of a text that no window crosses. */
export interface WindowPart {
  /** Its first token. */
  readonly start: number;
  readonly tokenCount: number;
  /** Windows in the parts before. */
  readonly windowsBefore: number;
  readonly windows: number;
}

/** An epoch's order needs the draws of all epochs before it: up to here they take a tenth of a second. */
const maximumEpoch = 1_000_000;

/** What no text can be cut with; empty if there is nothing. */
export function checkLoaderNumbers(options: LoaderOptions): LoaderProblem[] {
  const problems: LoaderProblem[] = [];
  const { worldSize, rank } = shareOf(options);
  for (const field of ['maxLength', 'stride', 'batchSize', 'epoch', 'worldSize'] as const) {
    const value = field === 'worldSize' ? worldSize : options[field];
    if (!Number.isSafeInteger(value) || value < 1) problems.push({ kind: 'notPositive', field, value });
  }
  if (options.epoch > maximumEpoch)
    problems.push({ kind: 'epochTooLarge', field: 'epoch', value: options.epoch, maximum: maximumEpoch });
  if (problems.length === 0 && !(Number.isSafeInteger(rank) && rank >= 0 && rank < worldSize))
    problems.push({ kind: 'noSuchRank', field: 'rank', value: rank, worldSize });
  return problems;
}

/**
 * What keeps a text from being cut with these options; empty if nothing does.
 *
 * @param bounds its number of tokens; or the bounds of parts that no window crosses, as {@link WindowPlan} takes them
 */
export function checkLoaderOptions(options: LoaderOptions, bounds: number | Uint32Array): LoaderProblem[] {
  const problems = checkLoaderNumbers(options);
  if (problems.length > 0) return problems;
  const { maxLength, batchSize, dropLast, shuffle, epoch, sampler } = options;
  const all = windowsBefore(boundsOf(bounds), options).at(-1)!;
  if (all === 0) return [tooShort(bounds, maxLength)];
  const { worldSize } = shareOf(options);
  const windows = Math.ceil(all / worldSize);
  if (dropLast && windows < batchSize)
    return [{ kind: 'noFullBatch', field: 'batchSize', windows, batchSize, worldSize }];
  const maximum = lastEpoch(all, sampler);
  if (shuffle && epoch > maximum) return [{ kind: 'epochTooLarge', field: 'epoch', value: epoch, maximum }];
  return [];
}

/** Which of how many loaders this one is: only a `DistributedSampler` has several. */
function shareOf({ sampler, worldSize = 1, rank = 0 }: LoaderOptions): {
  readonly worldSize: number;
  readonly rank: number;
} {
  return sampler === 'distributed' ? { worldSize, rank } : { worldSize: 1, rank: 0 };
}

function tooShort(bounds: number | Uint32Array, maxLength: number): LoaderProblem {
  if (typeof bounds === 'number') return { kind: 'textTooShort', field: 'maxLength', tokens: bounds, maxLength };
  const longest = bounds.reduce((most, bound, i) => Math.max(most, bound - (bounds[i - 1] ?? 0)), 0);
  return { kind: 'filesTooShort', field: 'maxLength', files: bounds.length - 1, tokens: longest, maxLength };
}

/**
 * Windows in a text: the length of the chapter's `range(0, tokenCount - maxLength, stride)`.
 *
 * @example
 * windowCount(44, 10, 5); // 7, for starts 0, 5, 10, 15, 20, 25 and 30
 */
export function windowCount(tokenCount: number, maxLength: number, stride: number): number {
  return Math.max(0, Math.ceil((tokenCount - maxLength) / stride));
}

function boundsOf(bounds: number | Uint32Array): Uint32Array {
  return typeof bounds === 'number' ? Uint32Array.of(0, bounds) : bounds;
}

/** Windows in the parts before each, and in all of them. */
function windowsBefore(
  bounds: Uint32Array,
  { maxLength, stride }: Pick<LoaderOptions, 'maxLength' | 'stride'>,
): Float64Array {
  const before = new Float64Array(bounds.length);
  for (let part = 1; part < bounds.length; part++)
    before[part] = before[part - 1]! + windowCount(bounds[part]! - bounds[part - 1]!, maxLength, stride);
  return before;
}

/**
 * Which tokens each row of each batch holds. A *window* is numbered by its place in the text, a *row* by its place in the loader's
 * order; the two differ only when shuffled or dealt out to several ranks, and only when shuffled does the plan take memory (4 bytes a
 * window, once more than the first rows are asked for).
 *
 * A `DistributedSampler` deals the order out like cards: rank 1 of 4 gets places 1, 5, 9, ... If that does not come out even, the order
 * begins anew, so that each rank has equally many rows.
 *
 * A text may consist of parts that no window crosses, such as the files of a corpus: each is cut from its own first token on, and the
 * windows are numbered through.
 *
 * @example
 * const plan = new WindowPlan(44, { ...options, maxLength: 4, stride: 2, batchSize: 2 });
 * plan.startOfRow(1); // 2: the second input begins two tokens after the first
 */
export class WindowPlan {
  readonly windowCount: number;
  readonly batchCount: number;
  /** Windows that are left after `dropLast`, of those of this rank: the rows of the loader. */
  readonly usedWindowCount: number;
  readonly #share: { readonly worldSize: number; readonly rank: number };
  readonly #options: LoaderOptions;
  readonly #order: EpochOrder | undefined;
  #places: Uint32Array | undefined;
  /** Where each part begins, and the end of the last. */
  readonly #bounds: Uint32Array;
  /** Windows in the parts before each, and in all. */
  readonly #before: Float64Array;

  /** @param bounds the number of tokens; or where each part begins, and the end of the last: 0, 10, 30 for two of 10 and 20 tokens */
  constructor(bounds: number | Uint32Array, options: LoaderOptions) {
    const { batchSize, dropLast, shuffle } = options;
    this.#options = options;
    this.#bounds = boundsOf(bounds);
    this.#before = windowsBefore(this.#bounds, options);
    this.windowCount = this.#before.at(-1)!;
    this.#share = shareOf(options);
    const sampled = this.#sampledCount;
    const batches = sampled / batchSize;
    this.batchCount = dropLast ? Math.floor(batches) : Math.ceil(batches);
    this.usedWindowCount = dropLast ? this.batchCount * batchSize : sampled;
    this.#order = shuffle ? new EpochOrder(this.windowCount, options) : undefined;
  }

  /** The windows of this rank: equally many in each. */
  get #sampledCount(): number {
    return Math.ceil(this.windowCount / this.#share.worldSize);
  }

  windowOfRow(row: number): number {
    const place = this.#placeOfRow(row);
    return this.#order === undefined ? place : this.#order.at(place)!;
  }

  /** Where the window of a row stands in the order that all ranks share. */
  #placeOfRow(row: number): number {
    const { worldSize, rank } = this.#share;
    return worldSize === 1 ? row : (rank + row * worldSize) % this.windowCount;
  }

  /** Whether the windows that no row has may be anywhere in the text, not only at its end. */
  get leavesGaps(): boolean {
    return this.#order !== undefined || this.#share.worldSize > 1;
  }

  /** The windows that no row has, as `dropLast` leaves them out or other ranks have them, in ascending order. */
  missingWindows(): Uint32Array {
    if (this.#share.worldSize > 1) return this.#windowsOfOthers();
    const count = this.windowCount - this.usedWindowCount;
    return this.#order?.last(count) ?? Uint32Array.from({ length: count }, (_, i) => this.usedWindowCount + i);
  }

  #windowsOfOthers(): Uint32Array {
    const isMissing = new Uint8Array(this.windowCount).fill(1);
    const order = this.#order?.all();
    for (let row = 0; row < this.usedWindowCount; row++) {
      const place = this.#placeOfRow(row);
      isMissing[order?.[place] ?? place] = 0;
    }
    let found = 0;
    const missing = new Uint32Array(this.windowCount);
    for (let window = 0; window < this.windowCount; window++) {
      missing[found] = window;
      found += isMissing[window]!;
    }
    return missing.slice(0, found);
  }

  /** The row that shows a window; nothing if `dropLast` leaves it out, another rank has it, or there is no such window. */
  rowOfWindow(window: number): number | undefined {
    if (!(window >= 0 && window < this.windowCount)) return undefined;
    const { worldSize, rank } = this.#share;
    const place = this.#order === undefined ? window : this.#placesOf(this.#order.all())[window]!;
    const last = this.#sampledCount - 1;
    // The last row is where an order begins anew that does not come out even.
    const row = this.#placeOfRow(last) === place ? last : (place - rank) / worldSize;
    return Number.isInteger(row) && row >= 0 && row < this.usedWindowCount ? row : undefined;
  }

  /** The order the other way round, made when it is first asked for. */
  #placesOf(order: Uint32Array): Uint32Array {
    if (this.#places === undefined) {
      this.#places = new Uint32Array(order.length);
      for (let place = 0; place < order.length; place++) this.#places[order[place]!] = place;
    }
    return this.#places;
  }

  /** Index of the first input token of a row. */
  startOfRow(row: number): number {
    return this.startOfWindow(this.windowOfRow(row));
  }

  /** Index of the first input token of a window. */
  startOfWindow(window: number): number {
    if (this.#bounds.length === 2) return window * this.#options.stride;
    const part = lastAtMost(this.#before, window);
    return this.#bounds[part]! + (window - this.#before[part]!) * this.#options.stride;
  }

  batchOfRow(row: number): number {
    return Math.floor(row / this.#options.batchSize);
  }

  /** The windows, by their place in the text, that hold a token as input; `last` is exclusive. */
  windowsOfToken(token: number): { readonly first: number; readonly last: number } {
    const part = Math.max(0, lastAtMost(this.#bounds.subarray(0, -1), token));
    const { windowsBefore: before, windows, start } = this.part(part);
    const { first, last } = windowsHolding(token - start, windows, this.#options);
    return { first: before + first, last: before + last };
  }

  /** How many parts the text has: 1, unless bounds were given. */
  get partCount(): number {
    return this.#bounds.length - 1;
  }

  part(index: number): WindowPart {
    const start = this.#bounds[index]!;
    const windowsBefore = this.#before[index]!;
    return {
      start,
      tokenCount: this.#bounds[index + 1]! - start,
      windowsBefore,
      windows: this.#before[index + 1]! - windowsBefore,
    };
  }
}
