/**
 * The index of the last number that is at most `value`, in numbers that never fall; -1 if all are greater.
 *
 * @example
 * lastAtMost([0, 10, 10, 30], 12); // 2
 */
export function lastAtMost(numbers: ArrayLike<number>, value: number): number {
  let low = -1;
  for (let high = numbers.length - 1; low < high;) {
    const middle = (low + high + 1) >> 1;
    if (numbers[middle]! <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}
