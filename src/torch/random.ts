import { seedProblemOf, seedProblemSentence } from '../base/seed';

/**
 * PyTorch's CPU random numbers: the 32-bit Mersenne Twister MT19937 (Matsumoto and Nishimura, 1998) and the transformations that
 * `torch.nn` builds on it, so that a seed gives here what it gives in a notebook.
 */
const stateSize = 624;
const shiftSize = 397;

/** Values that {@link TorchGenerator.fillNormalSteps} makes between two steps: about 10 ms of work. */
const stepSize = 1 << 18;

/**
 * Reads a seed as `torch.manual_seed` does: a 64-bit integer, negative ones included.
 *
 * @throws RangeError if it is not an integer from -2^63 to 2^64 - 1
 */
export function parseSeed(seed: bigint | number | string): bigint {
  const text = String(seed).trim();
  const problem = seedProblemOf(text);
  if (problem !== undefined) throw new RangeError(seedProblemSentence(problem, text));
  return BigInt(text.replace('+', ''));
}

/**
 * `torch.Generator()` on the CPU.
 *
 * @example
 * const weights = new Float32Array(12);
 * new TorchGenerator(42).fillNormal(weights); // torch.manual_seed(42); nn.Embedding(3, 4)
 * weights[0]; // 0.3367
 */
export class TorchGenerator {
  readonly #state = new Uint32Array(stateSize);
  #next = stateSize;
  /** The second of a pair of normal samples, kept for the next call; it survives from one tensor to the next. */
  #kept: number | undefined;

  constructor(seed: bigint | number) {
    this.manualSeed(seed);
  }

  /** Starts anew from the low 32 bits of `seed`. */
  manualSeed(seed: bigint | number): void {
    const state = this.#state;
    state[0] = Number(BigInt.asUintN(32, parseSeed(seed)));
    for (let i = 1; i < stateSize; i++) {
      const previous = state[i - 1]!;
      state[i] = Math.imul(1812433253, previous ^ (previous >>> 30)) + i;
    }
    this.#next = stateSize;
    this.#kept = undefined;
  }

  /** The next 32 bits, as a whole number from 0 to 2^32 - 1. */
  random(): number {
    if (this.#next === stateSize) this.#twist();
    let y = this.#state[this.#next++]!;
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return (y ^ (y >>> 18)) >>> 0;
  }

  /** Two draws as one 64-bit number, the first as the high half. */
  random64(): bigint {
    const high = BigInt(this.random());
    return (high << 32n) | BigInt(this.random());
  }

  /** Passes over the next `count` numbers of {@link random}, as drawing them would; they are not computed one by one. */
  skip(count: number): void {
    for (let left = count; left > 0;) {
      if (this.#next === stateSize) this.#twist();
      const step = Math.min(left, stateSize - this.#next);
      this.#next += step;
      left -= step;
    }
  }

  /** A generator that draws from here on what this one does. */
  copy(): TorchGenerator {
    const copy = new TorchGenerator(0);
    copy.#state.set(this.#state);
    copy.#next = this.#next;
    copy.#kept = this.#kept;
    return copy;
  }

  /** `normal_(0, 1)`: the weights of `nn.Embedding`, row by row. */
  fillNormal(out: Float32Array): void {
    const steps = this.fillNormalSteps(out);
    while (steps.next().done !== true);
  }

  /** {@link fillNormal} in steps, yielding how many values are done, so that the caller can do something else in between. */
  *fillNormalSteps(out: Float32Array): Generator<number, void> {
    if (out.length < 16) {
      for (let i = 0; i < out.length; i++) out[i] = this.#normal();
      return;
    }
    for (let from = 0; from < out.length; from += stepSize) {
      const to = Math.min(from + stepSize, out.length);
      for (let i = from; i < to; i++) out[i] = this.#uniform();
      yield to / 2;
    }
    const whole = out.length - (out.length % 16);
    for (let from = 0; from < whole; from += stepSize) {
      const to = Math.min(from + stepSize, whole);
      for (let block = from; block < to; block += 16) toNormal(out, block);
      yield (out.length + to) / 2;
    }
    if (whole === out.length) return;
    // A size that is no multiple of 16: the last 16 values are drawn again and transformed again.
    for (let i = out.length - 16; i < out.length; i++) out[i] = this.#uniform();
    toNormal(out, out.length - 16);
  }

  /** The weights of `nn.Linear(inFeatures, out.length / inFeatures, bias=False)`: uniform in ±1/sqrt(inFeatures). */
  fillLinear(out: Float32Array, inFeatures: number): void {
    const bound = Math.fround(1 / Math.sqrt(inFeatures));
    for (let i = 0; i < out.length; i++) out[i] = this.#uniform() * 2 * bound - bound;
  }

  /** A float uniform in [0, 1), of 24 bits. */
  #uniform(): number {
    return (this.random() & 0xffffff) * 2 ** -24;
  }

  /** A double uniform in [0, 1), of 53 bits. */
  #uniformDouble(): number {
    const high = this.random() & 0x1fffff;
    return (high * 2 ** 32 + this.random()) * 2 ** -53;
  }

  /** One normal sample by the Box-Muller transform in double precision. */
  #normal(): number {
    if (this.#kept !== undefined) {
      const kept = this.#kept;
      this.#kept = undefined;
      return kept;
    }
    const theta = 2 * Math.PI * this.#uniformDouble();
    const radius = Math.sqrt(-2 * Math.log1p(-this.#uniformDouble()));
    this.#kept = radius * Math.sin(theta);
    return radius * Math.cos(theta);
  }

  #twist(): void {
    const state = this.#state;
    const overlap = stateSize - shiftSize;
    for (let i = 0; i < overlap; i++) state[i] = state[i + shiftSize]! ^ mix(state[i]!, state[i + 1]!);
    for (let i = overlap; i < stateSize - 1; i++) state[i] = state[i - overlap]! ^ mix(state[i]!, state[i + 1]!);
    state[stateSize - 1] = state[shiftSize - 1]! ^ mix(state[stateSize - 1]!, state[0]!);
    this.#next = 0;
  }
}

/** The upper bit of one word with the lower bits of the next, through the generator's matrix. */
function mix(upper: number, lower: number): number {
  const y = (upper & 0x80000000) | (lower & 0x7fffffff);
  return (y >>> 1) ^ (-(y & 1) & 0x9908b0df);
}

const twoPi = Math.fround(2 * Math.PI);

/**
 * Box-Muller over a block of 16 uniforms: value j pairs with value j + 8. Rounded to single precision after each step, as PyTorch's
 * vectorized kernel is; its logarithm and cosine differ from ours in the last bit now and then.
 */
function toNormal(values: Float32Array, from: number): void {
  const { fround } = Math;
  for (let j = from; j < from + 8; j++) {
    const radius = fround(Math.sqrt(fround(-2 * fround(Math.log(1 - values[j]!)))));
    const theta = fround(twoPi * values[j + 8]!);
    values[j] = radius * fround(Math.cos(theta));
    values[j + 8] = radius * fround(Math.sin(theta));
  }
}
