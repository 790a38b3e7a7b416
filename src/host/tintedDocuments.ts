import { Emitter } from '../base/event';
import type { Disposable } from '../base/disposable';

/** Which texts carry a tint of windows or of heat: while they do, token colours rest there, for two tints in one place are mud. */
export class TintedDocuments implements Disposable {
  readonly #changed = new Emitter<void>();
  readonly #tinted = new Map<object, string>();
  readonly onDidChange = this.#changed.event;

  /**
   * @param owner who tints; each has one text at most
   * @param uri of the text; nothing: it is tinted no longer
   */
  set(owner: object, uri: string | undefined): void {
    if (this.#tinted.get(owner) === uri) return;
    if (uri === undefined) this.#tinted.delete(owner);
    else this.#tinted.set(owner, uri);
    this.#changed.fire();
  }

  has(uri: string): boolean {
    return [...this.#tinted.values()].includes(uri);
  }

  dispose(): void {
    this.#changed.dispose();
    this.#tinted.clear();
  }
}
