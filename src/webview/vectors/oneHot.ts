import type { OneHotMessage } from '../../protocol/inference';
import type { VectorsHostMethods, VectorsSnapshot } from '../../protocol/vectorsPanel';
import type { HostClient } from '../ui/hostClient';
import { element } from '../ui/element';
import { tokenElement } from '../ui/token';
import { colorIndex, colorTable, fourDecimals } from './colorScale';
import { Latest } from './latest';
import { figure } from './outputs';

/** Tokens in one lesson. */
const tokenCount = 6;
const pictureHeight = 150;
const vectorsWidth = 180;

const ways: Readonly<Record<OneHotMessage['ways'][number]['way'], readonly [name: string, code: string]>> = {
  lookup: ['look-up', 'table[ids]'],
  product: ['product', 'one_hot(ids) @ table'],
  linear: ['linear layer', 'linear(one_hot(ids)), weight = table.T'],
};

/** Why a look-up is a matrix product: the same vectors, computed by ONNX Runtime in three ways. */
export class OneHotTab {
  readonly element: HTMLElement;
  readonly #host: HostClient<VectorsHostMethods>;
  readonly #body = element('div', {
    class: 'scroll lesson',
    tabindex: '0',
    role: 'region',
    'aria-label': 'One-hot lesson',
  });
  readonly #latest = new Latest();
  #snapshot: VectorsSnapshot | undefined;
  #cursor: number | undefined;
  #shown: string | undefined;

  constructor(host: HostClient<VectorsHostMethods>) {
    this.#host = host;
    this.element = element(
      'section',
      { class: 'tab-panel' },
      element(
        'p',
        { class: 'explanation' },
        'A one-hot row is all zeros but for a one at the place of the token’s id. Times the table, every row of the table is multiplied by zero but one: what is left is that row. A look-up fetches it without the work. A linear layer without bias, fed with one-hot rows, is the same product: this is why an embedding layer can be trained like any other.',
      ),
      this.#body,
    );
  }

  update(snapshot: VectorsSnapshot): void {
    this.#snapshot = snapshot;
    this.#shown = undefined;
    this.#compute();
  }

  setCursor(row: number | undefined): void {
    this.#cursor = row;
    if (!this.element.hidden) this.#compute();
  }

  #compute(): void {
    const snapshot = this.#snapshot;
    if (snapshot === undefined) return;
    const count = Math.min(tokenCount, snapshot.sequence);
    const first = Math.max(0, Math.min(this.#cursor ?? 0, snapshot.sequence - count));
    const { revision } = snapshot;
    const key = `${revision} ${first}`;
    if (key === this.#shown) return;
    this.#shown = key;
    if (this.#body.childElementCount === 0)
      this.#body.append(element('p', { class: 'quiet' }, 'Computing it three times…'));
    this.#body.classList.add('dimmed');
    void this.#latest.run(token => this.#host.call('oneHot', { revision, first, count }, { token }), {
      answer: answer => {
        if (answer !== undefined) this.#show(answer, snapshot.ids.subarray(first, first + count), first);
      },
      failed: message => {
        this.#body.classList.remove('dimmed');
        this.#body.replaceChildren(element('p', { class: 'problem', role: 'alert' }, message));
      },
    });
  }

  #show(answer: OneHotMessage, ids: Uint32Array, first: number): void {
    const { rows, columns, largestDifference } = answer;
    const { texts, scale } = this.#snapshot!;
    this.#body.classList.remove('dimmed');
    const chips = Array.from(ids, (id, i) =>
      element(
        'span',
        {},
        tokenElement(texts[id] ?? '', this.#snapshot!.first + first + i),
        element('span', { class: 'id' }, ` ${id}`),
      ),
    );
    const figureOf = (name: string, shape: string, picture: HTMLElement): HTMLElement =>
      element('figure', {}, picture, element('figcaption', {}, element('b', {}, name), ` ${shape}`));
    const symbol = (text: string): HTMLElement => element('span', { class: 'symbol', 'aria-hidden': 'true' }, text);
    const difference = Number.isNaN(largestDifference)
      ? 'The table holds numbers that are none (NaN or infinity), which times zero is not zero: the ways differ there.'
      : largestDifference === 0
        ? 'The three give the same numbers: the largest difference is 0.'
        : `The largest difference between them is ${largestDifference.toExponential(2)}: rounding.`;
    this.#body.replaceChildren(
      element(
        'div',
        { class: 'equation' },
        element('div', { class: 'lesson-tokens' }, ...chips),
        figureOf('one-hot', `[${ids.length}, ${figure(rows)}]`, oneHotPicture(ids, rows)),
        symbol('×'),
        figureOf('table', `[${figure(rows)}, ${figure(columns)}]`, tablePicture(ids, rows)),
        symbol('='),
        figureOf('vectors', `[${ids.length}, ${figure(columns)}]`, vectorsPicture(answer, ids.length, scale)),
      ),
      element('p', { class: 'result', role: 'status' }, difference),
      timesTable(answer),
      numbersTable(answer, ids, texts),
    );
  }
}

function canvasOf(width: number, height: number, name: string): [HTMLCanvasElement, CanvasRenderingContext2D] {
  const canvas = element('canvas', { role: 'img', 'aria-label': name });
  const ratio = window.devicePixelRatio;
  canvas.width = width * ratio;
  canvas.height = height * ratio;
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  const context = canvas.getContext('2d')!;
  context.scale(ratio, ratio);
  const style = getComputedStyle(document.body);
  context.strokeStyle = context.fillStyle = style.color;
  return [canvas, context];
}

const mark = '#d66014';

/** A line for each token, a mark where its one is. */
function oneHotPicture(ids: Uint32Array, rows: number): HTMLElement {
  const width = 140;
  const [canvas, context] = canvasOf(width, pictureHeight, `A one at ${Array.from(ids).join(', ')}; zeros elsewhere`);
  const line = pictureHeight / ids.length;
  ids.forEach((id, i) => {
    context.globalAlpha = 0.12;
    context.fillStyle = context.strokeStyle;
    context.fillRect(0, i * line + 3, width, line - 6);
    context.globalAlpha = 1;
    context.fillStyle = mark;
    context.fillRect(Math.min(width - 3, (id / rows) * width), i * line + 3, 3, line - 6);
  });
  return canvas;
}

/** The table upright, a mark where each token's row is. */
function tablePicture(ids: Uint32Array, rows: number): HTMLElement {
  const width = 72;
  const [canvas, context] = canvasOf(width, pictureHeight, `The rows ${Array.from(ids).join(', ')} are what is left`);
  context.globalAlpha = 0.12;
  context.fillRect(0, 0, width, pictureHeight);
  context.globalAlpha = 1;
  context.fillStyle = mark;
  for (const id of ids) context.fillRect(0, Math.min(pictureHeight - 2, (id / rows) * pictureHeight), width, 2);
  return canvas;
}

/** As many numbers of each vector as the picture has room for. */
function vectorsPicture({ vectors, columns }: OneHotMessage, count: number, scale: number): HTMLElement {
  const shown = Math.min(columns, 120);
  const [canvas, context] = canvasOf(
    vectorsWidth,
    pictureHeight,
    `The first ${shown} numbers of each vector; a table follows`,
  );
  const image = new ImageData(shown, count);
  const pixels = new Uint32Array(image.data.buffer);
  for (let row = 0; row < count; row++)
    for (let i = 0; i < shown; i++)
      pixels[row * shown + i] = colorTable[colorIndex(vectors[row * columns + i]!, scale)]!;
  const small = document.createElement('canvas');
  small.width = shown;
  small.height = count;
  small.getContext('2d')!.putImageData(image, 0, 0);
  context.imageSmoothingEnabled = false;
  const line = pictureHeight / count;
  for (let row = 0; row < count; row++)
    context.drawImage(small, 0, row, shown, 1, 0, row * line + 3, vectorsWidth, line - 6);
  return canvas;
}

function timesTable({ ways: times, rows, columns }: OneHotMessage): HTMLElement {
  const slowest = Math.max(...times.map(({ milliseconds }) => milliseconds));
  return element(
    'table',
    { class: 'neighbours times' },
    element(
      'caption',
      {},
      `Time of each in ONNX Runtime. A product reads all ${figure(rows)} × ${figure(columns)} numbers of the table, a look-up one row a token.`,
    ),
    ...times.map(({ way, milliseconds }) => {
      const bar = element('span', { class: 'bar-of', 'aria-hidden': 'true' });
      bar.style.width = `${Math.max(0.5, (milliseconds / slowest) * 100).toFixed(1)}%`;
      return element(
        'tr',
        { 'data-way': way },
        element('th', { scope: 'row' }, ways[way][0]),
        element(
          'td',
          { class: 'score' },
          element('span', { class: 'value' }, `${milliseconds.toFixed(milliseconds < 1 ? 3 : 1)} ms`),
          element('span', { class: 'track' }, bar),
        ),
        element('td', {}, element('code', {}, ways[way][1])),
      );
    }),
  );
}

function numbersTable(
  { vectors, columns }: OneHotMessage,
  ids: Uint32Array,
  texts: Readonly<Record<string, string>>,
): HTMLElement {
  const shown = Math.min(columns, 6);
  return element(
    'table',
    { class: 'neighbours numbers' },
    element('caption', {}, 'What all three give'),
    ...Array.from(ids, (id, row) =>
      element(
        'tr',
        {},
        element('th', { scope: 'row' }, tokenElement(texts[id] ?? '', row)),
        ...Array.from(vectors.subarray(row * columns, row * columns + shown), value =>
          element('td', { class: 'number' }, fourDecimals(value)),
        ),
        element('td', { class: 'quiet' }, columns > shown ? '…' : ''),
      ),
    ),
  );
}
