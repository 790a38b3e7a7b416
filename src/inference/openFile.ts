import { closeSync, readSync, realpathSync, type Stats } from 'node:fs';
import { dirname } from 'node:path';
import type { ByteSource } from '../formats/byteSource';
import { checkFileStart, type ExpectedFile } from '../embedding/fileStart';
import { GraphError } from '../embedding/graphError';
import { FileKindError, openRegularFileSync } from '../platform/node/regularFile';
import { collectGarbage } from './collectGarbage';
import { formatOf, isShardIndex } from './fileFormat';

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
 * @param expected what the file should be, where its name does not tell
 * @throws {GraphError} if it is not there, no regular file, empty, or of a kind that is not read
 */
export function withFile<T>(path: string, use: (file: OpenFile) => T, expected = expectedOf(path)): T {
  const real = realPathOf(path);
  const { descriptor, stats } = openModelFile(real);
  try {
    const { size } = stats;
    const read = (offset: number, length: number): Uint8Array => {
      const bytes = new Uint8Array(length);
      return bytes.subarray(0, readSync(descriptor, bytes, 0, length, offset));
    };
    checkFileStart(read(0, Math.min(512, size)), expected);
    return use({ chosen: path, path: real, folder: dirname(real), source: { size, read }, version: versionOf(stats) });
  } finally {
    closeSync(descriptor);
    // What was read is no longer needed then, whether it was refused or not.
    setImmediate(collectGarbage);
  }
}

const expectedOf = (path: string): ExpectedFile => (isShardIndex(path) ? 'index' : formatOf(path));

/**
 * Opens a model or a file of weights. A pipe or a device in its place is not opened.
 *
 * @throws {GraphError}
 */
export function openModelFile(path: string): ReturnType<typeof openRegularFileSync> {
  try {
    return openRegularFileSync(path);
  } catch (error) {
    throw error instanceof FileKindError ? new GraphError(error.message) : error;
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
