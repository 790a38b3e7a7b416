import { arrayOf, isString, object, type Validator } from '../base/validator';

/** The part of VS Code's `Memento` that is used. */
interface Storage {
  get(key: string): unknown;
  update(key: string, value: unknown): PromiseLike<void>;
}

/** Documents whose state is kept; the one that was changed longest ago is forgotten first. */
const maximumDocuments = 100;

const anything: Validator<unknown> = value => value;
const entries = arrayOf(object({ uri: isString, state: anything }));

/**
 * What a panel keeps for each document, in the workspace's own storage, so that it is there again after the panel was closed or VS
 * Code was restarted. What was kept by another version and has another shape is forgotten.
 */
export class PanelMemory<T> {
  constructor(
    private readonly storage: Storage,
    private readonly key: string,
    private readonly shape: Validator<T>,
  ) {}

  get(uri: string): T | undefined {
    const found = this.#entries().find(entry => entry.uri === uri);
    try {
      return found === undefined ? undefined : this.shape(found.state, this.key);
    } catch {
      return undefined;
    }
  }

  async set(uri: string, state: T): Promise<void> {
    const others = this.#entries().filter(entry => entry.uri !== uri);
    await this.storage.update(this.key, [{ uri, state }, ...others].slice(0, maximumDocuments));
  }

  /** What was kept for documents that have moved is kept for them where they are now. */
  async follow(moved: (uri: string) => string | undefined): Promise<void> {
    const before = this.#entries();
    const after = before.map(({ uri, state }) => ({ uri: moved(uri) ?? uri, state }));
    if (after.every(({ uri }, i) => uri === before[i]!.uri)) return;
    const isLast = ({ uri }: { readonly uri: string }, i: number): boolean =>
      after.findIndex(each => each.uri === uri) === i;
    await this.storage.update(this.key, after.filter(isLast));
  }

  #entries(): { readonly uri: string; readonly state?: unknown }[] {
    try {
      return entries(this.storage.get(this.key) ?? [], this.key);
    } catch {
      return [];
    }
  }
}
