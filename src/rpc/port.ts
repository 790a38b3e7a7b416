import type { Disposable } from '../base/disposable';

/**
 * One end of a two-way channel of structured-cloneable messages: a worker thread, a child process, a webview.
 * What arrives is `unknown` until it has been validated.
 */
export interface Port {
  /** Sends a message. `transfer` moves these buffers instead of copying them, where the channel can. */
  post(message: unknown, transfer?: readonly ArrayBuffer[]): void;
  onMessage(listener: (message: unknown) => void): Disposable;
  /** Called once when the other side is gone for good, with the reason. */
  onClose(listener: (reason: Error) => void): Disposable;
}
