import { maximumArgument, maximumWaiting } from '../base/bounds';
import { errorText } from '../base/foreignText';
import { describe, isInteger } from '../base/validator';

/**
 * The properties of an argument, each read once: a getter of another extension may answer differently the next time, or throw.
 *
 * @throws TypeError that begins with the name of the argument, or of the property that cannot be read
 */
export function propertiesOf<T extends object>(
  value: T,
  argument: string,
  names: readonly (keyof T & string)[],
): Partial<T> {
  if (typeof value !== 'object' || (value as T | null) === null)
    throw new TypeError(`${argument}: expected an object, got ${describe(value)}`);
  return Object.fromEntries(names.map(name => [name, read(name, () => value[name])])) as Partial<T>;
}

function read<T>(name: string, get: () => T): T {
  try {
    return get();
  } catch (error) {
    throw new TypeError(`${name}: cannot be read: ${errorText(error)}`);
  }
}

/** A copy of token ids. */
export function toIds(ids: ArrayLike<number>): Uint32Array {
  const length = read('ids', () => (ids as ArrayLike<number> | null)?.length);
  if (typeof ids !== 'object' || length === undefined || !Number.isInteger(length) || length < 0)
    throw new TypeError(`ids: expected an array of token ids, got ${describe(ids)}`);
  checkLength('ids', length);
  if (ids instanceof Uint32Array) return ids.slice();
  const copy = new Uint32Array(length);
  const wrong = read('ids', () => {
    for (let i = 0; i < length; i++) {
      const id = ids[i] as unknown;
      if (!Number.isInteger(id) || Number(id) >>> 0 !== id) return { i, id };
      copy[i] = id;
    }
    return undefined;
  });
  if (wrong !== undefined) isInteger(0, 0xffffffff)(wrong.id, `ids[${wrong.i}]`);
  return copy;
}

/** @throws RangeError for what is too long to be sent at once */
export function checkLength(name: string, length: number): void {
  if (length > maximumArgument)
    throw new RangeError(`${name}: has a length of ${length}; at most ${maximumArgument} are taken. Pass it in parts.`);
}

/** What other extensions have sent and is not answered yet: texts and ids that are copied on their way. */
export class WaitingArguments {
  #waiting = 0;

  /**
   * Asks, if what waits already leaves room.
   *
   * @throws RangeError if it does not
   */
  async ask<T>(name: string, length: number, ask: () => Promise<T>): Promise<T> {
    checkLength(name, length);
    if (this.#waiting + length > maximumWaiting) {
      throw new RangeError(
        `${name}: has a length of ${length}, and calls with ${this.#waiting} wait for their answers; ${maximumWaiting} may wait at once. Await them first.`,
      );
    }
    this.#waiting += length;
    try {
      return await ask();
    } finally {
      this.#waiting -= length;
    }
  }
}

/** Errors of these names are about this argument: their messages begin with it. */
export async function about<T>(name: string, errorNames: readonly string[], answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (!(error instanceof Error) || !errorNames.includes(error.name)) throw error;
    if (!/^\w+(\[\d+\])?: /.test(error.message) || error.name !== 'RangeError')
      error.message = `${name}: ${error.message}`;
    throw error;
  }
}
