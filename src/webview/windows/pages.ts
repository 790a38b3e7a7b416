import type { WindowPage } from '../../protocol/tokenizer';
import type { WindowSettings } from '../../protocol/windowsPanel';

/** A row of the table. */
export interface ShownRow {
  readonly window: number;
  readonly batch: number;
  /** The number of its first token. */
  readonly first: number;
  /** The file of its first token, where there are several. */
  readonly file?: string | undefined;
  /** The input and, last, the token after it. */
  readonly ids: Uint32Array;
  readonly texts: Readonly<Record<string, string>>;
}

type Ask = (settings: WindowSettings, firstRow: number, rowCount: number) => Promise<WindowPage | undefined>;

interface Events {
  /** The first page of new settings, or what is wrong with them. */
  readonly began: (page: WindowPage, settings: WindowSettings) => void;
  readonly more: () => void;
  readonly failed: (message: string) => void;
}

const mostRowsOfPage = 25;
const idsOfPage = 8_192;
const mostIdsKept = 2_000_000;

/** The rows that were looked at last, by pages of ids of a bounded number, however many rows there are and however long. */
export class WindowPages {
  #settings: WindowSettings | undefined;
  #shown: WindowSettings | undefined;
  #pageRows = mostRowsOfPage;
  #pages = new Map<number, WindowPage>();
  #asked = new Set<number>();
  #generation = 0;
  #shownGeneration = -1;

  constructor(
    private readonly ask: Ask,
    private readonly events: Events,
  ) {}

  /** The settings of the rows that are shown. */
  get shown(): WindowSettings | undefined {
    return this.#shown;
  }

  /** Asks for the page with this row anew; what is shown stays until the answer is there. */
  load(settings: WindowSettings, row: number): void {
    this.#generation++;
    this.#settings = settings;
    this.#asked.clear();
    const length = Number.isFinite(settings.maxLength) ? Math.max(1, settings.maxLength) : 1;
    const rows = Math.max(1, Math.min(mostRowsOfPage, Math.floor(idsOfPage / length)));
    this.#request(Math.floor(row / rows), rows);
  }

  /** Rows about to be shown. */
  need(first: number, last: number): void {
    if (this.#shownGeneration !== this.#generation) return;
    const rows = this.#pageRows;
    for (let page = Math.floor(first / rows); page * rows < last; page++)
      if (!this.#asked.has(page)) this.#request(page, rows);
  }

  row(row: number): ShownRow | undefined {
    const page = this.#pages.get(Math.floor(row / this.#pageRows));
    return page === undefined ? undefined : rowOf(page, row % this.#pageRows);
  }

  /** Rows for the clipboard, whether they are shown or not; nothing if the document changes in the meantime. */
  async rows(first: number, last: number): Promise<ShownRow[] | undefined> {
    const settings = this.#shown;
    const generation = this.#shownGeneration;
    const rows: ShownRow[] = [];
    while (settings !== undefined && rows.length < last - first) {
      const from = first + rows.length;
      const page = await this.ask(settings, from, Math.min(this.#pageRows, last - from));
      if (page === undefined || page.rows.length === 0 || generation !== this.#shownGeneration) return undefined;
      for (let index = 0; index < page.rows.length; index++) rows.push(rowOf(page, index)!);
    }
    return rows;
  }

  #request(page: number, rows: number): void {
    const settings = this.#settings!;
    const generation = this.#generation;
    this.#asked.add(page);
    this.ask(sendable(settings), page * rows, rows).then(
      answer => {
        if (generation !== this.#generation) return;
        if (answer === undefined) this.#asked.delete(page);
        else this.#receive(page, rows, answer);
      },
      (error: unknown) => {
        if (generation === this.#generation) this.events.failed(error instanceof Error ? error.message : String(error));
      },
    );
  }

  #receive(page: number, rows: number, answer: WindowPage): void {
    const isNew = this.#shownGeneration !== this.#generation;
    if (answer.problems.length === 0) {
      if (isNew) {
        this.#pages = new Map();
        this.#pageRows = rows;
        this.#shown = this.#settings;
        this.#shownGeneration = this.#generation;
      }
      this.#forget(answer.ids.length);
      this.#pages.set(page, answer);
    }
    if (isNew) this.events.began(answer, this.#settings!);
    else this.events.more();
  }

  #forget(coming: number): void {
    for (const [page, { ids }] of this.#pages) {
      if (this.#pages.size * Math.max(1, ids.length) + coming <= mostIdsKept) return;
      this.#pages.delete(page);
      this.#asked.delete(page);
    }
  }
}

function rowOf(page: WindowPage, index: number): ShownRow | undefined {
  const row = page.rows[index];
  if (row === undefined) return undefined;
  const width = page.ids.length / page.rows.length;
  return { ...row, ids: page.ids.subarray(index * width, (index + 1) * width), texts: page.texts };
}

/** A field that holds no number is answered like one that holds what no loader takes: NaN would not survive the way. */
export function sendable(settings: WindowSettings): WindowSettings {
  const sent = { ...settings };
  for (const key of ['maxLength', 'stride', 'batchSize', 'epoch', 'worldSize'] as const)
    if (Number.isNaN(sent[key])) sent[key] = 0;
  if (Number.isNaN(sent.rank)) sent.rank = -1;
  return sent;
}
