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

/** The message without its large arrays, which are in `file` from then on. What does not fit there stays in the message. */
export function takeLargeArrays(message: unknown, file: BufferFile): Taken {
  const moved: MovedArray[] = [];
  const walk = (value: unknown, path: readonly string[]): unknown => {
    const type = arrayNameOf(value);
    if (type !== undefined) {
      const array = value as LargeArray;
      const span = array.byteLength < smallest ? undefined : file.write(array);
      if (span === undefined) return array;
      moved.push({ path: [...path], type, ...span });
      return undefined;
    }
    if (!isPlain(value)) return value;
    let copy: Record<string, unknown> | undefined;
    for (const [key, inner] of Object.entries(value)) {
      const kept = walk(inner, [...path, key]);
      if (kept !== inner) (copy ??= { ...value })[key] = kept;
    }
    return copy ?? value;
  };
  return { message: walk(message, []), moved };
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
  let read = 0;
  for (const { path, type, offset, bytes } of moved) {
    const holder = path.slice(0, -1).reduce(fieldOf, message);
    const name = path.at(-1);
    if (name === undefined || !isPlain(holder) || !Object.hasOwn(holder, name)) continue;
    // Not filled with zeros first.
    const into = Buffer.allocUnsafeSlow(bytes);
    const Type = arrayTypes[type];
    holder[name] = new Type(into.buffer, 0, bytes / Type.BYTES_PER_ELEMENT);
    for (let done = 0; done < bytes;) {
      const piece = Math.min(bytes - done, largestPiece);
      if (read > 0 && read + piece > largestPiece) {
        yield;
        read = 0;
      }
      try {
        file.read(into.subarray(done, done + piece), offset + done);
      } catch {
        holder[name] = null;
        break;
      }
      read += piece;
      done += piece;
    }
  }
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
