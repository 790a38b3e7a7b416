import type { WindowPage } from '../../protocol/tokenizer';
import type { WindowSettings, WindowsHostMethods, windowsViewMethods } from '../../protocol/windowsPanel';
import type { ParamsOf } from '../../rpc/method';
import type { RpcClient } from '../../rpc/client';
import { element, root } from '../ui/element';
import { tokenElement } from '../ui/token';
import { VirtualGrid } from '../ui/virtualGrid';
import { Parameters } from './parameters';

type State = ParamsOf<typeof windowsViewMethods.update>;

const pageSize = 50;
const maximumPages = 40;
const columnWidth = 92;
const leastLeadWidth = 132;
/** Pixels of a digit, with room for the larger fonts. */
const digitWidth = 9;
const rowHeight = 74;
const count = new Intl.NumberFormat('en-US');

/** The windows panel: parameters, counts, and a row for each window with its target below its input. */
export class WindowsView {
  readonly #host: RpcClient<WindowsHostMethods>;
  readonly #title = element('h1', {});
  readonly #tokenizer = element('button', { class: 'chip', title: 'Select another tokenizer' });
  readonly #counts = element('div', { class: 'counts', role: 'status' });
  readonly #message = element('div', { class: 'message' });
  readonly #parameters: Parameters;
  readonly #grid: VirtualGrid;
  #state: State | undefined;
  #pages = new Map<number, WindowPage>();
  #asked = new Set<number>();
  #generation = 0;

  constructor(host: RpcClient<WindowsHostMethods>) {
    this.#host = host;
    this.#parameters = new Parameters(part => this.#change(part));
    this.#tokenizer.addEventListener('click', () => void host.call('selectTokenizer', {}));
    this.#grid = new VirtualGrid({
      label: 'Training windows: each row an input and, below it, its target',
      rowHeight,
      header: (first, last) => this.#header(first, last),
      row: (row, first, last) => this.#row(row, first, last),
      show: (first, last) => {
        for (let page = Math.floor(first / pageSize); page * pageSize < last; page++) this.#ask(page);
      },
      choose: row => this.#choose(row),
    });
    root().append(
      element('header', {}, this.#title, this.#tokenizer, about()),
      this.#parameters.element,
      this.#counts,
      this.#message,
      this.#grid.element,
    );
  }

  update(state: State): void {
    this.#state = state;
    this.#title.textContent = `Training windows of ${state.title}`;
    this.#tokenizer.textContent = state.tokenizer;
    this.#reload();
  }

  #change(part: Partial<WindowSettings>): void {
    if (this.#state === undefined) return;
    const settings = { ...this.#state.settings, ...part };
    this.#state = { ...this.#state, settings };
    this.#reload();
  }

  /** Asks for the first page in view anew; what is shown stays until the answer is there. */
  #reload(): void {
    this.#generation++;
    this.#asked.clear();
    this.#ask(Math.floor(this.#grid.active / pageSize));
  }

  #ask(page: number): void {
    const { settings } = this.#state ?? {};
    if (settings === undefined || this.#asked.has(page)) return;
    this.#asked.add(page);
    const generation = this.#generation;
    // A field that holds no number is answered here: NaN would not survive the way.
    const sent = { ...settings };
    for (const key of ['maxLength', 'stride', 'batchSize', 'epoch'] as const)
      if (Number.isNaN(sent[key])) sent[key] = 0;
    this.#host.call('page', { settings: sent, firstRow: page * pageSize, rowCount: pageSize }).then(
      answer => {
        if (generation !== this.#generation) return;
        if (answer === undefined) this.#asked.delete(page);
        else this.#receive(page, answer, generation);
      },
      (error: unknown) => {
        if (generation === this.#generation) this.#fail(error instanceof Error ? error.message : String(error));
      },
    );
  }

  #shownGeneration = -1;

  #receive(page: number, answer: WindowPage, generation: number): void {
    const { settings } = this.#state!;
    this.#parameters.show(settings, answer.problems);
    const isInvalid = answer.problems.length > 0;
    this.#grid.element.classList.toggle('dimmed', isInvalid);
    this.#message.textContent = '';
    if (isInvalid) {
      if (this.#pages.size === 0) this.#message.textContent = answer.problems[0]!.message;
      return;
    }
    if (this.#shownGeneration !== generation) {
      void this.#host.call('keep', { settings, display: this.#state!.display });
      this.#pages = new Map();
      this.#shownGeneration = generation;
      this.#counts.replaceChildren(...countsOf(answer));
    }
    if (this.#pages.size >= maximumPages) {
      const oldest = this.#pages.keys().next().value!;
      this.#pages.delete(oldest);
      this.#asked.delete(oldest);
    }
    this.#pages.set(page, answer);
    this.#grid.resize({
      rows: answer.rowCount,
      columns: settings.maxLength,
      columnWidth,
      leadWidth: leadWidthOf(answer),
    });
  }

  #fail(message: string): void {
    this.#message.textContent = message;
  }

  #choose(row: number): void {
    const found = this.#find(row);
    if (found === undefined) return;
    const { first } = found.row;
    const tokens = { first, last: first + this.#grid.size.columns };
    void this.#host.call('reveal', tokens);
    void this.#host.call('current', { window: tokens });
  }

  #find(row: number): { page: WindowPage; row: WindowPage['rows'][number]; index: number } | undefined {
    const page = this.#pages.get(Math.floor(row / pageSize));
    const found = page?.rows[row % pageSize];
    return page === undefined || found === undefined ? undefined : { page, row: found, index: row % pageSize };
  }

  #header(first: number, last: number): HTMLElement {
    const cells = [element('div', { class: 'lead' }, 'batch · window')];
    for (let column = first; column < last; column++)
      cells.push(at(element('div', { class: 'cell', role: 'columnheader' }, String(column)), column));
    return element('div', { class: 'columns' }, ...cells);
  }

  #row(row: number, first: number, last: number): HTMLElement {
    const found = this.#find(row);
    const made = element('div', { class: 'window-row' });
    if (found === undefined) {
      made.append(element('div', { class: 'lead' }, '…'));
      return made;
    }
    const { page, index } = found;
    made.classList.toggle('odd-batch', found.row.batch % 2 === 1);
    const lead = element(
      'div',
      { class: 'lead' },
      `${count.format(found.row.batch)} · ${count.format(found.row.window)}`,
    );
    lead.append(element('span', { class: 'kind' }, 'input'), element('span', { class: 'kind' }, 'target'));
    made.append(lead);
    const width = this.#grid.size.columns + 1;
    for (const shift of [0, 1]) {
      const line = element('div', { class: shift === 0 ? 'line input' : 'line target' });
      for (let column = first; column < Math.min(last, width - 1); column++) {
        const id = page.ids[index * width + column + shift]!;
        const token = tokenElement(page.texts[id] ?? '', found.row.first + column + shift);
        line.append(
          at(
            element('div', { class: 'cell', role: 'gridcell' }, token, element('span', { class: 'id' }, String(id))),
            column,
          ),
        );
      }
      made.append(line);
    }
    return made;
  }
}

function at<T extends HTMLElement>(cell: T, column: number): T {
  cell.style.left = `calc(var(--lead) + ${column * columnWidth}px)`;
  cell.style.width = `${columnWidth}px`;
  return cell;
}

/** Room for the numbers of the last row. */
function leadWidthOf({ batchCount, windowCount }: WindowPage): number {
  const characters = `${count.format(batchCount)} · ${count.format(windowCount)}`.length;
  return Math.max(leastLeadWidth, characters * digitWidth + 16);
}

function countsOf({ tokenCount, windowCount, batchCount, rowCount }: WindowPage): Node[] {
  const figure = (value: number, name: string): HTMLElement =>
    element('span', {}, element('b', {}, count.format(value)), ` ${name}`);
  const dropped = windowCount - rowCount;
  return [
    figure(tokenCount, 'tokens'),
    figure(windowCount, windowCount === 1 ? 'window' : 'windows'),
    figure(batchCount, batchCount === 1 ? 'batch' : 'batches'),
    ...(dropped > 0
      ? [figure(dropped, dropped === 1 ? 'window dropped by drop_last' : 'windows dropped by drop_last')]
      : []),
  ];
}

function about(): HTMLElement {
  return element(
    'details',
    { class: 'about' },
    element('summary', {}, 'What am I looking at?'),
    element(
      'p',
      {},
      'A model learns to predict the next token. Each row is one training sample: the input is a window of max_length tokens, and the target is the same window one token later. The next window starts stride tokens further on, and batch_size windows make a batch.',
    ),
  );
}
