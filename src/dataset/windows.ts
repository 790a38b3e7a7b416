import { windowsHolding } from '../base/slidingWindows';
import { lastAtMost } from '../base/sortedSearch';
import { EpochOrder } from './sampler';

/** The parameters of the chapter's `create_dataloader_v1`. */
export interface LoaderOptions {
  /** Tokens in each window: the context length. */
  readonly maxLength: number;
  /** Tokens from the start of one window to the start of the next. */
  readonly stride: number;
  readonly batchSize: number;
  readonly shuffle: boolean;
  /** As given to `torch.manual_seed`; used only with `shuffle`. */
  readonly seed: bigint;
  /** Which pass over the data, from 1; each shuffled epoch has an order of its own. */
  readonly epoch: number;
  /** Leave out a last batch of fewer than `batchSize` windows. */
  readonly dropLast: boolean;
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
  /** Not one batch is full, and `dropLast` leaves out what is not. */
  | { readonly kind: 'noFullBatch'; readonly field: 'batchSize'; readonly windows: number; readonly batchSize: number };
type CountField = 'maxLength' | 'stride' | 'batchSize' | 'epoch';

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

/**
 * What keeps a text from being cut with these options; empty if nothing does.
 *
 * @param bounds its number of tokens; or the bounds of parts that no window crosses, as {@link WindowPlan} takes them
 */
export function checkLoaderOptions(options: LoaderOptions, bounds: number | Uint32Array): LoaderProblem[] {
  const problems: LoaderProblem[] = [];
  for (const field of ['maxLength', 'stride', 'batchSize', 'epoch'] as const) {
    const value = options[field];
    if (!Number.isSafeInteger(value) || value < 1) problems.push({ kind: 'notPositive', field, value });
  }
  if (options.epoch > maximumEpoch)
    problems.push({ kind: 'epochTooLarge', field: 'epoch', value: options.epoch, maximum: maximumEpoch });
  if (problems.length > 0) return problems;
  const { maxLength, batchSize, dropLast } = options;
  const windows = windowsBefore(boundsOf(bounds), options).at(-1)!;
  if (windows === 0) return [tooShort(bounds, maxLength)];
  if (dropLast && windows < batchSize) return [{ kind: 'noFullBatch', field: 'batchSize', windows, batchSize }];
  return [];
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
 * order; the two differ only when shuffled, and only then does the plan take memory (4 bytes a window, once more than the first rows are
 * asked for).
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
  /** Windows that are left after `dropLast`: the rows of the loader. */
  readonly usedWindowCount: number;
  readonly #options: LoaderOptions;
  readonly #order: EpochOrder | undefined;
  #rows: Uint32Array | undefined;
  /** Where each part begins, and the end of the last. */
  readonly #bounds: Uint32Array;
  /** Windows in the parts before each, and in all. */
  readonly #before: Float64Array;

  /** @param bounds the number of tokens; or where each part begins, and the end of the last: 0, 10, 30 for two of 10 and 20 tokens */
  constructor(bounds: number | Uint32Array, options: LoaderOptions) {
    const { batchSize, dropLast, shuffle, seed, epoch } = options;
    this.#options = options;
    this.#bounds = boundsOf(bounds);
    this.#before = windowsBefore(this.#bounds, options);
    this.windowCount = this.#before.at(-1)!;
    const batches = this.windowCount / batchSize;
    this.batchCount = dropLast ? Math.floor(batches) : Math.ceil(batches);
    this.usedWindowCount = dropLast ? this.batchCount * batchSize : this.windowCount;
    this.#order = shuffle ? new EpochOrder(this.windowCount, seed, epoch) : undefined;
  }

  windowOfRow(row: number): number {
    return this.#order === undefined ? row : this.#order.at(row)!;
  }

  /** The windows that `dropLast` leaves out, in ascending order. */
  droppedWindows(): Uint32Array {
    const count = this.windowCount - this.usedWindowCount;
    return this.#order?.last(count) ?? Uint32Array.from({ length: count }, (_, i) => this.usedWindowCount + i);
  }

  /** The row that shows a window; nothing if `dropLast` leaves it out or there is no such window. */
  rowOfWindow(window: number): number | undefined {
    if (!(window >= 0 && window < this.windowCount)) return undefined;
    const row = this.#order === undefined ? window : this.#rowsOf(this.#order.all())[window]!;
    return row < this.usedWindowCount ? row : undefined;
  }

  /** The order the other way round, made when it is first asked for. */
  #rowsOf(order: Uint32Array): Uint32Array {
    if (this.#rows === undefined) {
      this.#rows = new Uint32Array(order.length);
      for (let row = 0; row < order.length; row++) this.#rows[order[row]!] = row;
    }
    return this.#rows;
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
