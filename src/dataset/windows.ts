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

export interface LoaderProblem {
  readonly field: keyof LoaderOptions;
  readonly message: string;
}

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
const lastEpoch = 1_000_000;

/**
 * What keeps a text from being cut with these options; empty if nothing does.
 *
 * @param bounds its number of tokens; or the bounds of parts that no window crosses, as {@link WindowPlan} takes them
 */
export function checkLoaderOptions(options: LoaderOptions, bounds: number | Uint32Array): LoaderProblem[] {
  const problems: LoaderProblem[] = [];
  const atLeastOne = (field: 'maxLength' | 'stride' | 'batchSize' | 'epoch', name: string): void => {
    const value = options[field];
    if (!Number.isSafeInteger(value) || value < 1) {
      problems.push({ field, message: `${name} is ${value}. Enter a whole number of at least 1.` });
    }
  };
  atLeastOne('maxLength', 'max_length');
  atLeastOne('stride', 'stride');
  atLeastOne('batchSize', 'batch_size');
  atLeastOne('epoch', 'epoch');
  if (options.epoch > lastEpoch) {
    problems.push({ field: 'epoch', message: `epoch is ${options.epoch}. Enter at most ${lastEpoch}.` });
  }
  if (problems.length > 0) return problems;
  const { maxLength, batchSize, dropLast } = options;
  const windows = windowsBefore(boundsOf(bounds), options).at(-1)!;
  if (windows === 0) return [{ field: 'maxLength', message: tooShort(bounds, maxLength) }];
  if (dropLast && windows < batchSize) {
    const message = `There ${windows === 1 ? 'is 1 window' : `are ${windows} windows`}; batch_size ${batchSize} needs ${batchSize}, and drop_last leaves out the rest. Lower batch_size or turn drop_last off.`;
    return [{ field: 'batchSize', message }];
  }
  return [];
}

function tooShort(bounds: number | Uint32Array, maxLength: number): string {
  const needs = `max_length ${maxLength} needs at least ${maxLength + 1}`;
  if (typeof bounds === 'number') return `This text has ${tokens(bounds)}; ${needs}. Lower max_length or add text.`;
  const longest = bounds.reduce((most, bound, i) => Math.max(most, bound - (bounds[i - 1] ?? 0)), 0);
  return `The longest of ${bounds.length - 1} files has ${tokens(longest)}; ${needs}. Lower max_length, or let windows cross files.`;
}

function tokens(count: number): string {
  return count === 1 ? '1 token' : `${count} tokens`;
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

/**
 * The windows that hold a token as input, of `windows` cut from one text; `last` is exclusive.
 *
 * @example
 * windowsHolding(3, 10, { maxLength: 4, stride: 2 }); // { first: 0, last: 2 }: those of tokens 0 to 3 and 2 to 5
 */
export function windowsHolding(
  token: number,
  windows: number,
  { maxLength, stride }: Pick<LoaderOptions, 'maxLength' | 'stride'>,
): { readonly first: number; readonly last: number } {
  const first = Math.max(0, Math.ceil((token - maxLength + 1) / stride));
  const last = Math.min(windows, Math.floor(token / stride) + 1);
  return { first, last: Math.max(first, last) };
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
