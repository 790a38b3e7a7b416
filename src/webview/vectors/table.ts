import { placeOf } from '../../base/ordinal';
import type { StatisticsMessage } from '../../protocol/vectorMaths';
import type { RowSpan, VectorOutputName, VectorsHostMethods, VectorsSnapshot } from '../../protocol/vectorsPanel';
import type { HostClient } from '../ui/hostClient';
import { choices, toggle } from '../ui/choices';
import { element } from '../ui/element';
import { tokenElement } from '../ui/token';
import { VirtualGrid } from '../ui/virtualGrid';
import { colorOf, fourDecimals } from './colorScale';
import { HeatmapCanvas, legendOf } from './heatmap';
import { outputNames } from './outputs';
import { readout, whatToDo } from './readout';
import { RowPages } from './rowPages';
import { isIn } from './rowSpan';

const lineHeight = 20;
const numberWidth = 66;
const cellWidths = { small: 2, medium: 6, large: 14 } as const;
const statisticsWidth = 196;
/** Narrower panels leave the ids out. */
const narrow = 560;

type Mode = 'numbers' | 'heatmap';

/** For each token its token vector, its position vector and their sum: as numbers on their colours, or as strips of colours. */
export class VectorTable {
  readonly element: HTMLElement;
  readonly #host: HostClient<VectorsHostMethods>;
  readonly #grid: VirtualGrid;
  readonly #heatmap = new HeatmapCanvas();
  readonly #pages: RowPages;
  readonly #legend = element('span', { class: 'legend' });
  readonly #readout = element('div', { class: 'readout' });
  readonly #cells: ReturnType<typeof choices<keyof typeof cellWidths>>;
  #statistics: Partial<Record<VectorOutputName, StatisticsMessage>> = {};
  #snapshot: VectorsSnapshot | undefined;
  #mode: Mode = 'numbers';
  #cell: keyof typeof cellWidths = 'medium';
  #showsStatistics = false;
  #isNarrow = false;
  #cursor: number | undefined;
  #pointed: number | undefined;
  /** What the pointer is at in another panel. */
  #pointedElsewhere: RowSpan | undefined;

  constructor(host: HostClient<VectorsHostMethods>) {
    this.#host = host;
    this.#pages = new RowPages(
      (revision, first, count) => host.call('rows', { revision, first, count }),
      () => {
        // A heatmap's rows hold no numbers: only its picture changes.
        if (this.#mode === 'heatmap') this.#draw();
        else this.#grid.refresh();
      },
    );
    this.#grid = new VirtualGrid({
      label: 'Embedding vectors: for each token a row of token, position and sum. Enter selects the token in the text.',
      rowHeight: 3 * lineHeight + 6,
      header: (first, last) => this.#header(first, last),
      row: (row, first, last) => this.#row(row, first, last),
      show: (first, last) => {
        this.#pages.need(first, last, this.#snapshot!.sequence);
        if (this.#mode === 'heatmap') this.#draw();
      },
      choose: row => host.tell('reveal', { revision: this.#snapshot!.revision, row }),
    });
    this.#grid.element.addEventListener('pointermove', event => this.#move(event));
    this.#grid.element.addEventListener('pointerleave', () => this.#leave());
    new ResizeObserver(() => this.#resize()).observe(this.#grid.element);
    const mode = choices<Mode>(
      'as',
      [
        { value: 'numbers', name: 'Numbers', help: 'Four decimals, as PyTorch prints them' },
        { value: 'heatmap', name: 'Heatmap', help: 'A colour for each number: many at a glance' },
      ],
      value => {
        this.#mode = value;
        this.#resize();
      },
    );
    mode.set(this.#mode);
    this.#cells = choices<keyof typeof cellWidths>(
      'cells',
      [
        { value: 'small', name: 'S', help: '2 pixels a number' },
        { value: 'medium', name: 'M', help: '6 pixels a number' },
        { value: 'large', name: 'L', help: '14 pixels a number' },
      ],
      value => {
        this.#cell = value;
        this.#resize();
      },
    );
    this.#cells.set(this.#cell);
    const statistics = toggle('Statistics', 'Norm, mean and standard deviation of each row and dimension', on => {
      this.#showsStatistics = on;
      void this.#loadStatistics();
      this.#resize();
    });
    this.element = element(
      'section',
      { class: 'tab-panel' },
      element('div', { class: 'toolbar' }, mode.element, this.#cells.element, statistics.element, this.#legend),
      this.#readout,
      element('div', { class: 'grid-frame' }, this.#grid.element, this.#heatmap.element),
    );
    this.#say();
  }

  update(snapshot: VectorsSnapshot): void {
    this.#snapshot = snapshot;
    this.#pages.reset(snapshot.revision, snapshot.hidden);
    this.#heatmap.forget();
    this.#statistics = {};
    this.#legend.replaceChildren(legendOf(snapshot.scale));
    this.#resize();
    if (this.#showsStatistics) void this.#loadStatistics();
  }

  setCursor(row: number | undefined): void {
    this.#cursor = row;
    if (row !== undefined && this.#snapshot !== undefined) this.#grid.goTo(row);
    else this.#grid.refresh();
  }

  /** Marks rows where they are, and scrolls to none. */
  setPointed(rows: RowSpan | undefined): void {
    this.#pointedElsewhere = rows;
    for (const made of this.element.querySelectorAll<HTMLElement>('.vector-row'))
      made.classList.toggle('pointed', isIn(Number(made.dataset['row']), rows));
  }

  get #rowHeight(): number {
    const lines = this.#snapshot?.outputs.length ?? 3;
    return this.#mode === 'numbers' ? lines * lineHeight + 6 : Math.max(24, lines * 7 + 4);
  }

  get #columnWidth(): number {
    return this.#mode === 'numbers' ? numberWidth : cellWidths[this.#cell];
  }

  get #leadWidth(): number {
    return (this.#isNarrow ? 172 : 244) + (this.#showsStatistics ? statisticsWidth : 0);
  }

  #resize(): void {
    if (this.#snapshot === undefined) return;
    const { sequence, hidden, outputs } = this.#snapshot;
    this.#heatmap.element.hidden = this.#mode !== 'heatmap';
    this.#cells.element.hidden = this.#mode !== 'heatmap';
    this.element.dataset['mode'] = this.#mode;
    this.#isNarrow = this.#grid.element.clientWidth < narrow;
    this.element.classList.toggle('narrow', this.#isNarrow);
    this.#heatmap.element.setAttribute(
      'aria-label',
      `Heatmap of ${sequence} tokens and ${hidden} dimensions. Choose Numbers for a table of its values.`,
    );
    this.#grid.resize({
      rows: outputs.length === 0 ? 0 : sequence,
      columns: hidden,
      columnWidth: this.#columnWidth,
      rowHeight: this.#rowHeight,
      leadWidth: this.#leadWidth,
    });
  }

  #draw(): void {
    const { topRow, scrollLeft, width, height, headerHeight } = this.#grid.viewport;
    const { sequence, hidden, outputs, scale } = this.#snapshot!;
    const lead = this.#leadWidth;
    this.#heatmap.element.style.left = `${lead}px`;
    this.#heatmap.element.style.top = `${headerHeight + 1}px`;
    this.#heatmap.draw({
      rows: sequence,
      columns: hidden,
      topRow,
      scrollLeft,
      rowHeight: this.#rowHeight,
      cellWidth: this.#columnWidth,
      width: Math.max(0, width - lead),
      height: Math.max(0, height - headerHeight - 1),
      limit: scale,
      lines: outputs.length,
      valuesOf: (row, line) => this.#pages.row(row, outputs[line]!),
    });
  }

  #header(first: number, last: number): HTMLElement {
    const heads = this.#showsStatistics ? ['norm', 'mean', 'std'] : [];
    const cells = [
      element(
        'div',
        { class: 'lead', role: 'columnheader' },
        element('span', {}, 'position · token'),
        ...heads.map(name => element('span', { class: 'statistic' }, name)),
      ),
    ];
    const width = this.#columnWidth;
    const every = this.#mode === 'numbers' ? 1 : Math.ceil(64 / width / 16) * 16;
    for (let column = first - (first % every); column < last; column += every) {
      const cell = element('div', { class: 'cell', role: 'columnheader' }, String(column));
      this.#place(cell, column);
      cell.style.width = `${every * width}px`;
      cells.push(cell);
    }
    return element('div', { class: 'columns' }, ...cells);
  }

  #row(row: number, first: number, last: number): HTMLElement {
    const { ids, texts, outputs } = this.#snapshot!;
    const id = ids[row]!;
    const lead = element(
      'div',
      { class: 'lead', role: 'rowheader' },
      element('span', { class: 'number' }, String(row)),
      tokenElement(texts[id] ?? '', this.#snapshot!.first + row),
      element('span', { class: 'id' }, String(id)),
    );
    const made = element('div', { class: 'vector-row' }, lead);
    made.dataset['row'] = String(row);
    made.classList.toggle('here', row === this.#cursor);
    made.classList.toggle('pointed', isIn(row, this.#pointedElsewhere));
    if (this.#mode === 'heatmap') {
      if (this.#showsStatistics) lead.append(...this.#statisticsOf(outputs.at(-1)!, row, 1));
      return made;
    }
    outputs.forEach((output, line) => {
      const kind = element('span', { class: 'kind' }, outputNames[output]);
      kind.style.gridRow = String(line + 1);
      lead.append(kind);
      if (this.#showsStatistics) lead.append(...this.#statisticsOf(output, row, line + 1));
      const values = this.#pages.row(row, output);
      if (values !== undefined) made.append(this.#numbers(values, line, first, last));
    });
    return made;
  }

  #statisticsOf(output: VectorOutputName, row: number, line: number): HTMLElement[] {
    const found = this.#statistics[output]?.rows;
    return (['norm', 'mean', 'std'] as const).map((name, i) => {
      const cell = element('span', { class: 'statistic' }, found === undefined ? '…' : fourDecimals(found[name][row]!));
      cell.style.gridRow = String(line);
      cell.style.gridColumn = String(5 + i);
      return cell;
    });
  }

  #numbers(values: Float32Array, line: number, first: number, last: number): HTMLElement {
    const made = element('div', { class: 'line' });
    made.style.top = `${line * lineHeight}px`;
    for (let column = first; column < Math.min(last, values.length); column++) {
      const cell = element('div', { class: 'cell value', role: 'gridcell' }, fourDecimals(values[column]!));
      cell.style.backgroundColor = colorOf(values[column]!, this.#snapshot!.scale, 0.5);
      this.#place(cell, column);
      made.append(cell);
    }
    return made;
  }

  #place(cell: HTMLElement, column: number): void {
    cell.style.left = `${this.#leadWidth + column * this.#columnWidth}px`;
    cell.style.width = `${this.#columnWidth}px`;
  }

  #move({ clientX, clientY }: PointerEvent): void {
    if (this.#snapshot === undefined) return;
    const { element: grid } = this.#grid;
    const { topRow, headerHeight } = this.#grid.viewport;
    const { left, top } = grid.getBoundingClientRect();
    const y = clientY - top - headerHeight;
    const at = topRow + y / this.#rowHeight;
    const row = Math.floor(at);
    if (y < 0 || row >= this.#snapshot.sequence) {
      this.#leave();
      return;
    }
    const x = clientX - left - this.#leadWidth;
    const column = x < 0 ? undefined : Math.floor((x + grid.scrollLeft) / this.#columnWidth);
    const { outputs } = this.#snapshot;
    const room = this.#mode === 'numbers' ? outputs.length * lineHeight : this.#rowHeight - 4;
    const line = Math.min(outputs.length - 1, Math.floor(((at - row) * this.#rowHeight * outputs.length) / room));
    this.#point(row);
    this.#say(row, outputs[line], column);
  }

  #leave(): void {
    this.#point(undefined);
    this.#say();
  }

  #point(row: number | undefined): void {
    if (row === this.#pointed || this.#snapshot === undefined) return;
    this.#pointed = row;
    const { revision } = this.#snapshot;
    this.#host.tell('point', row === undefined ? { revision } : { revision, row });
  }

  #say(row?: number, output?: VectorOutputName, column?: number): void {
    const value = row === undefined || output === undefined ? undefined : this.#pages.row(row, output)?.[column ?? -1];
    if (row === undefined || output === undefined || column === undefined || value === undefined) {
      this.#readout.replaceChildren(...whatToDo());
      return;
    }
    const { ids, texts, first, total } = this.#snapshot!;
    const place = placeOf(row, first + row, total);
    const token = { text: texts[ids[row]!] ?? '', index: first + row };
    const over = this.#showsStatistics ? this.#statistics[output]?.dimensions : undefined;
    this.#readout.replaceChildren(...readout({ token, place, output, column, value, over }));
  }

  async #loadStatistics(): Promise<void> {
    if (this.#snapshot === undefined) return;
    const { revision, outputs } = this.#snapshot;
    for (const output of outputs) {
      const found = await this.#host.call('statistics', { revision, output }).catch((error: unknown) => {
        this.#host.failed(error);
        return undefined;
      });
      if (this.#snapshot.revision !== revision) return;
      if (found !== undefined) this.#statistics[output] = found;
      this.#grid.refresh();
    }
  }
}
