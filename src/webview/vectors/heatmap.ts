import { BoundedCache } from '../../base/boundedCache';
import { element } from '../ui/element';
import { colorIndex, colorTable } from './colorScale';

/** What is seen of a heatmap: sizes in CSS pixels. */
export interface HeatmapView {
  readonly rows: number;
  readonly columns: number;
  readonly topRow: number;
  readonly scrollLeft: number;
  readonly rowHeight: number;
  readonly cellWidth: number;
  readonly width: number;
  readonly height: number;
  /** The end of the colour scale. */
  readonly limit: number;
  /** Strips of a row. */
  readonly lines: number;
  valuesOf(row: number, line: number): Float32Array | undefined;
}

/** The gap below a row's strips. */
const gap = 4;
/** Pixels that are kept of rows that were seen: 16 MB. */
const keptPixels = 2 ** 22;
/** More rows than this are never seen at once. */
const leastRows = 256;

/**
 * Vectors as strips of colours on one canvas that stays where it is: only what is seen is drawn, a pixel a number, and scaled by the
 * browser. A screenful is drawn in about a millisecond, however large the table.
 */
export class HeatmapCanvas {
  readonly element = element('canvas', { class: 'heatmap', role: 'img' });
  readonly #cells = document.createElement('canvas');
  #image: ImageData | undefined;
  /** The rows that were seen last, coloured. */
  #colored: BoundedCache<number, Uint32Array> | undefined;

  /** Other vectors from here on, or another scale. */
  forget(): void {
    this.#colored = undefined;
  }

  draw(view: HeatmapView): void {
    const ratio = window.devicePixelRatio;
    const [width, height] = [Math.max(1, Math.round(view.width * ratio)), Math.max(1, Math.round(view.height * ratio))];
    if (this.element.width !== width) this.element.width = width;
    if (this.element.height !== height) this.element.height = height;
    this.element.style.width = `${view.width}px`;
    this.element.style.height = `${view.height}px`;
    const context = this.element.getContext('2d')!;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, width, height);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.imageSmoothingEnabled = false;
    const firstRow = Math.floor(view.topRow);
    const lastRow = Math.min(view.rows, Math.ceil(view.topRow + view.height / view.rowHeight));
    const firstColumn = Math.floor(view.scrollLeft / view.cellWidth);
    const lastColumn = Math.min(view.columns, Math.ceil((view.scrollLeft + view.width) / view.cellWidth));
    const [rows, columns] = [lastRow - firstRow, lastColumn - firstColumn];
    if (rows <= 0 || columns <= 0) return;
    this.#paint(view, firstRow, rows, firstColumn, columns);
    const x = firstColumn * view.cellWidth - view.scrollLeft;
    for (let i = 0; i < rows; i++) {
      const y = (firstRow + i - view.topRow) * view.rowHeight;
      const size = [columns * view.cellWidth, view.rowHeight - gap] as const;
      context.drawImage(this.#cells, 0, i * view.lines, columns, view.lines, x, y, ...size);
    }
  }

  #paint(view: HeatmapView, firstRow: number, rows: number, firstColumn: number, columns: number): void {
    const { lines } = view;
    const height = rows * lines;
    if (this.#image?.width !== columns || this.#image.height !== height) {
      this.#image = new ImageData(columns, height);
      this.#cells.width = columns;
      this.#cells.height = height;
    }
    const pixels = new Uint32Array(this.#image.data.buffer);
    for (let i = 0; i < rows; i++) {
      const colored = this.#rowOf(view, firstRow + i);
      for (let line = 0; line < lines; line++) {
        const at = (i * lines + line) * columns;
        const from = line * view.columns + firstColumn;
        if (colored === undefined) pixels.fill(0, at, at + columns);
        else pixels.set(colored.subarray(from, from + columns), at);
      }
    }
    this.#cells.getContext('2d')!.putImageData(this.#image, 0, 0);
  }

  /** A row's strips one after the other; nothing until all of its numbers are there. */
  #rowOf(view: HeatmapView, row: number): Uint32Array | undefined {
    const { columns, lines, limit } = view;
    this.#colored ??= new BoundedCache(Math.max(leastRows, Math.floor(keptPixels / (lines * columns))));
    const known = this.#colored.get(row);
    if (known !== undefined) return known;
    const made = new Uint32Array(lines * columns);
    for (let line = 0; line < lines; line++) {
      const values = view.valuesOf(row, line);
      if (values === undefined) return undefined;
      for (let i = 0; i < columns; i++) made[line * columns + i] = colorTable[colorIndex(values[i]!, limit)]!;
    }
    this.#colored.set(row, made);
    return made;
  }
}

/** The scale with its ends; beyond them colours stay as they are. */
export function legendOf(limit: number, digits = 2): HTMLElement {
  const bar = element('span', { class: 'scale', 'aria-hidden': 'true' });
  for (let step = -10; step <= 10; step++) {
    const cell = element('span', {});
    const color = colorTable[colorIndex(step, 10)]!;
    cell.style.backgroundColor = `rgba(${color & 255}, ${(color >> 8) & 255}, ${(color >> 16) & 255}, ${(color >>> 24) / 255})`;
    bar.append(cell);
  }
  return element('span', { class: 'legend-scale' }, `≤ −${limit.toFixed(digits)}`, bar, `≥ ${limit.toFixed(digits)}`);
}
