import { stat } from 'node:fs/promises';
import { throwIfCancelled, type CancellationToken } from '../base/cancellation';
import type { SelectionCount } from '../protocol/context';
import type { CorpusSelection } from '../protocol/corpus';
import type { CountingProgress, FileCount } from '../protocol/counting';
import type { TokenizerDescription } from '../tokenizer/tokenizer';
import type { SpecialTokenPolicy } from '../tokenizer/tokens';
import { filesOf } from './corpusFiles';
import type { CountingPool } from './countingPool';

/** Files whose counts are kept: some tens of megabytes. */
const mostKept = 200_000;
const mostSkippedNamed = 500;
/** Files that are looked at at once. */
const lookedAtOnce = 64;

/** Counts of the files of selections; those of files that have not changed since are kept. */
export class SelectionCounts {
  /** By tokenizer, path, size and time of change. */
  readonly #kept = new Map<string, FileCount>();

  constructor(private readonly pool: Pick<CountingPool, 'count'>) {}

  /**
   * The tokens of each file of a selection, in the order of their names; those that hold no text are skipped by name.
   *
   * @throws CancellationError if it is cancelled
   */
  async count(
    tokenizer: TokenizerDescription,
    specialTokens: SpecialTokenPolicy,
    selection: CorpusSelection,
    token: CancellationToken,
    progress: (progress: CountingProgress) => void = () => undefined,
  ): Promise<SelectionCount> {
    const { files, skipped } = await filesOf(selection, token);
    const keys = await keysOf(
      files.map(({ path }) => path),
      JSON.stringify([tokenizer, specialTokens]),
      token,
    );
    const missing = files.flatMap((_, index) => (this.#kept.has(keys[index]!) ? [] : [index]));
    const done = files.length - missing.length;
    const counts = await this.pool.count(
      tokenizer,
      specialTokens,
      missing.map(index => files[index]!.path),
      token,
      ({ files: counted, tokens, bytes }) => progress({ files: done + counted, of: files.length, tokens, bytes }),
    );
    const fresh = new Map(missing.map((index, at) => [index, counts[at]!]));
    const result: SelectionCount = { files: [], skipped, skippedCount: 0 };
    files.forEach(({ name }, index) => {
      const { tokens, bytes, reason } = fresh.get(index) ?? this.#kept.get(keys[index]!)!;
      if (reason === undefined) result.files.push({ name, tokens, bytes });
      else result.skipped.push({ name, reason });
    });
    for (const [index, count] of fresh) this.#keep(keys[index]!, count);
    const { length } = result.skipped;
    return { ...result, skipped: result.skipped.slice(0, mostSkippedNamed), skippedCount: length };
  }

  #keep(key: string, count: FileCount): void {
    if (this.#kept.size >= mostKept) this.#kept.delete(this.#kept.keys().next().value!);
    this.#kept.set(key, count);
  }
}

/** What changes when a file does; the path alone where there is no file any more. */
async function keysOf(paths: readonly string[], prefix: string, token: CancellationToken): Promise<string[]> {
  const keys: string[] = [];
  for (let at = 0; at < paths.length; at += lookedAtOnce) {
    throwIfCancelled(token);
    const looked = paths.slice(at, at + lookedAtOnce).map(async path => {
      const status = await stat(path).catch(() => undefined);
      return [prefix, path, status?.size, status?.mtimeMs].join('\n');
    });
    keys.push(...(await Promise.all(looked)));
  }
  return keys;
}
