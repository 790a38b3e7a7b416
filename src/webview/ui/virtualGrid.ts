import { element } from './element';
import { ScrollMap } from './scrollMap';

export interface GridOptions {
  readonly label: string;
  readonly rowHeight: number;
  /** The sticky header row for these columns. */
  header(firstColumn: number, lastColumn: number): HTMLElement;
  /** A row; called again whenever it comes into view or columns change. */
  row(row: number, firstColumn: number, lastColumn: number): HTMLElement;
  /** Rows about to be shown, for those that have to be fetched. */
  show(firstRow: number, lastRow: number): void;
  choose(row: number): void;
  /** Says what a key does before the grid does; true: it has been dealt with. */
  key?(event: KeyboardEvent, visibleRows: number): boolean;
  /** What a row is for a screen reader: a group, where it holds rows of its own. */
  readonly rowRole?: 'row' | 'rowgroup';
}

export interface GridSize {
  readonly rows: number;
  readonly columns: number;
  readonly columnWidth: number;
  /** Absent: as the grid was made with. */
  readonly rowHeight?: number;
  /** Pixels to the left of the columns that stay in view. */
  readonly leadWidth: number;
}

const extraRows = 4;
const extraColumns = 4;

/** A table of any number of rows and columns, of which only those in view exist. Arrow keys, Page and Home/End move, Enter chooses. */
export class VirtualGrid {
  readonly element: HTMLElement;
  readonly #options: GridOptions;
  readonly #header = element('div', { class: 'grid-header', role: 'row' });
  readonly #body = element('div', { class: 'grid-body', role: 'rowgroup' });
  readonly #spacer = element('div', { class: 'grid-spacer' });
  #size: GridSize = { rows: 0, columns: 0, columnWidth: 60, leadWidth: 0 };
  #topRow = 0;
  #active = 0;
  #ownScroll = -1;
  #scheduled = false;
  #resized = false;

  constructor(options: GridOptions) {
    this.#options = options;
    this.element = element(
      'div',
      { class: 'grid', role: 'grid', tabindex: '0', 'aria-label': options.label },
      this.#header,
      this.#spacer,
      this.#body,
    );
    if (options.rowRole === 'rowgroup') this.#body.setAttribute('role', 'presentation');
    this.element.addEventListener('scroll', () => this.#scrolled());
    this.element.addEventListener('wheel', event => this.#wheel(event), { passive: false });
    this.element.addEventListener('keydown', event => this.#key(event));
    new ResizeObserver(() => this.refresh()).observe(this.element);
  }

  get size(): GridSize {
    return this.#size;
  }

  get active(): number {
    return this.#active;
  }

  /** The row, or part of one, at the top of what is seen. */
  get topRow(): number {
    return this.#topRow;
  }

  get headerHeight(): number {
    return this.#header.offsetHeight;
  }

  resize(size: GridSize): void {
    this.#resized = true;
    // Only when it changes: everything that is placed by it would be laid out anew.
    if (size.leadWidth !== this.#size.leadWidth) this.element.style.setProperty('--lead', `${size.leadWidth}px`);
    this.#size = size;
    this.#active = Math.min(this.#active, Math.max(0, size.rows - 1));
    if (this.#options.rowRole !== 'rowgroup') this.element.setAttribute('aria-rowcount', String(size.rows));
    this.#topRow = Math.max(0, Math.min(this.#topRow, this.#lastTopRow));
    this.refresh();
  }

  /** Draws what is in view once, in the next frame. */
  refresh(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    requestAnimationFrame(() => {
      this.#scheduled = false;
      this.#draw();
    });
  }

  goTo(row: number): void {
    this.#active = Math.max(0, Math.min(row, this.#size.rows - 1));
    const visible = this.#visibleRows;
    if (this.#active < this.#topRow) this.#topRow = this.#active;
    else if (this.#active > this.#topRow + visible - 2) this.#topRow = Math.max(0, this.#active - visible + 2);
    this.#syncScrollbar();
    this.refresh();
  }

  /** Scrolls a column into view, to the right of what stays there. */
  showColumn(column: number): void {
    const { columnWidth, leadWidth } = this.#size;
    const left = column * columnWidth;
    const room = this.element.clientWidth - leadWidth - columnWidth;
    this.element.scrollLeft = Math.max(Math.min(this.element.scrollLeft, left), left - Math.max(0, room));
  }

  get #rowHeight(): number {
    return this.#size.rowHeight ?? this.#options.rowHeight;
  }

  get #map(): ScrollMap {
    const viewport = this.element.clientHeight - this.#header.offsetHeight;
    return new ScrollMap(this.#size.rows, this.#rowHeight, viewport);
  }

  get #visibleRows(): number {
    return this.#map.visibleRows;
  }

  get #lastTopRow(): number {
    return this.#map.lastTopRow;
  }

  get #scrollRange(): number {
    return Math.max(1, this.element.scrollHeight - this.element.clientHeight);
  }

  #scrolled(): void {
    if (Math.abs(this.element.scrollTop - this.#ownScroll) > 1) {
      this.#ownScroll = -1;
      this.#topRow = this.#map.topRowAt(this.element.scrollTop, this.#scrollRange);
    }
    this.refresh();
  }

  /** In a scaled list a notch of the wheel would jump over thousands of rows: it moves by rows instead. */
  #wheel(event: WheelEvent): void {
    if (!this.#map.isScaled || event.deltaY === 0 || event.ctrlKey) return;
    event.preventDefault();
    this.#topRow = Math.max(0, Math.min(this.#topRow + event.deltaY / this.#rowHeight, this.#lastTopRow));
    this.#syncScrollbar();
    this.refresh();
  }

  #syncScrollbar(): void {
    this.#ownScroll = Math.round(this.#map.scrollTopAt(this.#topRow, this.#scrollRange));
    this.element.scrollTop = this.#ownScroll;
  }

  #key(event: KeyboardEvent): void {
    if (event.target !== this.element) return;
    if (this.#options.key?.(event, this.#visibleRows) === true) {
      event.preventDefault();
      return;
    }
    const page = this.#visibleRows - 1;
    const moves: Record<string, number> = {
      ArrowDown: 1,
      ArrowUp: -1,
      PageDown: page,
      PageUp: -page,
      Home: -Infinity,
      End: Infinity,
    };
    const move = moves[event.key];
    if (move !== undefined) this.goTo(Math.max(0, Math.min(this.#active + move, this.#size.rows - 1)));
    else if (event.key === 'Enter') this.#options.choose(this.#active);
    else return;
    event.preventDefault();
  }

  #draw(): void {
    const { rows, columns, columnWidth, leadWidth } = this.#size;
    const rowHeight = this.#rowHeight;
    this.#spacer.style.height = `${this.#map.height}px`;
    this.#spacer.style.width = `${leadWidth + columns * columnWidth}px`;
    if (this.#resized) this.element.style.setProperty('--width', this.#spacer.style.width);
    // The rows in view stay; where the scrollbar stands for them depends on the size.
    if (this.#resized) this.#syncScrollbar();
    this.#resized = false;
    const left = this.element.scrollLeft;
    const firstColumn = Math.max(0, Math.floor(left / columnWidth) - extraColumns);
    const lastColumn = Math.min(columns, Math.ceil((left + this.element.clientWidth) / columnWidth) + extraColumns);
    const first = Math.max(0, Math.floor(this.#topRow) - extraRows);
    const last = Math.min(rows, Math.ceil(this.#topRow + this.#visibleRows) + extraRows);
    this.#header.replaceChildren(this.#options.header(firstColumn, lastColumn));
    const shown: HTMLElement[] = [];
    for (let row = first; row < last; row++) {
      const made = this.#options.row(row, firstColumn, lastColumn);
      made.style.top = `${(row - this.#topRow) * rowHeight + this.element.scrollTop}px`;
      made.style.height = `${rowHeight}px`;
      made.setAttribute('role', this.#options.rowRole ?? 'row');
      if (this.#options.rowRole !== 'rowgroup') made.setAttribute('aria-rowindex', String(row + 1));
      made.classList.toggle('active', row === this.#active);
      made.addEventListener('click', () => {
        this.#active = row;
        this.#options.choose(row);
        this.refresh();
      });
      shown.push(made);
    }
    this.#body.replaceChildren(...shown);
    if (last > first) this.#options.show(first, last);
  }
}
