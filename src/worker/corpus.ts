import { stat } from 'node:fs/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { throwIfCancelled, type CancellationToken } from '../base/cancellation';
import { keyError } from '../base/keyError';
import { lastAtMost } from '../base/sortedSearch';
import { advance, textStart, unitsUntil, type TextPosition } from '../dataset/textPosition';
import { TokenPages } from '../dataset/tokenPages';
import type {
  CorpusChanges,
  CorpusPlace,
  CorpusProgress,
  CorpusSelection,
  CorpusSummary,
  SkippedFile,
} from '../protocol/corpus';
import { UnknownWordError, type Tokenizer } from '../tokenizer/tokenizer';
import { StreamEncoder } from '../tokenizer/document/streamEncoder';
import { filesOf, reasonOf, type CorpusFile } from './corpusFiles';
import { NoTextError, textOfFile } from './textFile';
import type { TokenSource } from './tokenSource';

/** Where the text of a token begins in its file. */
interface Checkpoint {
  readonly token: number;
  readonly byte: number;
  readonly position: TextPosition;
}

interface ReadFile extends CorpusFile {
  /** Its first token in the corpus. */
  readonly first: number;
  /** The token after its last: the separator, but in the last file. */
  readonly last: number;
  readonly checkpoints: readonly Checkpoint[];
  readonly size: number;
  readonly changed: number;
}

/** Tokens between two checkpoints, at least: milliseconds of work to find a token again. */
const checkpointDistance = 1 << 13;
/** The ids of more take gigabytes. */
const mostTokens = 500_000_000;
const mostSkippedNamed = 200;
const shownText = 40;
const byteOrderMark = '\uFEFF';

/**
 * Files as one sequence of tokens, the tokenizer's end of text between them if it has one. Only the ids are kept, and now and then where in its file one stands:
 * texts are read again from there when somebody wants to see a place.
 */
export class Corpus implements TokenSource {
  readonly revision = 0;
  readonly #pages: TokenPages;
  /** The id between two files; none where the tokenizer has no such token. */
  readonly #separator: Uint32Array;
  readonly #files: ReadFile[] = [];
  readonly #firsts: number[] = [];
  readonly #skipped: SkippedFile[] = [];
  #bytes = 0;
  /** All files that were found, those without a text too. */
  #found: ReadonlySet<string> = new Set();
  #boundaries = Uint32Array.of(0, 0);

  private constructor(
    readonly tokenizer: Tokenizer,
    private readonly specialTokens: 'text' | 'encode' | 'error',
    private readonly selection: CorpusSelection,
  ) {
    this.#pages = new TokenPages(tokenizer.vocabularySize);
    const { endOfText, specialTokens: ids } = tokenizer;
    this.#separator = endOfText === undefined ? new Uint32Array() : Uint32Array.of(ids.get(endOfText)!);
  }

  /** Reads all files of a selection; those that hold no text, or are gone, are skipped by name. */
  static async read(
    tokenizer: Tokenizer,
    specialTokens: 'text' | 'encode' | 'error',
    selection: CorpusSelection,
    token: CancellationToken,
    progress: (progress: CorpusProgress) => void,
  ): Promise<Corpus> {
    const corpus = new Corpus(tokenizer, specialTokens, selection);
    const { files, skipped } = await filesOf(selection, token, count => {
      if (count % 1000 === 0) progress({ files: count, of: 0, bytes: 0 });
    });
    corpus.#skipped.push(...skipped);
    corpus.#found = new Set(files.map(({ path }) => path));
    for (const [index, file] of files.entries()) {
      progress({ files: index, of: files.length, bytes: corpus.#bytes });
      await corpus.#add(file, token, bytes => progress({ files: index, of: files.length, bytes }));
    }
    corpus.#finish();
    return corpus;
  }

  get #policy(): 'text' | 'encode' {
    return this.specialTokens === 'text' ? 'text' : 'encode';
  }

  get tokens(): TokenSource['tokens'] {
    const pages = this.#pages;
    return { tokenCount: pages.length, ids: (first, last) => pages.ids(first, last) };
  }

  /** Where each file begins, its separator at its end, and the number of all tokens. */
  get boundaries(): Uint32Array {
    return this.#boundaries;
  }

  get summary(): CorpusSummary {
    return {
      files: this.#files.length,
      separator: this.tokenizer.endOfText,
      tokenCount: this.#pages.length,
      bytes: this.#bytes,
      skipped: this.#skipped.slice(0, mostSkippedNamed),
      skippedCount: this.#skipped.length,
    };
  }

  get paths(): string[] {
    return this.#files.map(({ path }) => path);
  }

  /** How its files differ from those on the disk now. */
  async changes(token: CancellationToken): Promise<CorpusChanges> {
    const { files } = await filesOf(this.selection, token);
    const now = new Set(files.map(({ path }) => path));
    let changed = 0;
    for (const file of this.#files.filter(({ path }) => now.has(path)))
      if ((await changeOf(file, 'since')) !== undefined) changed++;
    const missing = (paths: ReadonlySet<string>, from: ReadonlySet<string>): number =>
      [...paths].filter(path => !from.has(path)).length;
    return { changed, added: missing(now, this.#found), removed: missing(this.#found, now) };
  }

  nameOfFileAt(token: number): string {
    return this.#fileAt(token).name;
  }

  /**
   * Where tokens stand in the file of the first: the others up to its end. A separator stands after the last character.
   *
   * @throws RangeError if the file has changed since
   */
  async placeOf(first: number, last: number): Promise<CorpusPlace> {
    const file = this.#fileAt(first);
    await demandUnchanged(file);
    const from = lastBefore(file, checkpoint => checkpoint.token > first);
    let { token, position } = from;
    let start: TextPosition | undefined;
    for await (const text of this.#settled(file, from)) {
      const { ids, starts, ends } = this.tokenizer.encode(text, this.#policy);
      const has = (wanted: number): boolean => wanted >= token && wanted < token + ids.length;
      if (has(first)) start = advance(position, text.slice(0, starts[first - token]));
      const lastOne = Math.min(last, file.last) - 1;
      if (has(lastOne)) {
        const end = advance(position, text.slice(0, ends[lastOne - token]));
        return placeIn(file, start ?? end, end);
      }
      position = advance(position, text);
      token += ids.length;
    }
    return placeIn(file, start ?? position, position);
  }

  /**
   * The token at a position of a file; nothing if the file is not of the corpus, or ends before.
   *
   * @throws RangeError if the file has changed since
   */
  async tokenAt(path: string, line: number, character: number): Promise<{ index: number; text: string } | undefined> {
    const file = this.#files.find(each => each.path === path);
    if (file === undefined) return undefined;
    await demandUnchanged(file);
    const from = lastBefore(
      file,
      ({ position }) => position.line > line || (position.line === line && position.character > character),
    );
    let { token, position } = from;
    for await (const text of this.#settled(file, from)) {
      const units = unitsUntil(position, text, line, character);
      const { ids, starts, ends } = this.tokenizer.encode(text, this.#policy);
      const within = ends.findIndex(end => end > units);
      if (units < text.length)
        return within < 0 || starts[within]! > units
          ? undefined // The position belongs to no token.
          : { index: token + within, text: text.slice(starts[within], ends[within]).slice(0, shownText) };
      position = advance(position, text);
      token += ids.length;
    }
    return undefined;
  }

  #fileAt(token: number): ReadFile {
    const file = this.#files[lastAtMost(this.#firsts, token)];
    if (file === undefined) throw new RangeError(`token ${token} of ${this.#pages.length}`);
    return file;
  }

  /** The text of a file from a checkpoint on, in parts that can be encoded alone. */
  async *#settled({ path }: ReadFile, { byte }: Checkpoint): AsyncGenerator<string, void, undefined> {
    const stream = new StreamEncoder(this.tokenizer, this.#policy);
    for await (const part of textOfFile(path, byte)) {
      for (let at = 0; at < part.length; at += sliceLength) {
        const { text } = stream.push(part.slice(at, at + sliceLength));
        if (text !== '') yield text;
      }
    }
    yield stream.end().text;
  }

  async #add(file: CorpusFile, token: CancellationToken, progress: (bytes: number) => void): Promise<void> {
    const before = this.#pages.length;
    const bytes = this.#bytes;
    try {
      const { size, mtimeMs: changed } = await stat(file.path);
      if (this.#files.length > 0) this.#pages.push(this.#separator);
      const first = this.#pages.length;
      const checkpoints = await this.#encode(file, token, read => progress(bytes + read));
      if (this.#pages.length === first) throw new NoTextError('is empty');
      const read: ReadFile = { ...file, first, last: this.#pages.length, checkpoints, size, changed };
      const change = await changeOf(read, 'while');
      if (change !== undefined) throw new NoTextError(change);
      this.#files.push(read);
      this.#firsts.push(first);
      this.#bytes = bytes + size;
    } catch (error) {
      throwIfCancelled(token);
      if (error instanceof RangeError) throw error;
      this.#pages.truncate(before);
      const reason =
        error instanceof UnknownWordError
          ? `has a word that ${this.tokenizer.name} does not have: ${keyError(error.word.slice(0, shownText))}`
          : error instanceof NoTextError
            ? error.message
            : reasonOf(error);
      this.#skipped.push({ name: file.name, reason });
    }
  }

  async #encode(
    { path }: CorpusFile,
    token: CancellationToken,
    progress: (bytes: number) => void,
  ): Promise<Checkpoint[]> {
    const stream = new StreamEncoder(this.tokenizer, this.#policy);
    let checkpoint: Checkpoint = { token: this.#pages.length, byte: 0, position: textStart };
    let { byte, position } = checkpoint;
    const checkpoints: Checkpoint[] = [];
    const refused = this.specialTokens === 'error' ? new Set(this.tokenizer.specialTokens.values()) : undefined;
    const keep = ({ text, ids }: { text: string; ids: Uint32Array }): void => {
      const special = refused === undefined ? undefined : ids.find(id => refused.has(id));
      if (special !== undefined)
        throw new NoTextError(`has the special token ${this.tokenizer.decode([special])}, which encode(text) refuses`);
      this.#pages.push(ids);
      byte += Buffer.byteLength(text);
      position = advance(position, text);
      if (this.#pages.length - checkpoint.token >= checkpointDistance)
        checkpoints.push((checkpoint = { token: this.#pages.length, byte, position }));
      if (this.#pages.length > mostTokens)
        throw new RangeError(`The files have more than ${mostTokens.toLocaleString('en-US')} tokens. Select fewer.`);
    };
    for await (const text of textOfFile(path)) {
      const start = checkpoints.length === 0 && text.startsWith(byteOrderMark) ? 1 : 0;
      if (checkpoints.length === 0) {
        byte = start === 0 ? 0 : Buffer.byteLength(byteOrderMark);
        checkpoints.push((checkpoint = { ...checkpoint, byte }));
      }
      for (let at = start; at < text.length; at += sliceLength) keep(stream.push(text.slice(at, at + sliceLength)));
      progress(byte);
      await nextTurn();
      throwIfCancelled(token);
    }
    keep(stream.end());
    return checkpoints;
  }

  #finish(): void {
    this.#boundaries = Uint32Array.from([...this.#firsts, this.#pages.length]);
  }
}

/** UTF-16 units that are encoded at once; also about how far a checkpoint is from what it is needed for. */
const sliceLength = 1 << 15;

/** The last checkpoint that is not after a place; the first one if all are. */
function lastBefore({ checkpoints }: ReadFile, isAfter: (checkpoint: Checkpoint) => boolean): Checkpoint {
  const after = checkpoints.findIndex(isAfter);
  return checkpoints.at(after < 0 ? -1 : Math.max(0, after - 1))!;
}

function placeIn({ path, name }: ReadFile, start: TextPosition, end: TextPosition): CorpusPlace {
  const plain = ({ line, character }: TextPosition): { line: number; character: number } => ({ line, character });
  return { path, name, start: plain(start), end: plain(end) };
}

/** What has become of a file since it was read; nothing if nothing has. */
async function changeOf({ path, size, changed }: ReadFile, when: 'while' | 'since'): Promise<string | undefined> {
  try {
    const now = await stat(path);
    return now.size === size && now.mtimeMs === changed ? undefined : `has changed ${when} it was read`;
  } catch (error) {
    return reasonOf(error);
  }
}

async function demandUnchanged(file: ReadFile): Promise<void> {
  const change = await changeOf(file, 'since');
  if (change !== undefined) throw new RangeError(`${file.name} ${change}. Read the files again.`);
}
