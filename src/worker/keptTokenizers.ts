import { createHash } from 'node:crypto';
import { closeSync, openSync, readdirSync, readFileSync, readSync, statSync, unlinkSync, utimesSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeWholeFile } from '../platform/node/wholeFile';
import type { MadeDescription } from '../tokenizer/tokenizer';
import { keptHeader, readKept, writeKept, type KeptSummary } from './keptFile';

const suffix = '.tokenizer';
/** Bytes in which a header ends: a hundred special tokens of 200 characters fit. */
const longestHeader = 1 << 17;
/** Bytes of a file that is read; what Tokenscope writes is far smaller. */
const largestFile = 1 << 28;

/** A tokenizer that was kept cannot be used; the message says what its file holds. */
export class KeptTokenizerError extends Error {
  override readonly name = 'KeptTokenizerError';
}

/**
 * Tokenizers that were made, in a folder of the extension's storage: a file each, which is written once and never changed, so that a name
 * stands for the same ids for ever. Of more than `capacity` the one that was not used for the longest goes.
 */
export class KeptTokenizers {
  constructor(
    private readonly folder: string,
    private readonly capacity: number,
  ) {}

  /** Those that are kept, the one used last first. Files that are damaged are left out. */
  get summaries(): KeptSummary[] {
    return this.#files().flatMap(({ path }) => {
      try {
        return [headerOf(path)];
      } catch {
        return [];
      }
    });
  }

  /**
   * Nothing if there is none of this name.
   *
   * @throws KeptTokenizerError for a file that is damaged
   */
  find(name: string): MadeDescription | undefined {
    const path = this.#path(name);
    let text: string;
    try {
      const { size } = statSync(path);
      if (size > largestFile) throw new KeptTokenizerError(`${name}: its file has ${size} bytes`);
      text = readFileSync(path, 'utf8');
    } catch (error) {
      if (error instanceof KeptTokenizerError) throw error;
      return undefined;
    }
    try {
      const description = readKept(text);
      if (description.name !== name) throw new RangeError('it has another name');
      touch(path);
      return description;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new KeptTokenizerError(`${name}: its file is damaged (${reason}). Make the tokenizer again.`);
    }
  }

  /** @throws {WriteError} if the disk is full, say */
  async keep(description: MadeDescription): Promise<void> {
    await mkdir(this.folder, { recursive: true });
    await writeWholeFile(this.#path(description.name), [Buffer.from(writeKept(description))]);
    for (const { path } of this.#files().slice(this.capacity)) remove(path);
  }

  #path(name: string): string {
    return join(this.folder, createHash('sha256').update(name).digest('hex').slice(0, 32) + suffix);
  }

  /** The one used last first. */
  #files(): { readonly path: string; readonly used: number }[] {
    let names: string[];
    try {
      names = readdirSync(this.folder).filter(file => file.endsWith(suffix));
    } catch {
      return [];
    }
    return names
      .flatMap(file => {
        const path = join(this.folder, file);
        try {
          return [{ path, used: statSync(path).mtimeMs }];
        } catch {
          return [];
        }
      })
      .sort((a, b) => b.used - a.used);
  }
}

function headerOf(path: string): KeptSummary {
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(longestHeader);
    const text = bytes.toString('utf8', 0, readSync(file, bytes, 0, longestHeader, 0));
    return keptHeader(JSON.parse(text.slice(0, text.indexOf('\n'))), 'header');
  } finally {
    closeSync(file);
  }
}

/** Notes that it was used; a disk that cannot be written on does not keep it from being used. */
function touch(path: string): void {
  try {
    utimesSync(path, new Date(), new Date());
  } catch {
    // The order of use is all that is lost.
  }
}

function remove(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // Another window has removed it, or the disk is read-only: the next one that is kept tries again.
  }
}
