import { Emitter } from '../base/event';
import type { Disposable } from '../base/disposable';

/** Parts of a text, in order, as UTF-16 offsets. */
interface MarkedParts {
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
}

/** Which parts of texts are marked as what tokenizers cut differently. */
export class MarkedDifferences implements Disposable {
  readonly #changed = new Emitter<string>();
  readonly #parts = new Map<string, MarkedParts>();
  /** What is marked in the text with this URI is something else. */
  readonly onDidChange = this.#changed.event;

  /** @param parts nothing: none is marked any longer */
  set(uri: string, parts: MarkedParts | undefined): void {
    if (parts === undefined && !this.#parts.has(uri)) return;
    if (parts === undefined) this.#parts.delete(uri);
    else this.#parts.set(uri, parts);
    this.#changed.fire(uri);
  }

  of(uri: string): MarkedParts | undefined {
    return this.#parts.get(uri);
  }

  dispose(): void {
    this.#changed.dispose();
    this.#parts.clear();
  }
}
