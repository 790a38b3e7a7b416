import { plain } from './foreignText';

/**
 * Checks that a value from outside (a message, a setting, a file) has the shape that a type promises.
 * A validator returns the value, typed, or throws a {@link ValidationError} that names the path to what is wrong.
 */
export type Validator<T> = (value: unknown, path: string) => T;

/** The type that a validator promises. */
export type Validated<V> = V extends Validator<infer T> ? T : never;

export class ValidationError extends Error {
  override readonly name = 'ValidationError';
  constructor(
    readonly path: string,
    expected: string,
    actual: unknown,
  ) {
    super(`${path}: expected ${expected}, got ${describe(actual)}`);
  }
}

/** A value in a few characters, for messages; a string is cut and can be no link. */
export function describe(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(plain(value, 40));
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (value === null || typeof value !== 'object') return String(value);
  // JSON may have a key `constructor`: only the prototype's is a class.
  const { constructor } = (Object.getPrototypeOf(value) ?? Object.prototype) as object;
  return constructor.name === 'Object' ? 'an object' : `a ${constructor.name}`;
}

function check<T>(expected: string, test: (value: unknown) => boolean): Validator<T> {
  return (value, path) => {
    if (!test(value)) throw new ValidationError(path, expected, value);
    return value as T;
  };
}

export const isString = check<string>('a string', value => typeof value === 'string');
export const isBoolean = check<boolean>('true or false', value => typeof value === 'boolean');
export const isNumber = check<number>('a number', value => typeof value === 'number' && !Number.isNaN(value));
// eslint-disable-next-line @typescript-eslint/no-invalid-void-type -- handlers of requests without an answer return nothing
export const isNothing = check<void>('nothing', value => value === undefined);
export const isUint32Array = check<Uint32Array>('a Uint32Array', value => value instanceof Uint32Array);
export const isFloat32Array = check<Float32Array>('a Float32Array', value => value instanceof Float32Array);
export const isUint8Array = check<Uint8Array>('a Uint8Array', value => value instanceof Uint8Array);

export function isInteger(from: number, to: number = Number.MAX_SAFE_INTEGER): Validator<number> {
  const range = to === Number.MAX_SAFE_INTEGER ? `of at least ${from}` : `from ${from} to ${to}`;
  return check(`an integer ${range}`, value => Number.isInteger(value) && Number(value) >= from && Number(value) <= to);
}

export function isOneOf<const T extends readonly (string | number)[]>(...values: T): Validator<T[number]> {
  return check(`one of ${values.join(', ')}`, value => values.includes(value as string));
}

export function arrayOf<T>(item: Validator<T>, maximumLength = Infinity): Validator<T[]> {
  return (value, path) => {
    if (!Array.isArray(value)) throw new ValidationError(path, 'an array', value);
    if (value.length > maximumLength) throw new ValidationError(path, `at most ${maximumLength} items`, value);
    for (let i = 0; i < value.length; i++) item(value[i], `${path}[${i}]`);
    return value as T[];
  };
}

export function recordOf<T>(item: Validator<T>): Validator<Record<string, T>> {
  return (value, path) => {
    if (typeof value !== 'object' || value === null) throw new ValidationError(path, 'an object', value);
    for (const [key, entry] of Object.entries(value)) item(entry, `${path}.${key}`);
    return value as Record<string, T>;
  };
}

export function optional<T>(inner: Validator<T>): Validator<T | undefined> {
  return (value, path) => (value === undefined ? undefined : inner(value, path));
}

export function union<A, B>(first: Validator<A>, second: Validator<B>): Validator<A | B> {
  return (value, path) => {
    try {
      return first(value, path);
    } catch {
      return second(value, path);
    }
  };
}

type Fields = Record<string, Validator<unknown>>;
type OptionalKeys<F extends Fields> = {
  [K in keyof F]: undefined extends Validated<F[K]> ? K : never;
}[keyof F];
type ObjectOf<F extends Fields> = { [K in Exclude<keyof F, OptionalKeys<F>>]: Validated<F[K]> } & {
  [K in OptionalKeys<F>]?: Validated<F[K]>;
};

/** An object with these fields; others are let through and not looked at. */
export function object<F extends Fields>(fields: F): Validator<ObjectOf<F>> {
  return (value, path) => {
    if (typeof value !== 'object' || value === null) throw new ValidationError(path, 'an object', value);
    for (const [key, field] of Object.entries(fields)) field((value as Record<string, unknown>)[key], `${path}.${key}`);
    return value as ObjectOf<F>;
  };
}

/** Objects told apart by the value of one field, as messages are by `type`. */
export function taggedUnion<K extends string, V extends Record<string, Validator<unknown>>>(
  tag: K,
  variants: V,
): Validator<{ [T in keyof V]: Validated<V[T]> & Record<K, T> }[keyof V]> {
  return (value, path) => {
    if (typeof value !== 'object' || value === null) throw new ValidationError(path, 'an object', value);
    const name = (value as Record<string, unknown>)[tag];
    const variant = typeof name === 'string' && Object.hasOwn(variants, name) ? variants[name] : undefined;
    if (variant === undefined)
      throw new ValidationError(`${path}.${tag}`, `one of ${Object.keys(variants).join(', ')}`, name);
    return variant(value, path) as { [T in keyof V]: Validated<V[T]> & Record<K, T> }[keyof V];
  };
}
