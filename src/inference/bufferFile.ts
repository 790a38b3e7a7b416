import { closeSync, fstatSync, ftruncateSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What is in the file at the same time, at most; what does not fit goes another way. */
const largestFile = 2 ** 28;
/** A file that grew beyond this gives its memory back once all of it was taken. */
const keptSize = 2 ** 24;

/** A piece of the file that holds one array. */
export interface Span {
  readonly offset: number;
  readonly bytes: number;
}

/**
 * Memory that two processes hand large arrays over in: a file that has no name any more, so that only who inherits its descriptor can
 * reach it, and that goes when they do. One process writes and the other reads; both are copies within the system's page cache, three
 * times as fast as a pipe, which is emptied in small pieces with a change of process between them.
 *
 * @example
 * const span = file.reserve(bytes.length); // in one process
 * file.write(bytes, span.offset); // which then tells the other one the span
 * file.read(target, span.offset); // in the other, which then says that it was taken
 * file.free(span); // in the first: the space may be used again
 */
export class BufferFile {
  #end = 0;
  #held = 0;
  #isClosed = false;

  constructor(readonly descriptor: number) {}

  /** Nothing where the folder for temporary files cannot be written to. */
  static create(): BufferFile | undefined {
    const path = join(tmpdir(), `tokenscope-${randomUUID()}`);
    let descriptor: number | undefined;
    try {
      descriptor = openSync(path, 'wx+', 0o600);
      unlinkSync(path);
      return new BufferFile(descriptor);
    } catch {
      if (descriptor !== undefined) closeSync(descriptor);
      return undefined;
    }
  }

  /**
   * The file that this process inherited under a descriptor.
   *
   * @param identity of the file, as {@link identity} says on the other side: a descriptor that means anything else here is left alone
   */
  static inherited(descriptor: number, identity: string | undefined): BufferFile | undefined {
    try {
      const file = new BufferFile(descriptor);
      return file.identity === identity ? file : undefined;
    } catch {
      return undefined;
    }
  }

  get identity(): string {
    const { dev, ino } = fstatSync(this.descriptor, { bigint: true });
    return `${dev}:${ino}`;
  }

  /** Makes room for an array; nothing if the file would grow too large. */
  reserve(bytes: number): Span | undefined {
    const offset = this.#end;
    if (this.#isClosed || offset + bytes > largestFile) return undefined;
    this.#end += bytes;
    this.#held += bytes;
    return { offset, bytes };
  }

  /**
   * Copies bytes into the file.
   *
   * @throws Error where the disk has no room
   */
  write(bytes: Uint8Array, offset: number): void {
    if (this.#isClosed) throw new RangeError('The exchange is closed');
    for (let done = 0; done < bytes.length;) {
      done += writeSync(this.descriptor, bytes, done, bytes.length - done, offset + done);
    }
  }

  /** Fills `into` with what begins at `offset`. */
  read(into: Uint8Array, offset: number): void {
    // The number may be another file's by now.
    if (this.#isClosed) throw new RangeError('The exchange is closed');
    for (let done = 0; done < into.length;) {
      const read = readSync(this.descriptor, into, done, into.length - done, offset + done);
      if (read === 0) throw new RangeError(`The exchange ends at ${offset + done} bytes`);
      done += read;
    }
  }

  /** Says that the other side has taken the array. */
  free({ bytes }: Pick<Span, 'bytes'>): void {
    this.#held -= bytes;
    if (this.#held > 0 || this.#isClosed) return;
    if (this.#end > keptSize) ftruncateSync(this.descriptor, 0);
    this.#end = 0;
    this.#held = 0;
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    closeSync(this.descriptor);
  }
}
