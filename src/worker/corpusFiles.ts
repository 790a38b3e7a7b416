import type { Dirent } from 'node:fs';
import { lstat, readdir, stat } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import ignore, { type Ignore } from 'ignore';
import { Minimatch } from 'minimatch';
import { throwIfCancelled, type CancellationToken } from '../base/cancellation';
import { kindOf } from '../platform/node/fileKind';
import { FileKindError, openRegularFile } from '../platform/node/regularFile';
import type { CorpusSelection, SkippedFile } from '../protocol/corpus';

export interface CorpusFile {
  readonly path: string;
  /** Relative to the base, with slashes. */
  readonly name: string;
}

/** More would hardly be what somebody meant. */
const mostFiles = 100_000;

/** What an ignore file says of the paths in its folder. */
interface IgnoreRules {
  readonly folder: string;
  readonly rules: Ignore;
}

/**
 * The files of a selection in the order of their names. Folders are searched without what `.gitignore` and `.ignore` leave out, from the
 * base down, nor what the excluding globs match, nor what begins with a dot unless the glob names a dot, nor symbolic links; what is
 * selected by name is taken all the same.
 *
 * @throws RangeError for a glob or a root that cannot be used
 */
export async function filesOf(
  selection: CorpusSelection,
  token: CancellationToken,
  found: (files: number) => void = () => undefined,
): Promise<{ files: CorpusFile[]; skipped: SkippedFile[] }> {
  const search = new Search(selection, token, found);
  for (const root of selection.roots) await search.root(resolve(root));
  const files = [...search.files.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  return { files, skipped: search.skipped };
}

class Search {
  readonly files = new Map<string, CorpusFile>();
  readonly skipped: SkippedFile[] = [];
  readonly #base: string;
  readonly #include: Minimatch | undefined;
  readonly #exclude: readonly Minimatch[];
  /** Files that begin with a dot are a tool's, not texts; a glob that writes the dot wants them. */
  readonly #takesDots: boolean;

  constructor(
    { base, include, exclude, dotFiles = false }: CorpusSelection,
    private readonly token: CancellationToken,
    private readonly found: (files: number) => void,
  ) {
    this.#base = resolve(base);
    this.#include = include === undefined ? undefined : glob(include, !include.includes('/'));
    this.#takesDots = dotFiles || /(^|[/{,])\./.test(include ?? '');
    this.#exclude = exclude.map(pattern => glob(pattern, false));
  }

  async root(path: string): Promise<void> {
    const name = this.#nameOf(path);
    const status = await stat(path).catch((error: unknown) => reasonOf(error));
    if (typeof status === 'string') this.skipped.push({ name, reason: status });
    else if (status.isFile()) this.#add({ path, name });
    else if (status.isDirectory()) await this.#folder(path, await this.#rulesAbove(path));
    else this.skipped.push({ name, reason: `is ${kindOf(status)}` });
  }

  async #folder(folder: string, above: readonly IgnoreRules[]): Promise<void> {
    throwIfCancelled(this.token);
    const rules = [...(await rulesIn(folder)), ...above];
    let entries: Dirent[];
    try {
      entries = await readdir(folder, { withFileTypes: true });
    } catch (error) {
      this.skipped.push({ name: `${this.#nameOf(folder)}/`, reason: reasonOf(error) });
      return;
    }
    for (const entry of entries) {
      const path = join(folder, entry.name);
      const name = this.#nameOf(path);
      const isFolder = entry.isDirectory();
      if (entry.name === '.git' || this.#exclude.some(pattern => pattern.match(name))) continue;
      if (entry.name.startsWith('.') && !this.#takesDots) continue;
      if (isIgnored(path, isFolder, rules)) continue;
      if (isFolder) await this.#folder(path, rules);
      else if (this.#include?.match(name) === false) continue;
      else if (entry.isFile()) this.#add({ path, name });
      else this.skipped.push({ name, reason: `is ${kindOf(entry)}` });
    }
  }

  #add(file: CorpusFile): void {
    this.files.set(file.path, file);
    if (this.files.size > mostFiles)
      throw new RangeError(
        `There are more than ${mostFiles.toLocaleString('en-US')} files. Select fewer, or give a glob such as docs/**/*.md.`,
      );
    this.found(this.files.size);
  }

  /** What the folders from the base to the one above say; a folder that they leave out was selected in spite of them. */
  async #rulesAbove(folder: string): Promise<IgnoreRules[]> {
    const folders: string[] = [];
    for (let at = folder; at !== this.#base && isWithin(this.#base, at);) folders.push((at = dirname(at)));
    const rules = (await Promise.all(folders.map(rulesIn))).flat();
    return isIgnored(folder, true, rules) ? [] : rules;
  }

  #nameOf(path: string): string {
    const name = isWithin(this.#base, path) ? relative(this.#base, path) : path;
    return sep === '/' ? name : name.replaceAll(sep, '/');
  }
}

function isWithin(base: string, path: string): boolean {
  return path.startsWith(base.endsWith(sep) ? base : base + sep);
}

function glob(pattern: string, anywhere: boolean): Minimatch {
  const made = new Minimatch(pattern, { dot: true, matchBase: anywhere, nonegate: true, nocomment: true });
  if (made.makeRe() === false) throw new RangeError(`${pattern} is no glob. Write one such as **/*.md.`);
  return made;
}

async function rulesIn(folder: string): Promise<IgnoreRules[]> {
  const texts = await Promise.all(
    // What stands later wins: .ignore is meant for searches, .gitignore for the repository.
    ['.gitignore', '.ignore']
      .map(async name => {
        const path = join(folder, name);
        return (await lstat(path)).isFile() ? await readText(path) : '';
      })
      .map(text => text.catch(() => '')),
  );
  if (texts.every(text => text === '')) return [];
  return [{ folder, rules: ignore({ allowRelativePaths: true }).add(texts.join('\n')) }];
}

async function readText(path: string): Promise<string> {
  const file = await openRegularFile(path);
  try {
    return await file.readFile('utf8');
  } finally {
    await file.close();
  }
}

/** The nearest ignore file that says anything decides. */
function isIgnored(path: string, isFolder: boolean, nearestFirst: readonly IgnoreRules[]): boolean {
  for (const { folder, rules } of nearestFirst) {
    const name = relative(folder, path).replaceAll(sep, '/');
    const { ignored, unignored } = rules.test(isFolder ? `${name}/` : name);
    if (ignored || unignored) return ignored;
  }
  return false;
}

/** Why a file cannot be read, as the end of a sentence that begins with its name. */
export function reasonOf(error: unknown): string {
  if (error instanceof FileKindError) return `is ${error.kind}`;
  const { code, message } = error as NodeJS.ErrnoException;
  const reasons: Readonly<Record<string, string>> = {
    ENOENT: 'is no longer there',
    EACCES: 'may not be read by you',
    EPERM: 'may not be read by you',
    EISDIR: 'is a folder now',
    ELOOP: 'is a symbolic link to itself',
  };
  return reasons[code ?? ''] ?? `cannot be read: ${message}`;
}
