import type { Disposable } from './disposable';
import { Emitter, type Event } from './event';

/** Says whether somebody still wants the result. VS Code's `CancellationToken` satisfies it. */
export interface CancellationToken {
  readonly isCancellationRequested: boolean;
  readonly onCancellationRequested: Event<unknown>;
}

/** Thrown (or rejected with) where work stopped because its token was cancelled. Never shown to a person. */
export class CancellationError extends Error {
  override readonly name = 'CancellationError';
  constructor(message = 'Cancelled') {
    super(message);
  }
}

export function isCancellation(error: unknown): boolean {
  return error instanceof Error && (error.name === 'CancellationError' || error.name === 'Canceled');
}

export function throwIfCancelled(token: CancellationToken | undefined): void {
  if (token?.isCancellationRequested === true) throw new CancellationError();
}

/** The side that cancels. */
export class CancellationSource implements Disposable {
  readonly #emitter = new Emitter<void>();
  #cancelled = false;
  readonly token: CancellationToken;

  constructor() {
    const isCancelled = (): boolean => this.#cancelled;
    const { event } = this.#emitter;
    this.token = {
      get isCancellationRequested() {
        return isCancelled();
      },
      onCancellationRequested: listener => event(() => listener(undefined)),
    };
  }

  cancel(): void {
    if (this.#cancelled) return;
    this.#cancelled = true;
    this.#emitter.fire();
    this.#emitter.dispose();
  }

  dispose(): void {
    this.#emitter.dispose();
  }
}
