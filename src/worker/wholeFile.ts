import { randomBytes } from 'node:crypto';
import { open, readdir, rename, rm, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { isCancellation, throwIfCancelled, type CancellationToken } from '../base/cancellation';

/** A file could not be written; the message names it, says how far it came and what to do. */
export class WriteError extends Error {
  override readonly name = 'WriteError';
}

export interface WholeFileOptions {
  readonly token?: CancellationToken;
  /** Bytes of the whole file, if they are known. */
  readonly size?: number | undefined;
  readonly progress?: (written: number) => void;
  /** How the temporary file is opened; a test's disk may be full. */
  readonly open?: (path: string, flags: string) => Promise<Pick<FileHandle, 'write' | 'sync' | 'close'>>;
}

const count = new Intl.NumberFormat('en-US');

/**
 * Writes a file under a temporary name beside `path` and gives it its own name when it is whole and on the disk. Cancelled or failed,
 * it leaves nothing, and a file that was there before stays as it is. Between two parts, others get their turn. What a process that was
 * killed while it wrote this very file has left beside it is taken away first.
 *
 * @returns the bytes that were written
 * @throws {WriteError}
 */
export async function writeWholeFile(
  path: string,
  parts: Iterable<Uint8Array>,
  options: WholeFileOptions = {},
): Promise<number> {
  await removeLeftovers(path);
  const temporary = `${path}.tokenscope-${process.pid}-${randomBytes(4).toString('hex')}.tmp`;
  let written = 0;
  try {
    const file = await (options.open ?? open)(temporary, 'wx');
    try {
      for (const part of parts) {
        throwIfCancelled(options.token);
        for (let at = 0; at < part.length;)
          at += (await file.write(part, at, part.length - at, written + at)).bytesWritten;
        written += part.length;
        options.progress?.(written);
        await nextTurn();
      }
      throwIfCancelled(options.token);
      await file.sync();
    } finally {
      await file.close();
    }
    throwIfCancelled(options.token);
    await rename(temporary, path);
    return written;
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    if (isCancellation(error)) throw error;
    throw failure(path, error, written, options.size);
  }
}

/** Only names that nobody else gives, of processes that are no longer there. */
async function removeLeftovers(path: string): Promise<void> {
  const start = `${basename(path)}.tokenscope-`;
  const names = await readdir(dirname(path)).catch(() => []);
  for (const name of names) {
    const id = name.startsWith(start) ? /^(\d+)-[\da-f]{8}\.tmp$/.exec(name.slice(start.length))?.[1] : undefined;
    if (id === undefined || isRunning(Number(id))) continue;
    await rm(join(dirname(path), name), { force: true }).catch(() => undefined);
  }
}

function isRunning(id: number): boolean {
  try {
    process.kill(id, 0);
    return true;
  } catch (error) {
    // EPERM: it runs, as somebody else's.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

function failure(path: string, error: unknown, written: number, size: number | undefined): Error {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === undefined) return error as Error;
  const done = `${count.format(written)}${size === undefined ? '' : ` of ${count.format(size)}`} bytes were written`;
  const folder = dirname(path);
  const reasons: Readonly<Record<string, string>> = {
    ENOSPC: `the disk is full (${done}). Free some space or choose another folder`,
    EDQUOT: `your quota of the disk is used up (${done}). Free some space or choose another folder`,
    EFBIG: `the disk does not take files of this size (${done}). Choose another disk`,
    EACCES: `you may not write to ${folder}. Choose another folder`,
    EPERM: `you may not write to ${folder}. Choose another folder`,
    EROFS: `${folder} is read-only. Choose another folder`,
    ENOENT: `the folder ${folder} is not there. Choose another folder`,
    ENOTDIR: `${folder} is no folder. Choose another one`,
    EISDIR: 'there is a folder of this name. Choose another name',
    ENAMETOOLONG: 'the name is too long. Choose a shorter one',
  };
  return new WriteError(
    `${basename(path)} was not written: ${reasons[code] ?? `${message} (${done})`}. Nothing was left behind.`,
  );
}
