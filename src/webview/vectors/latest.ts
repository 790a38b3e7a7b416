import { CancellationSource, isCancellation, type CancellationToken } from '../../base/cancellation';

/** Runs one question at a time: a new one cancels the one before, whose answer nobody sees. */
export class Latest {
  #running: CancellationSource | undefined;

  get isRunning(): boolean {
    return this.#running !== undefined;
  }

  async run<T>(
    ask: (token: CancellationToken) => Promise<T>,
    done: { readonly answer: (answer: T) => void; readonly failed: (message: string) => void },
  ): Promise<void> {
    this.cancel();
    const source = new CancellationSource();
    this.#running = source;
    try {
      const answer = await ask(source.token);
      if (this.#running !== source) return;
      this.#running = undefined;
      done.answer(answer);
    } catch (error) {
      if (this.#running !== source || isCancellation(error)) return;
      this.#running = undefined;
      done.failed(error instanceof Error ? error.message : String(error));
    }
  }

  cancel(): void {
    this.#running?.cancel();
    this.#running = undefined;
  }
}
