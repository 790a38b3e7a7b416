import type { InferenceSession } from 'onnxruntime-node';
import type { ModelFile } from './modelFile';

/** Sessions kept open at the same time; the weights of each may fill hundreds of megabytes. */
const maximumSessions = 2;

interface Entry {
  readonly version: string;
  readonly session: Promise<InferenceSession>;
  users: number;
  isDropped: boolean;
}

/** Sessions by real path, made again when a file has changed, closed when they are no longer used. */
export class Sessions {
  readonly #entries = new Map<string, Entry>();
  constructor(readonly create: (file: ModelFile) => Promise<InferenceSession>) {}

  /** Calls `use` with the session of `file`, which stays open until `use` is done. */
  async with<T>(file: ModelFile, use: (session: InferenceSession) => Promise<T>): Promise<T> {
    const entry = this.#entryOf(file);
    entry.users++;
    try {
      return await use(await entry.session);
    } catch (error) {
      // A session that could not be made is tried anew the next time.
      entry.session.catch(() => this.#drop(file.path, entry));
      throw error;
    } finally {
      entry.users--;
      this.#release(entry);
    }
  }

  #entryOf(file: ModelFile): Entry {
    const known = this.#entries.get(file.path);
    if (known !== undefined) {
      this.#entries.delete(file.path);
      if (known.version === file.version) {
        this.#entries.set(file.path, known);
        return known;
      }
      this.#drop(file.path, known);
    }
    const entry: Entry = { version: file.version, session: this.create(file), users: 0, isDropped: false };
    this.#entries.set(file.path, entry);
    for (const [path, oldest] of this.#entries) {
      if (this.#entries.size <= maximumSessions) break;
      this.#drop(path, oldest);
    }
    return entry;
  }

  #drop(path: string, entry: Entry): void {
    if (this.#entries.get(path) === entry) this.#entries.delete(path);
    entry.isDropped = true;
    this.#release(entry);
  }

  #release(entry: Entry): void {
    if (!entry.isDropped || entry.users > 0) return;
    entry.session.then(
      session => session.release(),
      () => undefined,
    );
  }
}
