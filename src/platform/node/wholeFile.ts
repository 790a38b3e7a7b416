import { randomBytes } from 'node:crypto';
import { lstat, open, readdir, rename, rm, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { throwIfCancelled, type CancellationToken } from '../../base/cancellation';
import { WriteError } from '../files';
import { kindOf } from './fileKind';

type Handle = Pick<FileHandle, 'write' | 'sync' | 'close'>;

export interface WholeFileOptions {
  readonly token?: CancellationToken;
  /** Bytes of the whole file, if they are known. */
  readonly size?: number | undefined;
  readonly progress?: (written: number) => void;
  /** How the temporary file is opened; a test's disk may be full. */
  readonly open?: (path: string, flags: string) => Promise<Handle>;
  /**
   * Whose leftovers are taken away first: those of this very file, or of every file in its folder, which is then one that only this
   * extension writes to.
   */
  readonly leftovers?: 'file' | 'folder';
}

/** A file that has only a temporary name yet. */
export interface Draft {
  /** Where the next bytes go that name no position. */
  readonly end: number;
  /** Writes all of `bytes`, at the end unless a position is named, then lets others have their turn. */
  write(bytes: Uint8Array, position?: number): Promise<void>;
}

const count = new Intl.NumberFormat('en-US');

/**
 * Writes a file from its parts, whole or not at all: see {@link writeWholeFiles}.
 *
 * @returns the bytes that were written
 * @throws {WriteError}
 */
export async function writeWholeFile(
  path: string,
  parts: Iterable<Uint8Array>,
  options: WholeFileOptions = {},
): Promise<number> {
  return writeWholeFiles(
    [path],
    async ([draft]) => {
      for (const part of parts) {
        throwIfCancelled(options.token);
        await draft!.write(part);
        options.progress?.(draft!.end);
      }
      return draft!.end;
    },
    options,
  );
}

/**
 * Writes files that belong together under temporary names beside their own, and gives them their own, in the order of `paths`, when all
 * are whole and on the disk. Cancelled or failed before that, it leaves nothing, and files that were there before stay as they are. The
 * temporary names are unique, so that two processes may write the same file: the last one's stays. What a process that was killed
 * while it wrote has left is taken away first.
 *
 * @param fill writes the drafts, which stand in the order of `paths`
 * @returns what `fill` does
 * @throws {WriteError}
 * @example
 * await writeWholeFiles(['/here/a.onnx.data', '/here/a.onnx'], async ([data, model]) => {
 *   await data!.write(weights, 65536);
 *   await model!.write(graph);
 * });
 */
export async function writeWholeFiles<T>(
  paths: readonly string[],
  fill: (drafts: readonly Draft[]) => Promise<T>,
  options: WholeFileOptions = {},
): Promise<T> {
  for (const path of paths) {
    await removeLeftovers(dirname(path), options.leftovers === 'folder' ? '' : `${basename(path)}.tokenscope-`);
  }
  const drafts: TemporaryFile[] = [];
  try {
    for (const path of paths) drafts.push(await TemporaryFile.create(path, options));
    const result = await fill(drafts);
    throwIfCancelled(options.token);
    for (const draft of drafts) await draft.finish();
    throwIfCancelled(options.token);
    for (const draft of drafts) await draft.takeName();
    return result;
  } catch (error) {
    for (const draft of drafts) await draft.remove();
    throw error;
  }
}

class TemporaryFile implements Draft {
  end = 0;
  #written = 0;
  #isClosed = false;

  private constructor(
    private readonly path: string,
    private readonly temporary: string,
    private readonly file: Handle,
    private readonly size: number | undefined,
  ) {}

  static async create(path: string, options: WholeFileOptions): Promise<TemporaryFile> {
    const temporary = `${path}.tokenscope-${process.pid}-${randomBytes(4).toString('hex')}.tmp`;
    try {
      await checkTarget(path);
      return new TemporaryFile(path, temporary, await (options.open ?? open)(temporary, 'wx'), options.size);
    } catch (error) {
      throw failure(path, error, 0, options.size);
    }
  }

  async write(bytes: Uint8Array, position = this.end): Promise<void> {
    await this.#try(async () => {
      for (let done = 0; done < bytes.length;) {
        const { bytesWritten } = await this.file.write(bytes, done, bytes.length - done, position + done);
        done += bytesWritten;
        this.#written += bytesWritten;
      }
    });
    this.end = Math.max(this.end, position + bytes.length);
    await nextTurn();
  }

  async finish(): Promise<void> {
    await this.#try(() => this.file.sync());
    await this.#try(() => this.#close());
  }

  async takeName(): Promise<void> {
    await this.#try(() => rename(this.temporary, this.path));
  }

  async remove(): Promise<void> {
    await this.#close().catch(() => undefined);
    await rm(this.temporary, { force: true }).catch(() => undefined);
  }

  async #close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await this.file.close();
  }

  async #try(act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (error) {
      throw failure(this.path, error, this.#written, this.size);
    }
  }
}

/** A name that a folder, a pipe or a device has cannot become a file's. */
async function checkTarget(path: string): Promise<void> {
  const stats = await lstat(path).catch(() => undefined);
  if (stats === undefined || stats.isFile() || stats.isSymbolicLink()) return;
  throw new WriteError(
    `${basename(path)} was not written: there is ${kindOf(stats)} of this name. Choose another name. Nothing was left behind.`,
  );
}

/**
 * Takes away what processes that are no longer there left half-written: only names that nobody else gives.
 *
 * @param folder one that need not be there
 * @param begin of the names of the files that are looked at; left out: of all in the folder, which is then one that only this extension
 * writes to
 */
export async function removeLeftovers(folder: string, begin = ''): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names) {
    const id = /\.tokenscope-(\d+)-[\da-f]{8}\.tmp$/.exec(name)?.[1];
    if (!name.startsWith(begin) || id === undefined || isRunning(Number(id))) continue;
    await rm(join(folder, name), { force: true }).catch(() => undefined);
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
