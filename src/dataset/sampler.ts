import { TorchGenerator } from '../torch/random';

/**
 * `torch.randperm(n, generator=generator)`: a Fisher-Yates shuffle of 0 to n - 1.
 *
 * @example
 * randperm(5, new TorchGenerator(0)); // the order in which five windows are visited
 */
export function randperm(n: number, generator: TorchGenerator): Uint32Array {
  const order = new Uint32Array(n);
  for (let i = 0; i < n; i++) order[i] = i;
  for (let i = 0; i < n - 1; i++) {
    const other = drawPlace(generator, i, n);
    const held = order[i]!;
    order[i] = order[other]!;
    order[other] = held;
  }
  return order;
}

/** One of the places from `i` on, to be swapped with `i`. */
function drawPlace(generator: TorchGenerator, i: number, n: number): number {
  // `random % left`, which is several times slower on numbers beyond 31 bits. The quotient is exact enough: two quotients of
  // 32-bit numbers differ by at least 2^-32, far more than a double rounds.
  const random = generator.random();
  const left = n - i;
  return i + random - Math.floor(random / left) * left;
}

/**
 * The numbers that `randperm(n, generator)` puts in its last `count` places, in ascending order. The swaps are undone from the last to the
 * first over one byte a number that says only whether it is wanted: half the time of the shuffle, and nothing to sort.
 *
 * @example
 * lastOfRandperm(5, 2, new TorchGenerator(0)); // what a loader with batch_size 3 and drop_last leaves out of five
 */
export function lastOfRandperm(n: number, count: number, generator: TorchGenerator): Uint32Array {
  const places = new Uint32Array(n);
  for (let i = 0; i < n - 1; i++) places[i] = drawPlace(generator, i, n);
  const wanted = new Uint8Array(n).fill(1, n - count);
  for (let i = n - 2; i >= 0; i--) {
    const other = places[i]!;
    const held = wanted[i]!;
    wanted[i] = wanted[other]!;
    wanted[other] = held;
  }
  const last = new Uint32Array(count);
  // Written always, and kept where it is wanted: a branch would be guessed wrong too often.
  for (let number = 0, found = 0; found < count; number++) {
    last[found] = number;
    found += wanted[number]!;
  }
  return last;
}

/** Places of an order that are drawn without drawing the rest: what a person sees at once, and some scrolling. */
const drawnAhead = 4096;

/**
 * What draws the order of a shuffled loader:
 * - `global`: `DataLoader(shuffle=True)` after `torch.manual_seed(seed)`;
 * - `generator`: `DataLoader(shuffle=True, generator=torch.Generator().manual_seed(seed))`;
 * - `distributed`: `DataLoader(sampler=DistributedSampler(dataset, num_replicas, rank, seed=seed))` after `sampler.set_epoch(epoch - 1)`.
 */
export type Sampler = 'global' | 'generator' | 'distributed';

/** What decides an order; `epoch` counts from 1. */
export interface OrderOptions {
  readonly seed: bigint;
  readonly epoch: number;
  /** Left out: `global`. */
  readonly sampler?: Sampler | undefined;
}

/** Numbers that may be passed over before an order: they take about a quarter of a second. */
const mostSkipped = 2 ** 28;

/**
 * 32-bit numbers that an epoch takes from the generator that goes on from epoch to epoch. The loader draws a 64-bit seed for its workers.
 * `RandomSampler` then draws another as the seed of a generator of its own; where it was given one it shuffles with that, and once
 * more at the end of the epoch for the `num_samples % n` places that are left: none.
 */
function drawsOfEpoch(length: number, sampler: Sampler | undefined): number {
  return sampler === 'generator' ? 2 + 2 * Math.max(0, length - 1) : 4;
}

/** The last epoch whose order is drawn: those before it have to be passed over. */
export function lastEpoch(length: number, sampler: Sampler | undefined): number {
  if (sampler === 'distributed') return Number.MAX_SAFE_INTEGER;
  return 1 + Math.floor(mostSkipped / drawsOfEpoch(length, sampler));
}

/** The generator that shuffles `length` samples, as it is when it begins. */
function shufflingGenerator(length: number, { seed, epoch, sampler }: OrderOptions): TorchGenerator {
  if (sampler === 'distributed') return new TorchGenerator(seed + BigInt(epoch - 1));
  const generator = new TorchGenerator(seed);
  generator.skip((epoch - 1) * drawsOfEpoch(length, sampler));
  generator.random64();
  return sampler === 'generator' ? generator : new TorchGenerator(generator.random64());
}

/**
 * The order of one epoch of a shuffled loader with `num_workers=0`, drawn as far as it is asked for: the shuffle goes from the first place
 * on and never comes back to one, so that the first rows of millions are there at once. Of a `DistributedSampler` it is the order that
 * all ranks share.
 *
 * Source: `torch/utils/data/dataloader.py`, `sampler.py` and `distributed.py`, PyTorch 2.13. The order is the same from PyTorch 1.9 on,
 * that of `generator` after its first epoch from 1.11 on.
 *
 * @example
 * new EpochOrder(2_500_000, { seed: 123n, epoch: 1 }).at(0); // the window that comes first, without an array of millions
 */
export class EpochOrder {
  readonly #start: TorchGenerator;
  #all: Uint32Array | undefined;
  /** The first places, and the windows that are no longer at their own place after them. */
  readonly #first: number[] = [];
  readonly #moved = new Map<number, number>();
  readonly #generator: TorchGenerator;

  constructor(
    readonly length: number,
    options: OrderOptions,
  ) {
    this.#start = shufflingGenerator(length, options);
    this.#generator = this.#start.copy();
  }

  /** The window at a place of the order; `undefined` after its end. */
  at(place: number): number | undefined {
    if (this.#all === undefined && place < Math.min(drawnAhead, this.length)) return this.#drawTo(place);
    return this.all()[place];
  }

  /** The whole order, which takes 4 bytes a window. */
  all(): Uint32Array {
    return (this.#all ??= randperm(this.length, this.#start.copy()));
  }

  /** The windows in the last `count` places, in ascending order; the whole order is not drawn for them. */
  last(count: number): Uint32Array {
    if (this.#all !== undefined) return this.#all.slice(this.length - count).sort();
    return lastOfRandperm(this.length, count, this.#start.copy());
  }

  #drawTo(place: number): number {
    for (let i = this.#first.length; i <= place; i++) {
      const other = i + (i < this.length - 1 ? this.#generator.random() % (this.length - i) : 0);
      const held = this.#moved.get(i) ?? i;
      this.#first.push(this.#moved.get(other) ?? other);
      this.#moved.set(other, held);
    }
    return this.#first[place]!;
  }
}
