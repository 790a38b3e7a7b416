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

/** An epoch's order needs the draws of all epochs before it: up to here they take a tenth of a second. */
const lastEpoch = 1_000_000;

/** What keeps a text of `tokenCount` tokens from being cut with these options; empty if nothing does. */
export function checkLoaderOptions(options: LoaderOptions, tokenCount: number): LoaderProblem[] {
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
  const { maxLength, batchSize, stride, dropLast } = options;
  const windows = windowCount(tokenCount, maxLength, stride);
  if (windows === 0) {
    const message = `This text has ${tokens(tokenCount)}; max_length ${maxLength} needs at least ${maxLength + 1}. Lower max_length or add text.`;
    return [{ field: 'maxLength', message }];
  }
  if (dropLast && windows < batchSize) {
    const message = `There ${windows === 1 ? 'is 1 window' : `are ${windows} windows`}; batch_size ${batchSize} needs ${batchSize}, and drop_last leaves out the rest. Lower batch_size or turn drop_last off.`;
    return [{ field: 'batchSize', message }];
  }
  return [];
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
 * Which tokens each row of each batch holds. A *window* is numbered by its place in the text, a *row* by its place in the loader's
 * order; the two differ only when shuffled, and only then does the plan take memory (4 bytes a window, once more than the first rows are
 * asked for).
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

  constructor(tokenCount: number, options: LoaderOptions) {
    const { maxLength, stride, batchSize, dropLast, shuffle, seed, epoch } = options;
    this.#options = options;
    this.windowCount = windowCount(tokenCount, maxLength, stride);
    const batches = this.windowCount / batchSize;
    this.batchCount = dropLast ? Math.floor(batches) : Math.ceil(batches);
    this.usedWindowCount = dropLast ? this.batchCount * batchSize : this.windowCount;
    this.#order = shuffle ? new EpochOrder(this.windowCount, seed, epoch) : undefined;
  }

  windowOfRow(row: number): number {
    return this.#order === undefined ? row : this.#order.at(row)!;
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
    return this.windowOfRow(row) * this.#options.stride;
  }

  batchOfRow(row: number): number {
    return Math.floor(row / this.#options.batchSize);
  }

  /** The windows, by their place in the text, that hold a token as input; `last` is exclusive. */
  windowsOfToken(token: number): { readonly first: number; readonly last: number } {
    const { maxLength, stride } = this.#options;
    const first = Math.max(0, Math.ceil((token - maxLength + 1) / stride));
    const last = Math.min(this.windowCount, Math.floor(token / stride) + 1);
    return { first, last: Math.max(first, last) };
  }
}
