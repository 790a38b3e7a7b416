import { closeSync, constants, fstatSync, openSync, statSync, type Stats } from 'node:fs';
import { open, stat, type FileHandle } from 'node:fs/promises';
import { kindOf } from './fileKind';

/** A name stands for something that is no regular file, which was not read. */
export class FileKindError extends Error {
  override readonly name = 'FileKindError';

  /** @param kind what it is, as a sentence says it: "a named pipe" */
  constructor(
    path: string,
    readonly kind: string,
  ) {
    super(`${path} is ${kind}, not a regular file: it was not read. Choose another file.`);
  }
}

/** A pipe that takes its name between the look and the opening does not keep the caller waiting. Windows has no such flag. */
const readFlags = constants.O_RDONLY | ((constants as Partial<typeof constants>).O_NONBLOCK ?? 0);

/**
 * Opens a regular file for reading. Whoever opens a named pipe waits until somebody writes to it, and a device may give bytes without
 * end or act on being opened; so what the name stands for is looked at before it is opened, and once more when it is open.
 *
 * @returns a descriptor, to be closed, and what is known of the file
 * @throws {FileKindError}
 */
export function openRegularFileSync(path: string): { readonly descriptor: number; readonly stats: Stats } {
  checkRegular(path, statSync(path));
  const descriptor = openSync(path, readFlags);
  try {
    const stats = fstatSync(descriptor);
    checkRegular(path, stats);
    return { descriptor, stats };
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}

/**
 * Opens a regular file for reading without holding up the thread, as {@link openRegularFileSync} does.
 *
 * @throws {FileKindError}
 */
export async function openRegularFile(path: string): Promise<FileHandle> {
  checkRegular(path, await stat(path));
  const handle = await open(path, readFlags);
  try {
    checkRegular(path, await handle.stat());
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

function checkRegular(path: string, stats: Stats): void {
  if (!stats.isFile()) throw new FileKindError(path, kindOf(stats));
}
