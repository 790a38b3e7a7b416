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

/**
 * The order of epoch `epoch` (from 1) of `DataLoader(shuffle=True, num_workers=0)` after `torch.manual_seed(seed)`.
 *
 * Each iteration draws two 64-bit numbers from the global generator: the base seed for workers, which is not used here, and the
 * seed of the generator that permutes. Source: `torch/utils/data/dataloader.py` and `sampler.py`, PyTorch 2.13.
 */
export function epochOrder(n: number, seed: bigint, epoch: number): Uint32Array {
  const global = new TorchGenerator(seed);
  for (let earlier = 1; earlier < epoch; earlier++) {
    global.random64();
    global.random64();
  }
  global.random64();
  return randperm(n, new TorchGenerator(global.random64()));
}
