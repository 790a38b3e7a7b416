import type { VectorOutputName, VectorRows } from '../../protocol/vectorsPanel';

const pageSize = 64;

/** The vectors of one revision as far as they have been asked for, page by page. */
export class RowPages {
  #pages = new Map<number, VectorRows>();
  #asked = new Set<number>();
  #revision = -1;
  #hidden = 0;

  /**
   * @param ask rows of a revision; nothing if there is a newer one
   * @param more called when rows have come
   */
  constructor(
    private readonly ask: (revision: number, first: number, count: number) => Promise<VectorRows | undefined>,
    private readonly more: () => void,
  ) {}

  /** Forgets all rows unless they are of this revision. */
  reset(revision: number, hidden: number): void {
    if (revision === this.#revision) return;
    this.#pages = new Map();
    this.#asked = new Set();
    this.#revision = revision;
    this.#hidden = hidden;
  }

  /** A vector of `hidden` numbers; nothing if it has not come yet. */
  row(row: number, output: VectorOutputName): Float32Array | undefined {
    const values = this.#pages.get(Math.floor(row / pageSize))?.[output];
    const at = (row % pageSize) * this.#hidden;
    return values === undefined || at >= values.length ? undefined : values.subarray(at, at + this.#hidden);
  }

  /** Asks for rows from `first` to before `last`, and for the pages on either side, of `rows` in all. */
  need(first: number, last: number, rows: number): void {
    const [from, to] = [Math.floor(first / pageSize), Math.ceil(last / pageSize)];
    for (let page = from; page < to; page++) void this.#load(page);
    if (to * pageSize < rows) void this.#load(to);
    if (from > 0) void this.#load(from - 1);
  }

  async #load(page: number): Promise<void> {
    if (this.#asked.has(page)) return;
    const asked = this.#asked;
    asked.add(page);
    try {
      const rows = await this.ask(this.#revision, page * pageSize, pageSize);
      if (rows === undefined || asked !== this.#asked) return;
      this.#pages.set(page, rows);
      this.more();
    } catch {
      asked.delete(page);
    }
  }
}
