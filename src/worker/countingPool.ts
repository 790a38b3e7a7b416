import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { CancellationSource, type CancellationToken } from '../base/cancellation';
import type { Disposable } from '../base/disposable';
import {
  counterMethods,
  type CounterMethods,
  type CountingJob,
  type CountingProgress,
  type FileCount,
  type JobCount,
} from '../protocol/counting';
import { RestartingClient } from '../rpc/restartingClient';
import { threadPort } from '../rpc/threadPort';
import type { TokenizerDescription } from '../tokenizer/tokenizer';
import type { SpecialTokenPolicy } from '../tokenizer/tokens';

const name = 'The thread that counts files';
/** Milliseconds after the last work in which more may come: to start a thread and its tokenizer takes some of them. */
const idleTime = 10_000;
const mostInBatch = 64;

/** A file, or a stretch of one, that waits for a thread. */
interface Waiting extends CountingJob {
  /** Which of the files it is of. */
  readonly file: number;
}

/**
 * Threads that share the counting of files: one for each core but one, started when there is work for them and stopped when there is
 * none. Files go out in batches, a large one in stretches; the counts are those that one thread would give, in the order of the files.
 *
 * @example
 * const pool = new CountingPool(join(__dirname, 'counter.js'));
 * const counts = await pool.count(registry.describe('o200k_base'), 'text', ['/project/README.md'], token);
 */
export class CountingPool implements Disposable {
  readonly #threads: readonly RestartingClient<CounterMethods>[];
  #nextTokenizer = 0;
  #running = 0;
  #idle: NodeJS.Timeout | undefined;

  /** @param entry path of the threads' bundle */
  constructor(entry: string, size = Math.max(1, availableParallelism() - 1)) {
    this.#threads = Array.from({ length: size }, () => {
      return new RestartingClient(name, counterMethods, () => {
        const worker = new Worker(entry);
        worker.unref();
        return { port: threadPort(worker, name), kill: () => worker.terminate() };
      });
    });
  }

  /** How many threads run now. */
  get running(): number {
    return this.#threads.filter(({ isRunning }) => isRunning).length;
  }

  /**
   * A count for each of the files, in their order; one that holds no text, or is gone, has a reason instead.
   *
   * @throws CancellationError if it is cancelled
   * @throws DisconnectedError if a thread ends
   */
  async count(
    description: TokenizerDescription,
    specialTokens: SpecialTokenPolicy,
    files: readonly string[],
    token: CancellationToken,
    progress: (progress: CountingProgress) => void = () => undefined,
  ): Promise<FileCount[]> {
    const run = new Run(files, progress);
    const tokenizer = this.#nextTokenizer++;
    const stop = new CancellationSource();
    const listening = token.onCancellationRequested(() => stop.cancel());
    if (token.isCancellationRequested) stop.cancel();
    this.#running++;
    clearTimeout(this.#idle);
    const share = async (thread: RestartingClient<CounterMethods>): Promise<void> => {
      const options = { token: stop.token };
      let isOpen = false;
      for await (const jobs of run.batches(this.#threads.length)) {
        if (!isOpen) await thread.call('openTokenizer', { tokenizer, description }, options);
        isOpen = true;
        run.done(jobs, await thread.call('countJobs', { tokenizer, specialTokens, jobs }, options));
      }
      if (isOpen) await thread.call('closeTokenizer', { tokenizer });
    };
    try {
      await Promise.all(this.#threads.map(share));
      return run.counts;
    } catch (error) {
      stop.cancel();
      for (const thread of this.#threads.filter(({ isRunning }) => isRunning))
        thread.call('closeTokenizer', { tokenizer }).catch(() => undefined);
      throw error;
    } finally {
      run.end();
      listening.dispose();
      if (--this.#running === 0) this.#idle = setTimeout(() => this.#stop(), idleTime).unref();
    }
  }

  dispose(): void {
    clearTimeout(this.#idle);
    for (const thread of this.#threads) thread.dispose();
  }

  #stop(): void {
    for (const thread of this.#threads) thread.stop();
  }
}

/** Files on their way to being counted. */
class Run {
  readonly counts: FileCount[];
  readonly #waiting: Waiting[];
  /** Jobs that are with a thread: a large file may come back as stretches, so the others wait for it. */
  #out = 0;
  /** Jobs of each file that are not done yet. */
  readonly #missing: Uint32Array;
  readonly #sum = { files: 0, tokens: 0, bytes: 0 };
  #wake: (() => void)[] = [];
  #isEnded = false;

  constructor(
    files: readonly string[],
    private readonly progress: (progress: CountingProgress) => void,
  ) {
    this.counts = files.map(() => ({ tokens: 0, bytes: 0 }));
    this.#missing = new Uint32Array(files.length).fill(1);
    this.#waiting = files.map((path, file) => ({ path, file })).reverse();
  }

  /** What one of so many threads is to do, until there is no more: less at a time towards the end, so that all end together. */
  async *batches(threads: number): AsyncGenerator<Waiting[], void, undefined> {
    for (;;) {
      while (this.#waiting.length === 0 && this.#out > 0 && !this.#isEnded)
        await new Promise<void>(resolve => this.#wake.push(resolve));
      if (this.#waiting.length === 0 || this.#isEnded) return;
      const size = Math.min(mostInBatch, Math.ceil(this.#waiting.length / (4 * threads)));
      const jobs = this.#waiting.splice(-size).reverse();
      this.#out += jobs.length;
      yield jobs;
    }
  }

  done(jobs: readonly Waiting[], counts: readonly JobCount[]): void {
    this.#out -= jobs.length;
    for (const [index, job] of jobs.entries()) this.#add(job, counts[index]!);
    this.progress({ ...this.#sum, of: this.counts.length });
    this.#wakeAll();
  }

  /** Nobody waits for the rest. */
  end(): void {
    this.#isEnded = true;
    this.#wakeAll();
  }

  #add({ path, file }: Waiting, { tokens, bytes, reason, cuts }: JobCount): void {
    if (cuts !== undefined) {
      const ends = [...cuts, bytes];
      this.#missing[file] = ends.length;
      this.#waiting.push(...ends.map((to, i) => ({ path, file, stretch: { from: ends[i - 1] ?? 0, to } })).reverse());
      return;
    }
    const before = this.counts[file]!;
    const why = before.reason ?? reason;
    // A file of which one stretch is no text is none.
    const sum = { tokens: why === undefined ? before.tokens + tokens : 0, bytes: before.bytes + bytes };
    this.counts[file] = why === undefined ? sum : { ...sum, reason: why };
    if (--this.#missing[file]! > 0) return;
    this.#sum.files++;
    this.#sum.tokens += this.counts[file].tokens;
    this.#sum.bytes += this.counts[file].bytes;
  }

  #wakeAll(): void {
    const wake = this.#wake;
    this.#wake = [];
    for (const each of wake) each();
  }
}
