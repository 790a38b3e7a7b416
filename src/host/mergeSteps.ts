import { Emitter } from '../base/event';
import type { Disposable } from '../base/disposable';

/** Which texts are shown as they are after some of their tokenizer's merges, and not as they are at the end. */
export class MergeSteps implements Disposable {
  readonly #changed = new Emitter<string>();
  readonly #steps = new Map<string, number>();
  /** The step of the text with this URI is another one. */
  readonly onDidChange = this.#changed.event;

  /** @param step nothing: the text is shown with its final tokens again */
  set(uri: string, step: number | undefined): void {
    if (this.#steps.get(uri) === step) return;
    if (step === undefined) this.#steps.delete(uri);
    else this.#steps.set(uri, step);
    this.#changed.fire(uri);
  }

  of(uri: string): number | undefined {
    return this.#steps.get(uri);
  }

  dispose(): void {
    this.#changed.dispose();
    this.#steps.clear();
  }
}
