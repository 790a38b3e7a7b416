import { ordered } from '../../base/foreignText';
import { visibleText } from '../../base/visibleText';
import type { RowSpan, VectorOutputName, VectorsHostMethods, VectorsSnapshot } from '../../protocol/vectorsPanel';
import type { HostClient } from '../ui/hostClient';
import { choices } from '../ui/choices';
import { element } from '../ui/element';
import { tokenElement } from '../ui/token';
import { colorIndex, colorTable, fourDecimals } from './colorScale';
import { action } from './controls';
import { legendOf } from './heatmap';
import { Latest } from './latest';
import { outputNames } from './outputs';
import { isIn } from './rowSpan';
import { SimilarityMatrix } from './similarityMatrix';

/** Up to this many tokens their texts stand beside the matrix. */
const labelled = 64;
/** Rows and columns of the table for screen readers. */
const spoken = 40;

/** The cosine of each token in view with each other. */
export class SimilarityTab {
  readonly element: HTMLElement;
  readonly #host: HostClient<VectorsHostMethods>;
  readonly #output = element('span', {});
  readonly #readout = element('div', { class: 'readout' });
  readonly #canvas = element('canvas', { class: 'matrix', role: 'img' });
  readonly #columns = element('div', { class: 'matrix-columns', 'aria-hidden': 'true' });
  readonly #rows = element('div', { class: 'matrix-rows', 'aria-hidden': 'true' });
  readonly #frame: HTMLElement;
  readonly #table = element('table', { class: 'sr-only' });
  readonly #latest = new Latest();
  #chosen: VectorOutputName = 'token';
  #snapshot: VectorsSnapshot | undefined;
  #matrix: SimilarityMatrix | undefined;
  readonly #save: HTMLButtonElement;
  #cursor: number | undefined;
  #pointed: number | undefined;
  /** What the pointer is at in another panel. */
  #pointedElsewhere: RowSpan | undefined;

  constructor(host: HostClient<VectorsHostMethods>) {
    this.#host = host;
    this.#frame = element('div', { class: 'matrix-frame' }, this.#columns, this.#rows, this.#canvas);
    this.#save = action('Save TSV…', 'Save the matrix as tab-separated text', () => {
      const bytes = new TextEncoder().encode(this.#matrix?.tsv());
      host.tell('save', { what: 'similarity', kind: 'tsv', bytes });
    });
    this.#dim(true);
    this.element = element(
      'section',
      { class: 'tab-panel' },
      element(
        'div',
        { class: 'toolbar' },
        this.#output,
        element('span', { class: 'legend' }, 'cosine', legendOf(1, 1)),
        this.#save,
      ),
      this.#readout,
      element(
        'div',
        { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Similarity of the tokens' },
        this.#frame,
        this.#table,
      ),
    );
    this.#canvas.addEventListener('pointermove', event => this.#move(event));
    this.#canvas.addEventListener('pointerleave', () => this.#say());
    this.#canvas.addEventListener('click', () => {
      if (this.#pointed !== undefined && this.#matrix !== undefined)
        host.tell('reveal', { revision: this.#matrix.snapshot.revision, row: this.#pointed });
    });
    new ResizeObserver(() => this.#draw()).observe(this.element);
    this.#say();
  }

  update(snapshot: VectorsSnapshot): void {
    this.#snapshot = snapshot;
    if (!snapshot.outputs.includes(this.#chosen)) this.#chosen = snapshot.outputs[0] ?? 'token';
    const output = choices<VectorOutputName>(
      'vectors',
      snapshot.outputs.map(value => ({
        value,
        name: outputNames[value],
        help: `Compare the ${outputNames[value]} vectors`,
      })),
      value => {
        this.#chosen = value;
        this.#load();
      },
    );
    output.set(this.#chosen);
    this.#output.replaceChildren(output.element);
    this.#load();
  }

  setCursor(row: number | undefined): void {
    this.#cursor = row;
    this.#draw();
  }

  setPointed(rows: RowSpan | undefined): void {
    this.#pointedElsewhere = rows;
    for (const side of [this.#rows, this.#columns])
      Array.from(side.children).forEach((chip, row) => chip.classList.toggle('pointed', isIn(row, rows)));
  }

  #load(): void {
    const snapshot = this.#snapshot!;
    const { revision } = snapshot;
    const output = this.#chosen;
    this.#dim(true);
    void this.#latest.run(token => this.#host.call('similarity', { revision, output }, { token }), {
      answer: matrix => {
        if (matrix === undefined) return;
        this.#matrix = new SimilarityMatrix(matrix, snapshot, output);
        this.#dim(false);
        this.#draw();
        this.#speak();
        this.#say();
      },
      failed: message => {
        this.#matrix = undefined;
        this.#draw();
        this.#readout.textContent = ordered(message);
      },
    });
  }

  /** The matrix is of other vectors than those that are asked for: it stays until they are compared. */
  #dim(isOld: boolean): void {
    this.#frame.classList.toggle('dimmed', isOld);
    this.#save.disabled = isOld;
  }

  #draw(): void {
    const matrix = this.#matrix;
    this.#frame.hidden = matrix === undefined;
    if (matrix === undefined || this.element.hidden) return;
    const { size, values } = matrix.answer;
    const { ids, texts, first } = matrix.snapshot;
    const hasLabels = size <= labelled;
    const label = hasLabels ? 88 : 0;
    const room = Math.max(120, Math.min(this.element.clientWidth - label - 18, 1100));
    const cell = Math.max(hasLabels ? 11 : 1, Math.min(34, Math.floor(room / size)));
    const context = this.#canvas.getContext('2d')!;
    this.#canvas.width = this.#canvas.height = size;
    const image = new ImageData(size, size);
    const pixels = new Uint32Array(image.data.buffer);
    for (let i = 0; i < values.length; i++) pixels[i] = colorTable[colorIndex(values[i]!, 1)]!;
    context.putImageData(image, 0, 0);
    this.#canvas.style.width = this.#canvas.style.height = `${size * cell}px`;
    this.#frame.style.setProperty('--cell', `${cell}px`);
    this.#frame.style.setProperty('--label', `${label}px`);
    const chips = (): HTMLElement[] =>
      hasLabels
        ? Array.from(ids, (id, row) => {
            const made = element('span', {}, tokenElement(texts[id] ?? '', first + row));
            made.classList.toggle('here', row === this.#cursor);
            made.classList.toggle('pointed', isIn(row, this.#pointedElsewhere));
            return made;
          })
        : [];
    this.#rows.replaceChildren(...chips());
    this.#columns.replaceChildren(...chips());
    this.#canvas.setAttribute('aria-label', `Similarity of ${size} tokens with each other; a table follows.`);
  }

  /** The table behind the picture. */
  #speak(): void {
    const { size, values } = this.#matrix!.answer;
    const { ids, texts } = this.#matrix!.snapshot;
    const shown = Math.min(size, spoken);
    const name = (i: number): string => visibleText(texts[ids[i]!] ?? String(ids[i]));
    const indexes = Array.from({ length: shown }, (_, i) => i);
    this.#table.replaceChildren(
      element(
        'caption',
        {},
        shown < size ? `The first ${shown} of ${size} tokens; save as TSV for all.` : 'Cosine similarity',
      ),
      element('tr', {}, element('td', {}), ...indexes.map(i => element('th', { scope: 'col' }, name(i)))),
      ...indexes.map(i =>
        element(
          'tr',
          {},
          element('th', { scope: 'row' }, name(i)),
          ...indexes.map(j => element('td', {}, fourDecimals(values[i * size + j]!))),
        ),
      ),
    );
  }

  #move({ offsetX, offsetY }: PointerEvent): void {
    const size = this.#matrix?.answer.size ?? 0;
    const { clientWidth, clientHeight } = this.#canvas;
    const column = Math.max(0, Math.min(size - 1, Math.floor((offsetX / clientWidth) * size)));
    const row = Math.max(0, Math.min(size - 1, Math.floor((offsetY / clientHeight) * size)));
    if (size > 0) this.#say(row, column);
  }

  #say(row?: number, column?: number): void {
    const { answer, snapshot } = this.#matrix ?? {};
    if (row !== this.#pointed && snapshot !== undefined) {
      this.#pointed = row;
      const { revision } = snapshot;
      this.#host.tell('point', row === undefined ? { revision } : { revision, row });
    }
    if (answer === undefined || snapshot === undefined || row === undefined || column === undefined) {
      this.#readout.textContent = 'Point at a cell: 1 is the same direction, 0 a right angle, −1 the opposite.';
      return;
    }
    const chipOf = (at: number): HTMLElement =>
      tokenElement(snapshot.texts[snapshot.ids[at]!] ?? '', snapshot.first + at);
    this.#readout.replaceChildren(
      chipOf(row),
      ` at position ${row} and `,
      chipOf(column),
      ` at position ${column}: `,
      element('b', {}, fourDecimals(answer.values[row * answer.size + column]!)),
    );
  }
}
