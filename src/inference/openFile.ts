import { closeSync, fstatSync, openSync, readSync, realpathSync, type Stats } from 'node:fs';
import { dirname } from 'node:path';
import type { ByteSource } from '../formats/byteSource';
import { GraphError } from '../embedding/graphError';
import { checkFileStart } from '../embedding/safety';

/** A file that is being read, a part at a time. */
export interface OpenFile {
  /** The path as a person gave it, which may be a link's. */
  readonly chosen: string;
  /** The real path and folder: ONNX Runtime refuses links, of which the Hugging Face cache is made. */
  readonly path: string;
  readonly folder: string;
  readonly source: ByteSource;
  /** Changes when the file does. */
  readonly version: string;
}

/**
 * Opens a file for as long as `use` reads it.
 *
 * @throws {GraphError} if it is not there, no file, empty, a Git LFS pointer or a web page
 */
export function withFile<T>(path: string, use: (file: OpenFile) => T): T {
  const real = realPathOf(path);
  const descriptor = openSync(real, 'r');
  try {
    const stats = fstatSync(descriptor);
    if (!stats.isFile()) throw new GraphError('This is a folder, not a model file.');
    const { size } = stats;
    const read = (offset: number, length: number): Uint8Array => {
      const bytes = new Uint8Array(length);
      return bytes.subarray(0, readSync(descriptor, bytes, 0, length, offset));
    };
    checkFileStart(read(0, Math.min(512, size)));
    return use({ chosen: path, path: real, folder: dirname(real), source: { size, read }, version: versionOf(stats) });
  } finally {
    closeSync(descriptor);
  }
}

/** Changes when the file does. */
export function versionOf({ ino, mtimeMs, size }: Stats): string {
  return `${ino}:${mtimeMs}:${size}`;
}

function realPathOf(path: string): string {
  try {
    return realpathSync(path);
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new GraphError(missing ? `There is no file ${path}.` : `${path} cannot be read: ${(error as Error).message}`);
  }
}
