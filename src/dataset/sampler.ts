import { TorchGenerator } from './random';

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
    // `random % left`, which is several times slower on numbers beyond 31 bits. The quotient is exact enough: two quotients of
    // 32-bit numbers differ by at least 2^-32, far more than a double rounds.
    const random = generator.random();
    const left = n - i;
    const other = i + random - Math.floor(random / left) * left;
    const held = order[i]!;
    order[i] = order[other]!;
    order[other] = held;
  }
  return order;
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
