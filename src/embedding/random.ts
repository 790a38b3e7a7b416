/**
 * Numbers uniform in [0, 1) from a seed of 32 bits: Tommy Ettinger's mulberry32. For algorithms that need a random start and must give
 * the same picture each time; tables are drawn by PyTorch's generator (dataset/random).
 *
 * @example
 * const random = seededRandom(42);
 * random(); // 0.6011037519201636
 */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
