import { closeSync, readSync } from 'node:fs';
import { keyError } from '../base/keyError';
import { openRegularFileSync } from '../platform/node/regularFile';
import type { CountingJob, JobCount } from '../protocol/counting';
import type { SpecialTokenPolicy } from '../tokenizer/tokens';
import { SpecialTokenError, UnknownWordError, type Tokenizer, type Utf8Reader } from '../tokenizer/tokenizer';
import { reasonOf } from './corpusFiles';
import { checkBytes, NoTextError } from './textFile';

/** About so many bytes are counted at once; a file of twice as many is cut. */
const usualStretch = 1 << 23;
/** So far before the end of a stretch a place is looked for where the text may be cut. */
const cutReach = 1 << 16;
/** Memory is taken for all of a stretch. */
const longestStretch = 1 << 30;
const byteOrderMark = [0xef, 0xbb, 0xbf];
const shownWord = 40;

/**
 * Counts files and stretches of large ones, one after the other, in one buffer.
 *
 * @param stretchLength in bytes; left out but in tests
 */
export class StretchCounter {
  #buffer = Buffer.alloc(0);

  constructor(private readonly stretchLength = usualStretch) {}

  /** The count of a file or a stretch. A file that holds no text, or is gone, has a reason instead. */
  count(tokenizer: Tokenizer, policy: SpecialTokenPolicy, { path, stretch }: CountingJob): JobCount {
    let size = 0;
    try {
      const { descriptor, stats } = openRegularFileSync(path);
      try {
        size = stats.size;
        const { utf8 } = tokenizer;
        if (stretch === undefined && utf8 !== undefined && size > 2 * this.stretchLength) {
          const cuts = this.#cuts(utf8, descriptor, size);
          if (cuts.length > 0) return { tokens: 0, bytes: size, cuts };
        }
        const { from, to } = stretch ?? { from: 0, to: size };
        return {
          tokens: countBytes(tokenizer, policy, this.#read(descriptor, from, to), from === 0),
          bytes: to - from,
        };
      } finally {
        closeSync(descriptor);
      }
    } catch (error) {
      return { tokens: 0, bytes: size, reason: reasonOfCount(error, tokenizer) };
    }
  }

  /** Places about a stretch apart. */
  #cuts(utf8: Utf8Reader, descriptor: number, size: number): number[] {
    const cuts: number[] = [];
    for (let end = this.stretchLength; end < size; end += this.stretchLength) {
      const from = Math.max(cuts.at(-1) ?? 0, end - cutReach);
      const cut = utf8.lastCut(this.#read(descriptor, from, end));
      if (cut > 0) cuts.push(from + cut);
    }
    return cuts;
  }

  /** A view, good until the next call. Shorter if the file has become shorter. */
  #read(descriptor: number, from: number, to: number): Uint8Array {
    const length = to - from;
    if (length > longestStretch)
      throw new NoTextError(
        `has ${length.toLocaleString('en-US')} bytes without a space or a line where it could be cut`,
      );
    if (this.#buffer.length < length) this.#buffer = Buffer.allocUnsafe(length);
    let done = 0;
    for (let read = 1; done < length && read > 0; done += read)
      read = readSync(descriptor, this.#buffer, done, length - done, from + done);
    if (2 * this.stretchLength < this.#buffer.length && length <= this.stretchLength)
      this.#buffer = Buffer.from(this.#buffer.subarray(0, length)); // A giant stretch's memory goes with it.
    return this.#buffer.subarray(0, done);
  }
}

/** @throws NoTextError for a binary file, and one of another character encoding */
function countBytes(tokenizer: Tokenizer, policy: SpecialTokenPolicy, bytes: Uint8Array, isFirst: boolean): number {
  checkBytes(bytes, isFirst);
  const isMarked = isFirst && byteOrderMark.every((byte, index) => bytes[index] === byte);
  const own = isMarked ? bytes.subarray(byteOrderMark.length) : bytes;
  if (tokenizer.utf8 !== undefined) return tokenizer.utf8.count(own, policy);
  return tokenizer.count(new TextDecoder('utf-8', { ignoreBOM: true }).decode(own), policy);
}

function reasonOfCount(error: unknown, tokenizer: Tokenizer): string {
  if (error instanceof NoTextError) return error.message;
  if (error instanceof SpecialTokenError) return `has the special token ${error.token}, which encode(text) refuses`;
  if (error instanceof UnknownWordError)
    return `has a word that ${tokenizer.name} does not have: ${keyError(error.word.slice(0, shownWord))}`;
  return reasonOf(error);
}
