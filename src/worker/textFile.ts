import { openRegularFile } from '../platform/node/regularFile';

/** A file that holds no text; the message is the end of a sentence that begins with its name. */
export class NoTextError extends Error {
  override readonly name = 'NoTextError';
}

/** Bytes that are read at once: a hundredth of a second of work. */
const blockSize = 1 << 18;

/**
 * The text of a UTF-8 file in parts, a byte order mark included, from a byte on that begins a character.
 *
 * @throws {FileKindError} for a pipe, a device and the like, which are not opened
 * @throws {NoTextError} for a binary file, and one of another character encoding
 */
export async function* textOfFile(path: string, from = 0): AsyncGenerator<string, void, undefined> {
  const file = await openRegularFile(path);
  try {
    const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
    const block = Buffer.allocUnsafe(Math.max(1, Math.min(blockSize, (await file.stat()).size - from + 1)));
    for (let at = from; ;) {
      const { bytesRead } = await file.read(block, 0, block.length, at);
      const bytes = block.subarray(0, bytesRead);
      checkBytes(bytes, at === 0);
      const text = decode(decoder, bytes, at, bytesRead > 0);
      if (text !== '') yield text;
      if (bytesRead === 0) return;
      at += bytesRead;
    }
  } finally {
    await file.close();
  }
}

/**
 * @param isFirst whether they begin the file
 * @throws {NoTextError} for a binary file, and one of another character encoding
 */
export function checkBytes(bytes: Uint8Array, isFirst: boolean): void {
  if (isFirst && bytes.length >= 2) {
    const mark = bytes[0]! * 256 + bytes[1]!;
    if (mark === 0xfeff || mark === 0xfffe) throw new NoTextError('is UTF-16; save it as UTF-8');
  }
  if (bytes.includes(0)) throw new NoTextError('is binary');
}

function decode(decoder: InstanceType<typeof TextDecoder>, bytes: Buffer, at: number, goesOn: boolean): string {
  try {
    return decoder.decode(bytes, { stream: goesOn });
  } catch {
    const place = (at + Math.max(0, firstInvalid(bytes))).toLocaleString('en-US');
    throw new NoTextError(`is not UTF-8 from about byte ${place} on; save it as UTF-8`);
  }
}

/** Bytes up to the first that the decoder refuses; 0 if what was before this block decides. */
function firstInvalid(bytes: Buffer): number {
  let low = 0;
  for (let high = bytes.length; low < high;) {
    const middle = (low + high) >> 1;
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, middle + 1), { stream: true });
      low = middle + 1;
    } catch {
      high = middle;
    }
  }
  return low;
}
