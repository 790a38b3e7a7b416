import { element } from './element';
import { ScrollMap } from './scrollMap';
import { ShownRows } from './shownRows';

export interface GridOptions {
  readonly label: string;
  readonly rowHeight: number;
  /** The sticky header row for these columns. */
  header(firstColumn: number, lastColumn: number): HTMLElement;
  /** A row; called when it comes into view, when columns change, and for each row in view after a refresh. */
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

/** What is seen of the grid, in CSS pixels, as it was last drawn: reading it again would make the browser lay everything out anew. */
export interface GridViewport {
  /** The row, or part of one, at the top of what is seen. */
  readonly topRow: number;
  readonly scrollLeft: number;
  /** Without scrollbars; the header counts. */
  readonly width: number;
  readonly height: number;
  readonly headerHeight: number;
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
  readonly #rows: ShownRows;
  #size: GridSize = { rows: 0, columns: 0, columnWidth: 60, leadWidth: 0 };
  #topRow = 0;
  #active = 0;
  #ownScroll = -1;
  #scheduled = false;
  #resized = false;
  #isStale = true;
  #columns = '';
  #spareColumns = extraColumns;
  #firstColumn = 0;
  #lastColumn = 0;
  #viewport: GridViewport = { topRow: 0, scrollLeft: 0, width: 0, height: 0, headerHeight: 0 };

  constructor(options: GridOptions) {
    this.#options = options;
    this.#rows = new ShownRows(this.#body, row => this.#row(row));
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
    new ResizeObserver(() => {
      this.#resized = true;
      this.refresh();
    }).observe(this.element);
  }

  get size(): GridSize {
    return this.#size;
  }

  get active(): number {
    return this.#active;
  }

  get viewport(): GridViewport {
    return this.#viewport;
  }

  resize(size: GridSize): void {
    this.#resized = true;
    // Only when it changes: everything that is placed by it would be laid out anew.
    if (size.leadWidth !== this.#size.leadWidth) this.element.style.setProperty('--lead', `${size.leadWidth}px`);
    this.#size = size;
    this.#active = Math.min(this.#active, Math.max(0, size.rows - 1));
    if (this.#options.rowRole !== 'rowgroup') this.element.setAttribute('aria-rowcount', String(size.rows));
    this.refresh();
  }

  /** Makes what is in view anew, once, in the next frame. */
  refresh(): void {
    this.#isStale = true;
    this.#schedule();
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    requestAnimationFrame(() => {
      this.#scheduled = false;
      this.#draw();
    });
  }

  goTo(row: number): void {
    this.#moveTo(row);
    this.refresh();
  }

  #moveTo(row: number): void {
    this.#active = Math.max(0, Math.min(row, this.#size.rows - 1));
    // Before it is measured no row is visible; the first one shall be at the top then.
    const visible = Math.max(2, this.#visibleRows);
    if (this.#active < this.#topRow) this.#topRow = this.#active;
    else if (this.#active > this.#topRow + visible - 2) this.#topRow = Math.max(0, this.#active - visible + 2);
    this.#syncScrollbar();
    this.#schedule();
  }

  /** Scrolls a column into view, to the right of what stays there. */
  showColumn(column: number): void {
    const { columnWidth, leadWidth } = this.#size;
    const left = column * columnWidth;
    const room = this.#viewport.width - leadWidth - columnWidth;
    this.element.scrollLeft = Math.max(Math.min(this.element.scrollLeft, left), left - Math.max(0, room));
  }

  get #rowHeight(): number {
    return this.#size.rowHeight ?? this.#options.rowHeight;
  }

  get #map(): ScrollMap {
    const { height, headerHeight } = this.#viewport;
    return new ScrollMap(this.#size.rows, this.#rowHeight, height - headerHeight);
  }

  get #visibleRows(): number {
    return this.#map.visibleRows;
  }

  get #lastTopRow(): number {
    return this.#map.lastTopRow;
  }

  get #scrollRange(): number {
    const { height, headerHeight } = this.#viewport;
    return Math.max(1, headerHeight + this.#map.height - height);
  }

  #scrolled(): void {
    if (Math.abs(this.element.scrollTop - this.#ownScroll) > 1) {
      this.#ownScroll = -1;
      this.#topRow = this.#map.topRowAt(this.element.scrollTop, this.#scrollRange);
    }
    this.#schedule();
  }

  /** In a scaled list a notch of the wheel would jump over thousands of rows: it moves by rows instead. */
  #wheel(event: WheelEvent): void {
    if (!this.#map.isScaled || event.deltaY === 0 || event.ctrlKey) return;
    event.preventDefault();
    this.#topRow = Math.max(0, Math.min(this.#topRow + event.deltaY / this.#rowHeight, this.#lastTopRow));
    this.#syncScrollbar();
    this.#schedule();
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
    if (move !== undefined) this.#moveTo(this.#active + move);
    else if (event.key === 'Enter') this.#options.choose(this.#active);
    else return;
    event.preventDefault();
  }

  #draw(): void {
    if (this.#resized) this.#measure();
    const { width, height, headerHeight } = this.#viewport;
    // Not in front: nothing is seen, and where it is scrolled to is not known.
    if (height === 0) return;
    const { rows, columns, columnWidth } = this.#size;
    const { scrollTop, scrollLeft } = this.element;
    const map = this.#map;
    if (!map.isScaled) this.#topRow = scrollTop / this.#rowHeight;
    const topRow = this.#topRow;
    // What is made anew is seen as soon as it can be: what lies around it, for scrolling, follows in the next frame.
    const isFirst = this.#isStale;
    if (scrollLeft !== this.#viewport.scrollLeft) this.#spareColumns = extraColumns;
    else if (isFirst) this.#spareColumns = 0;
    this.#viewport = { topRow, scrollLeft, width, height, headerHeight };
    this.#firstColumn = Math.max(0, Math.floor(scrollLeft / columnWidth) - this.#spareColumns);
    this.#lastColumn = Math.min(columns, Math.ceil((scrollLeft + width) / columnWidth) + this.#spareColumns);
    const shownColumns = `${this.#firstColumn} ${this.#lastColumn}`;
    if (this.#isStale || shownColumns !== this.#columns) {
      this.#header.replaceChildren(this.#options.header(this.#firstColumn, this.#lastColumn));
      this.#rows.clear();
    }
    this.#isStale = false;
    this.#columns = shownColumns;
    const spareRows = isFirst ? 0 : extraRows;
    const first = Math.max(0, Math.floor(topRow) - spareRows);
    const last = Math.min(rows, Math.ceil(topRow + map.visibleRows) + spareRows);
    const topOf = (row: number): number =>
      map.isScaled ? (row - topRow) * this.#rowHeight + scrollTop : row * this.#rowHeight;
    this.#rows.show(first, last, this.#active, topOf);
    if (last > first) this.#options.show(first, last);
    if (isFirst) this.#schedule();
  }

  /** After a change of size: the rows in view stay, wherever the scrollbar then stands. */
  #measure(): void {
    const { columns, columnWidth, leadWidth } = this.#size;
    const width = `${leadWidth + columns * columnWidth}px`;
    this.#spacer.style.width = width;
    this.element.style.setProperty('--width', width);
    this.#spacer.style.height = `${this.#map.height}px`;
    const { clientWidth, clientHeight } = this.element;
    this.#viewport = {
      ...this.#viewport,
      width: clientWidth,
      height: clientHeight,
      headerHeight: this.#header.offsetHeight,
    };
    if (clientHeight === 0) return;
    this.#topRow = Math.max(0, Math.min(this.#topRow, this.#lastTopRow));
    this.#syncScrollbar();
    this.#resized = false;
  }

  #row(row: number): HTMLElement {
    const made = this.#options.row(row, this.#firstColumn, this.#lastColumn);
    made.style.height = `${this.#rowHeight}px`;
    made.setAttribute('role', this.#options.rowRole ?? 'row');
    if (this.#options.rowRole !== 'rowgroup') made.setAttribute('aria-rowindex', String(row + 1));
    made.addEventListener('click', () => {
      this.#active = row;
      this.#options.choose(row);
      this.refresh();
    });
    return made;
  }
}
