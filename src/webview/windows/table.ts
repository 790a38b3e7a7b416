import type { TokenSpan, WindowsDisplay, WindowSettings } from '../../protocol/windowsPanel';
import { VirtualGrid } from '../ui/virtualGrid';
import { cellCount, moveCell, rangeBetween, type Cell, type CellRange } from './cellSelection';
import type { CopiedLine } from './copyFormats';
import { figure } from './figures';
import type { WindowPages } from './pages';
import { columnWidths, headerElement, rowElement, type RowLook } from './rowElement';

interface Events {
  /** The window in focus is another one, or was read again. */
  readonly current: (row: number) => void;
  /** A cell, a line or a row was chosen: its tokens. */
  readonly choose: (tokens: TokenSpan) => void;
  /** The token below the pointer; nothing when it leaves. */
  readonly point: (tokens: TokenSpan | undefined) => void;
  readonly selected: (cells: number) => void;
  readonly copy: () => void;
}

const lineHeights = { both: 36, ids: 21, text: 21 } as const;
/** Pixels of a digit, with room for the larger fonts. */
const digitWidth = 9;
const kindWidth = 48;

/** The windows: for each a line of inputs and a line of targets. */
export class WindowTable {
  readonly #grid: VirtualGrid;
  #display: WindowsDisplay | undefined;
  #settings: WindowSettings | undefined;
  #lines = 0;
  #focus: Cell = { line: 0, column: 0 };
  #anchor: Cell = this.#focus;
  #cursor: number | undefined;
  #pointed: number | undefined;
  /** What the pointer is at in another panel. */
  #pointedElsewhere: TokenSpan | undefined;
  #isDragging = false;
  #dragged = false;
  #digits = { batch: 1, window: 1 };

  constructor(
    private readonly pages: WindowPages,
    private readonly events: Events,
  ) {
    this.#grid = new VirtualGrid({
      label:
        'Training windows. For each window a line of inputs and a line of targets. Enter shows a cell in the text.',
      rowHeight: 2 * lineHeights.both + 3,
      rowRole: 'rowgroup',
      header: (first, last) => headerElement(this.#look, first, last),
      row: (row, first, last) => rowElement(this.#look, row, pages.row(row), first, last),
      show: (first, last) => pages.need(first, last),
      choose: () => undefined,
      key: (event, visibleRows) => this.#key(event, visibleRows),
    });
    this.element.addEventListener('pointerdown', event => this.#press(event));
    this.element.addEventListener('pointermove', event => this.#move(event));
    this.element.addEventListener('pointerleave', () => this.#point(undefined));
    window.addEventListener('pointerup', () => this.#release());
  }

  get element(): HTMLElement {
    return this.#grid.element;
  }

  /** The row in focus. */
  get row(): number {
    return this.#focus.line >> 1;
  }

  get selection(): CellRange {
    return rangeBetween(this.#anchor, this.#focus);
  }

  /** Draws these rows. The first page of them is there. */
  show(
    counts: { readonly rowCount: number; readonly batchCount: number; readonly windowCount: number },
    settings: WindowSettings,
    display: WindowsDisplay,
  ): void {
    this.#settings = settings;
    this.#display = display;
    this.#lines = 2 * counts.rowCount;
    this.#digits = {
      batch: Math.max(5, figure(counts.batchCount).length),
      window: Math.max(6, figure(counts.windowCount).length),
    };
    const clamp = ({ line, column }: Cell): Cell => ({
      line: Math.max(0, Math.min(line, this.#lines - 1)),
      column: Math.min(column, settings.maxLength - 1),
    });
    this.#focus = clamp(this.#focus);
    this.#anchor = clamp(this.#anchor);
    this.element.setAttribute('aria-rowcount', String(this.#lines + 1));
    this.element.setAttribute('aria-colcount', String(settings.maxLength + 1));
    this.element.dataset['cells'] = display.cells;
    this.#grid.resize({
      rows: counts.rowCount,
      columns: settings.maxLength + (display.shifted ? 1 : 0),
      columnWidth: columnWidths[display.cells],
      rowHeight: 2 * lineHeights[display.cells] + 3,
      leadWidth: (this.#digits.batch + this.#digits.window) * digitWidth + kindWidth + 28,
    });
    this.#announce();
  }

  refresh(): void {
    this.#grid.refresh();
    this.events.current(this.row);
  }

  /** Brings a row into view and into focus. */
  goTo(row: number, column = 0): void {
    this.#focusOn({ line: 2 * row, column }, false);
  }

  /** Marks the token at the editor's cursor wherever it stands. */
  setCursor(token: number | undefined): void {
    this.#cursor = token;
    this.#mark('here', each => each === token);
  }

  /** Marks the tokens that the pointer is at in another panel. */
  setPointed(tokens: TokenSpan | undefined): void {
    this.#pointedElsewhere = tokens;
    this.#mark('pointed', this.#isPointed);
  }

  /** The selected cells; nothing if the document changed in the meantime. */
  async selectedLines(): Promise<CopiedLine[] | undefined> {
    const { firstLine, lastLine, firstColumn, lastColumn } = this.selection;
    const rows = await this.pages.rows(firstLine >> 1, (lastLine >> 1) + 1);
    return rows?.flatMap((row, i) =>
      ([0, 1] as const)
        .filter(shift => {
          const line = 2 * ((firstLine >> 1) + i) + shift;
          return line >= firstLine && line <= lastLine;
        })
        .map(shift => {
          const ids = [...row.ids.subarray(firstColumn + shift, lastColumn + 1 + shift)];
          return { kind: shift === 0 ? 'input' : 'target', ids, texts: ids.map(id => row.texts[id] ?? '') } as const;
        }),
    );
  }

  #key(event: KeyboardEvent, visibleRows: number): boolean {
    const far = event.ctrlKey || event.metaKey;
    if (far && event.key.toLowerCase() === 'c') this.events.copy();
    else if (far && event.key.toLowerCase() === 'a') this.#selectAll();
    else if (event.key === 'Enter') this.#choose();
    else if (event.key === ' ' && event.shiftKey) this.#selectRows(this.row, this.row);
    else if (event.key === 'Escape') this.#focusOn(this.#focus, false);
    else {
      const extent = {
        lines: this.#lines,
        columns: this.#settings?.maxLength ?? 0,
        pageLines: 2 * Math.max(1, visibleRows - 1),
      };
      const to = this.#lines === 0 ? undefined : moveCell(this.#focus, { key: event.key, far }, extent);
      if (to === undefined) return false;
      this.#focusOn(to, event.shiftKey);
      this.#point(this.#tokensOf({ ...rangeBetween(to, to) })?.first);
    }
    return true;
  }

  #selectAll(): void {
    this.#anchor = { line: 0, column: 0 };
    this.#focus = { line: this.#lines - 1, column: (this.#settings?.maxLength ?? 1) - 1 };
    this.#announce();
    this.#grid.refresh();
  }

  #selectRows(from: number, to: number): void {
    const last = (this.#settings?.maxLength ?? 1) - 1;
    const [anchor, focus] = from <= to ? [2 * from, 2 * to + 1] : [2 * from + 1, 2 * to];
    this.#anchor = { line: anchor, column: 0 };
    this.#focus = { line: focus, column: last };
    this.#announce();
    this.#grid.refresh();
  }

  #focusOn(cell: Cell, extend: boolean): void {
    this.#focus = cell;
    if (!extend) this.#anchor = cell;
    this.#grid.goTo(this.row);
    this.#grid.showColumn(cell.column + (this.#display?.shifted === true ? cell.line % 2 : 0));
    this.#announce();
  }

  #announce(): void {
    this.element.setAttribute('aria-activedescendant', `cell-${this.#focus.line}-${this.#focus.column}`);
    this.events.selected(cellCount(this.selection));
    this.events.current(this.row);
  }

  #press(event: PointerEvent): void {
    if (event.button !== 0) return;
    const place = placeOf(event);
    if (place === undefined) return;
    this.element.focus();
    this.#isDragging = true;
    this.#dragged = false;
    if (place.column === undefined) this.#selectRows(event.shiftKey ? this.#anchor.line >> 1 : place.row, place.row);
    else this.#focusOn({ line: place.line, column: place.column }, event.shiftKey);
    if (event.shiftKey) this.#dragged = true;
    event.preventDefault();
  }

  #move(event: PointerEvent): void {
    const place = placeOf(event);
    this.#point(place?.token);
    if (!this.#isDragging || place?.column === undefined) return;
    if (place.line === this.#focus.line && place.column === this.#focus.column) return;
    this.#dragged = true;
    this.#focusOn({ line: place.line, column: place.column }, true);
  }

  #release(): void {
    // A drag or an extension selects cells to be copied; only a plain click goes to the text.
    if (this.#isDragging && !this.#dragged) this.#choose();
    this.#isDragging = false;
  }

  #choose(): void {
    const tokens = this.#tokensOf(this.selection);
    if (tokens !== undefined) this.events.choose(tokens);
  }

  /** The tokens from the first to the last of these cells, as far as their rows are there. */
  #tokensOf({ firstLine, lastLine, firstColumn, lastColumn }: CellRange): TokenSpan | undefined {
    let first = Infinity;
    let last = 0;
    for (const line of [firstLine, Math.min(firstLine + 1, lastLine), lastLine]) {
      const row = this.pages.row(line >> 1);
      if (row === undefined) return undefined;
      first = Math.min(first, row.first + firstColumn + (line % 2));
      last = Math.max(last, row.first + lastColumn + (line % 2) + 1);
    }
    return { first, last };
  }

  #point(token: number | undefined): void {
    if (token === this.#pointed) return;
    this.#pointed = token;
    this.#mark('pointed', this.#isPointed);
    this.events.point(token === undefined ? undefined : { first: token, last: token + 1 });
  }

  #mark(name: 'here' | 'pointed', isMarked: (token: number) => boolean): void {
    for (const cell of this.element.querySelectorAll<HTMLElement>('.cell[data-token]'))
      cell.classList.toggle(name, isMarked(Number(cell.dataset['token'])));
  }

  readonly #isPointed = (token: number): boolean => {
    const { first = 0, last = 0 } = this.#pointedElsewhere ?? {};
    return token === this.#pointed || (token >= first && token < last);
  };

  get #look(): RowLook {
    return {
      settings: this.#settings!,
      display: this.#display!,
      digits: this.#digits,
      selection: this.selection,
      focus: this.#focus,
      cursor: this.#cursor,
      isPointed: this.#isPointed,
    };
  }
}

interface Place {
  readonly row: number;
  readonly line: number;
  /** Absent: beside the cells, where the row has its number. */
  readonly column?: number;
  readonly token?: number;
}

function placeOf({ target }: PointerEvent): Place | undefined {
  if (!(target instanceof Element)) return undefined;
  const row = target.closest<HTMLElement>('.window-row')?.dataset['row'];
  if (row === undefined) return undefined;
  const cell = target.closest<HTMLElement>('.cell');
  if (cell === null) return target.closest('.lead') === null ? undefined : { row: Number(row), line: 2 * Number(row) };
  const { line, column, token } = cell.dataset;
  return { row: Number(row), line: Number(line), column: Number(column), token: Number(token) };
}
