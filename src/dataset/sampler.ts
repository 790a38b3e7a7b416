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
 * The order of epoch `epoch` (from 1) of `DataLoader(shuffle=True, num_workers=0)` after `torch.manual_seed(seed)`, drawn as far as it is
 * asked for: the shuffle goes from the first place on and never comes back to one, so that the first rows of millions are there at once.
 *
 * Each iteration draws two 64-bit numbers from the global generator: the base seed for workers, which is not used here, and the
 * seed of the generator that permutes. Source: `torch/utils/data/dataloader.py` and `sampler.py`, PyTorch 2.13.
 *
 * @example
 * new EpochOrder(2_500_000, 123n, 1).at(0); // the window that comes first, without an array of millions
 */
export class EpochOrder {
  readonly #seed: bigint;
  #all: Uint32Array | undefined;
  /** The first places, and the windows that are no longer at their own place behind them. */
  readonly #first: number[] = [];
  readonly #moved = new Map<number, number>();
  readonly #generator: TorchGenerator;

  constructor(
    readonly length: number,
    seed: bigint,
    epoch: number,
  ) {
    const global = new TorchGenerator(seed);
    for (let earlier = 1; earlier < epoch; earlier++) {
      global.random64();
      global.random64();
    }
    global.random64();
    this.#seed = global.random64();
    this.#generator = new TorchGenerator(this.#seed);
  }

  /** The window at a place of the order; `undefined` behind its end. */
  at(place: number): number | undefined {
    if (this.#all === undefined && place < Math.min(drawnAhead, this.length)) return this.#drawTo(place);
    return this.all()[place];
  }

  /** The whole order, which takes 4 bytes a window. */
  all(): Uint32Array {
    return (this.#all ??= randperm(this.length, new TorchGenerator(this.#seed)));
  }

  /** The windows in the last `count` places, in ascending order; the whole order is not drawn for them. */
  last(count: number): Uint32Array {
    if (this.#all !== undefined) return this.#all.slice(this.length - count).sort();
    return lastOfRandperm(this.length, count, new TorchGenerator(this.#seed));
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
