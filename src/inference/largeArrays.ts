import { isInteger, isOneOf, isString, arrayOf, object, type Validated } from '../base/validator';
import type { BufferFile } from './bufferFile';

/** Smaller arrays go with their message. */
const smallest = 2 ** 15;
/** Bytes that are read in one go, a millisecond or so: the extension host has others to serve. */
const largestPiece = 2 ** 22;

const arrayTypes = { Float32Array, Float64Array, Int32Array, Uint32Array, Uint8Array };
type ArrayName = keyof typeof arrayTypes;
type LargeArray = InstanceType<(typeof arrayTypes)[ArrayName]>;

/** An array that was taken out of a message, and where in the exchange file it is. */
export const movedArray = object({
  path: arrayOf(isString),
  type: isOneOf('Float32Array', 'Float64Array', 'Int32Array', 'Uint32Array', 'Uint8Array'),
  offset: isInteger(0),
  bytes: isInteger(0),
});
export type MovedArray = Validated<typeof movedArray>;

interface Taken {
  readonly message: unknown;
  readonly moved: MovedArray[];
}

interface Found {
  readonly array: LargeArray;
  readonly type: ArrayName;
  readonly path: readonly string[];
}

/**
 * The message without its large arrays, which are in `file` from then on. What does not fit there stays in the message. Yields before it
 * would write more than a few megabytes in one go.
 */
export function* takeLargeArrays(message: unknown, file: BufferFile): Generator<undefined, Taken> {
  const moved: MovedArray[] = [];
  const turn = new Turn();
  let left = message;
  for (const { array, type, path } of largeArraysIn(message, [])) {
    const span = file.reserve(array.byteLength);
    if (span === undefined) continue;
    const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
    try {
      for (const { from, to } of piecesOf(bytes.length)) {
        if (turn.isOverWith(to - from)) yield;
        file.write(bytes.subarray(from, to), span.offset + from);
      }
    } catch {
      file.free(span);
      continue;
    }
    moved.push({ path: [...path], type, ...span });
    left = without(left, path);
  }
  return { message: left, moved };
}

/**
 * Reads the arrays back and puts each into its place in the message, which is changed; null where one cannot be read, which no receiver
 * takes for an array. Yields before it would read more than a few megabytes in one go.
 */
export function* putLargeArrays(
  message: unknown,
  moved: readonly MovedArray[],
  file: BufferFile,
): Generator<undefined, void> {
  const turn = new Turn();
  for (const { path, type, offset, bytes } of moved) {
    const holder = path.slice(0, -1).reduce(fieldOf, message);
    const name = path.at(-1);
    if (name === undefined || !isPlain(holder) || !Object.hasOwn(holder, name)) continue;
    // Not filled with zeros first.
    const into = Buffer.allocUnsafeSlow(bytes);
    const Type = arrayTypes[type];
    holder[name] = new Type(into.buffer, 0, bytes / Type.BYTES_PER_ELEMENT);
    try {
      for (const { from, to } of piecesOf(bytes)) {
        if (turn.isOverWith(to - from)) yield;
        file.read(into.subarray(from, to), offset + from);
      }
    } catch {
      holder[name] = null;
    }
  }
}

/** Counts the bytes that are copied in one go. */
class Turn {
  #copied = 0;

  /** Whether these would be too many with those before: then they are the first of the next turn. */
  isOverWith(bytes: number): boolean {
    const isOver = this.#copied > 0 && this.#copied + bytes > largestPiece;
    this.#copied = isOver ? bytes : this.#copied + bytes;
    return isOver;
  }
}

function* piecesOf(bytes: number): Generator<{ readonly from: number; readonly to: number }> {
  for (let from = 0; from < bytes; from += largestPiece) yield { from, to: Math.min(bytes, from + largestPiece) };
}

function* largeArraysIn(value: unknown, path: readonly string[]): Generator<Found> {
  const type = arrayNameOf(value);
  if (type !== undefined) {
    const array = value as LargeArray;
    if (array.byteLength >= smallest) yield { array, type, path };
  } else if (isPlain(value)) {
    for (const [key, inner] of Object.entries(value)) yield* largeArraysIn(inner, [...path, key]);
  }
}

/** A copy of the objects on the way to a place where nothing is left. */
function without(value: unknown, [name, ...rest]: readonly string[]): unknown {
  if (name === undefined) return undefined;
  return isPlain(value) ? { ...value, [name]: without(value[name], rest) } : value;
}

function fieldOf(holder: unknown, name: string): unknown {
  return isPlain(holder) && Object.hasOwn(holder, name) ? holder[name] : undefined;
}

function arrayNameOf(value: unknown): ArrayName | undefined {
  return (Object.keys(arrayTypes) as ArrayName[]).find(name => value instanceof arrayTypes[name]);
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
