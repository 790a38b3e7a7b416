/** The result of work in steps; each step must tell a fraction that is done. */
export function finish<T>(steps: Generator<number, T>): T {
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
    if (!(value >= 0 && value <= 1)) throw new RangeError(`A step told ${value}, which is no fraction`);
  }
}
