import type { VectorRows, VectorsHostMethods, VectorsSnapshot } from '../../protocol/vectorsPanel';
import type { RpcClient } from '../../rpc/client';
import { element, root } from '../ui/element';
import { tokenElement } from '../ui/token';
import { VirtualGrid } from '../ui/virtualGrid';
import { colorOf, fourDecimals } from './colorScale';

type Output = 'token' | 'position' | 'input';
const outputNames: Record<Output, string> = { token: 'token', position: 'position', input: 'sum' };
const pageSize = 50;
const leadWidth = 236;
const lineHeight = 20;
const widths = { numbers: 66, heatmap: 6 };

/** The vectors panel: for each token its token vector, its position vector and their sum, as numbers on their colours. */
export class VectorsView {
  readonly #host: RpcClient<VectorsHostMethods>;
  readonly #title = element('h1', {});
  readonly #tokenizer = element('button', { class: 'chip', title: 'Select another tokenizer' });
  readonly #graph = element('button', { class: 'chip', title: 'Select another embedding graph' });
  readonly #counts = element('div', { class: 'counts', role: 'status' });
  readonly #untrained = element(
    'div',
    { class: 'note' },
    'These vectors are untrained: random numbers drawn from the seed as PyTorch draws nn.Embedding, as a model has them before its first training step. Their distances mean nothing yet.',
  );
  readonly #message = element('div', { class: 'message' });
  readonly #retry = element('button', { class: 'chip' }, 'Try again');
  readonly #legend = element('div', { class: 'legend' });
  readonly #pointer = element('span', { class: 'pointer' });
  readonly #grid: VirtualGrid;
  #mode: 'numbers' | 'heatmap' = 'numbers';
  #snapshot: VectorsSnapshot | undefined;
  #pages = new Map<number, VectorRows>();
  #asked = new Set<number>();

  constructor(host: RpcClient<VectorsHostMethods>) {
    this.#host = host;
    this.#tokenizer.addEventListener('click', () => void host.call('selectTokenizer', {}));
    this.#graph.addEventListener('click', () => void host.call('selectGraph', {}));
    this.#retry.addEventListener('click', () => void host.call('retry', {}));
    this.#grid = new VirtualGrid({
      label: 'Embedding vectors: three rows for each token',
      rowHeight: 3 * lineHeight + 6,
      header: (first, last) => this.#header(first, last),
      row: (row, first, last) => this.#row(row, first, last),
      show: (first, last) => {
        for (let page = Math.floor(first / pageSize); page * pageSize < last; page++) this.#ask(page);
      },
      choose: row => {
        const { starts, ends } = this.#snapshot!;
        void host.call('reveal', { start: starts[row]!, end: ends[row]! });
      },
    });
    root().append(
      element('header', {}, this.#title, this.#tokenizer, this.#graph, this.#modes(), about()),
      this.#untrained,
      element('div', { class: 'bar' }, this.#counts, this.#legend),
      this.#message,
      this.#retry,
      this.#grid.element,
    );
  }

  update(snapshot: VectorsSnapshot): void {
    const { status, title, tokenizer, graph, untrained, range, message, hidden, scale } = snapshot;
    this.#title.textContent = `Embedding vectors of ${title}`;
    this.#tokenizer.textContent = tokenizer;
    this.#graph.textContent = graph === '' ? 'select graph' : graph;
    this.#message.textContent = status === 'loading' ? 'Computing vectors…' : (message ?? '');
    this.#retry.hidden = status !== 'failed';
    this.#grid.element.classList.toggle('dimmed', status !== 'ready');
    if (status !== 'ready') return;
    this.#untrained.hidden = !untrained;
    this.#snapshot = snapshot;
    this.#pages = new Map();
    this.#asked = new Set();
    this.#counts.replaceChildren(element('span', {}, range), element('span', {}, `${hidden} numbers a vector`));
    this.#legend.replaceChildren(legendOf(scale), this.#pointer);
    this.#resize();
  }

  #resize(): void {
    const { sequence, hidden, outputs } = this.#snapshot!;
    this.#grid.resize({
      rows: outputs.length === 0 ? 0 : sequence,
      columns: hidden,
      columnWidth: widths[this.#mode],
      leadWidth,
    });
  }

  #modes(): HTMLElement {
    const buttons = (['numbers', 'heatmap'] as const).map(mode => {
      const button = element(
        'button',
        { class: 'chip', 'aria-pressed': String(mode === this.#mode) },
        mode === 'numbers' ? 'Numbers' : 'Heatmap',
      );
      button.addEventListener('click', () => {
        this.#mode = mode;
        for (const other of buttons) other.setAttribute('aria-pressed', String(other === button));
        if (this.#snapshot !== undefined) this.#resize();
      });
      return button;
    });
    return element('span', { class: 'modes', role: 'group', 'aria-label': 'How vectors are shown' }, ...buttons);
  }

  #ask(page: number): void {
    const { revision } = this.#snapshot!;
    if (this.#asked.has(page)) return;
    this.#asked.add(page);
    this.#host.call('rows', { revision, first: page * pageSize, count: pageSize }).then(
      rows => {
        if (rows === undefined || this.#snapshot?.revision !== revision) return;
        this.#pages.set(page, rows);
        this.#grid.refresh();
      },
      () => this.#asked.delete(page),
    );
  }

  #header(first: number, last: number): HTMLElement {
    const cells = [element('div', { class: 'lead' }, 'position · token · id')];
    const every = this.#mode === 'numbers' ? 1 : 16;
    for (let column = first; column < last; column++) {
      if (column % every !== 0) continue;
      const cell = element('div', { class: 'cell', role: 'columnheader' }, String(column));
      place(cell, column, widths[this.#mode]);
      if (every > 1) cell.style.width = `${every * widths[this.#mode]}px`;
      cells.push(cell);
    }
    return element('div', { class: 'columns' }, ...cells);
  }

  #row(row: number, first: number, last: number): HTMLElement {
    const snapshot = this.#snapshot!;
    const id = snapshot.ids[row]!;
    const lead = element(
      'div',
      { class: 'lead' },
      element('span', { class: 'number' }, String(row)),
      tokenElement(snapshot.texts[id] ?? '', row),
      element('span', { class: 'id' }, String(id)),
    );
    const made = element('div', { class: 'vector-row' }, lead);
    const page = this.#pages.get(Math.floor(row / pageSize));
    snapshot.outputs.forEach((output, line) => {
      lead.append(element('span', { class: 'kind' }, outputNames[output]));
      const values = page?.[output];
      if (values === undefined) return;
      const own = values.subarray((row % pageSize) * snapshot.hidden, ((row % pageSize) + 1) * snapshot.hidden);
      made.append(
        this.#mode === 'numbers'
          ? this.#numbers(own, line, first, last)
          : this.#strip(own, line, `${outputNames[output]} of position ${row}`),
      );
    });
    return made;
  }

  #numbers(values: Float32Array, line: number, first: number, last: number): HTMLElement {
    const made = element('div', { class: 'line' });
    made.style.top = `${line * lineHeight}px`;
    for (let column = first; column < Math.min(last, values.length); column++) {
      const cell = element('div', { class: 'cell value', role: 'gridcell' }, fourDecimals(values[column]!));
      cell.style.backgroundColor = colorOf(values[column]!, this.#snapshot!.scale);
      place(cell, column, widths.numbers);
      made.append(cell);
    }
    return made;
  }

  /** A vector as a strip of colours; the value under the pointer is written beside the legend. */
  #strip(values: Float32Array, line: number, label: string): HTMLElement {
    const canvas = element('canvas', {
      class: 'strip',
      role: 'img',
      'aria-label': `Heatmap: ${label}. Choose Numbers for its values.`,
    });
    canvas.width = values.length;
    canvas.height = 1;
    canvas.style.left = `${leadWidth}px`;
    canvas.style.top = `${line * lineHeight + 2}px`;
    canvas.style.width = `${values.length * widths.heatmap}px`;
    canvas.style.height = `${lineHeight - 2}px`;
    const context = canvas.getContext('2d')!;
    values.forEach((value, column) => {
      context.fillStyle = colorOf(value, this.#snapshot!.scale);
      context.fillRect(column, 0, 1, 1);
    });
    canvas.addEventListener('pointermove', ({ offsetX }) => {
      const column = Math.min(values.length - 1, Math.max(0, Math.floor(offsetX / widths.heatmap)));
      this.#pointer.textContent = `${label}, dimension ${column}: ${fourDecimals(values[column]!)}`;
    });
    return canvas;
  }
}

function place(cell: HTMLElement, column: number, width: number): void {
  cell.style.left = `${leadWidth + column * width}px`;
  cell.style.width = `${width}px`;
}

function legendOf(scale: number): HTMLElement {
  const bar = element('span', { class: 'scale', 'aria-hidden': 'true' });
  for (let step = -8; step <= 8; step++) {
    const cell = element('span', {});
    cell.style.backgroundColor = colorOf(step, 8);
    bar.append(cell);
  }
  return element('span', { class: 'legend-scale' }, `−${scale.toFixed(2)}`, bar, `+${scale.toFixed(2)}`);
}

function about(): HTMLElement {
  return element(
    'details',
    { class: 'about' },
    element('summary', {}, 'What am I looking at?'),
    element(
      'p',
      {},
      'An embedding table has one row of numbers, a vector, for each token of the vocabulary, and a second table has one for each position. A model looks both up and adds them: the sum is what its first layer receives. Orange is above zero, blue below, and all three rows share one scale.',
    ),
  );
}
