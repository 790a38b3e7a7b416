import { scatterSvg } from '../../base/scatterSvg';
import { tsv } from '../../base/tsv';
import type { ProjectionMessage } from '../../protocol/vectorMaths';
import type { ProjectionAnswer, SavedFile, VectorsHostMethods, VectorsSnapshot } from '../../protocol/vectorsPanel';
import type { RpcClient } from '../../rpc/client';
import { element } from '../ui/element';
import { tokenElement } from '../ui/token';
import { fourDecimals, orderColor } from './colorScale';
import { action } from './controls';
import { Latest } from './latest';
import { figure } from './outputs';
import { ProjectionControls } from './projectionControls';
import { Scatter } from './scatter';

/** Points in the table for screen readers, and tokens that a selection lists. */
const spoken = 300;

/** Vectors as points: of the tokens in view, or of a search. */
export class ProjectionTab {
  readonly element: HTMLElement;
  readonly #host: RpcClient<VectorsHostMethods>;
  readonly #controls = new ProjectionControls(
    () => this.#compute(),
    () => this.#draw(),
  );
  readonly #scatter = new Scatter({
    hover: point => this.#hover(point),
    choose: point => this.#choose(point),
    select: points => this.#select(points),
  });
  readonly #readout = element('div', { class: 'readout', role: 'status' });
  readonly #legend = element('span', { class: 'legend' });
  readonly #progress = element('progress', { max: '1', 'aria-label': 'Projecting' });
  readonly #running: HTMLElement;
  readonly #selection = element('div', { class: 'picked' });
  readonly #table = element('table', { class: 'sr-only' });
  readonly #latest = new Latest();
  #neighbours: Uint32Array | undefined;
  #snapshot: VectorsSnapshot | undefined;
  #answer: ProjectionAnswer | undefined;
  #asked: ProjectionMessage | undefined;
  #cursor: number | undefined;

  constructor(host: RpcClient<VectorsHostMethods>) {
    this.#host = host;
    const cancel = action('Cancel', 'Stop, and keep the picture that was there', () => {
      this.#latest.cancel();
      this.#running.hidden = true;
      this.#readout.textContent = 'Cancelled.';
    });
    this.#running = element('span', { class: 'labelled', hidden: true }, this.#progress, cancel);
    const save = (kind: SavedFile['kind'], bytes: () => Uint8Array | Promise<Uint8Array>): void => {
      if (this.#answer === undefined) return;
      void Promise.resolve(bytes()).then(content => host.call('save', { what: 'projection', kind, bytes: content }));
    };
    const text = new TextEncoder();
    this.element = element(
      'section',
      { class: 'tab-panel' },
      this.#controls.element,
      this.#controls.problem,
      element(
        'div',
        { class: 'toolbar' },
        this.#legend,
        this.#running,
        element(
          'span',
          { class: 'labelled end' },
          element('span', { class: 'quiet' }, 'save as'),
          action('PNG', 'The picture as it is, with its labels', () => save('png', () => this.#scatter.png())),
          action('SVG', 'A drawing that stays sharp', () => save('svg', () => text.encode(this.#svg()))),
          action('TSV', 'The points as tab-separated text', () => save('tsv', () => text.encode(this.#tsv()))),
        ),
      ),
      this.#readout,
      this.#scatter.element,
      this.#selection,
      this.#table,
    );
  }

  update(snapshot: VectorsSnapshot): void {
    this.#snapshot = snapshot;
    this.#controls.offer(snapshot.outputs, this.#neighbours !== undefined);
    this.#compute();
  }

  setCursor(row: number | undefined): void {
    this.#cursor = row;
    this.#draw();
  }

  /** Shows these rows of the token table. */
  setNeighbours(ids: Uint32Array): void {
    this.#neighbours = ids;
    this.#controls.set = 'neighbours';
    if (this.#snapshot === undefined) return;
    this.#controls.offer(this.#snapshot.outputs, true);
    this.#compute();
  }

  #compute(): void {
    const snapshot = this.#snapshot;
    if (snapshot === undefined) return;
    const projection = this.#controls.projection(snapshot.hidden);
    if (projection === undefined) return;
    const { set } = this.#controls;
    const params = {
      revision: snapshot.revision,
      output: set === 'neighbours' ? ('token' as const) : set,
      projection,
      ...(set === 'neighbours' && this.#neighbours !== undefined ? { ids: this.#neighbours } : {}),
    };
    this.#progress.value = 0;
    this.#running.hidden = projection.kind !== 'umap';
    const onProgress = (fraction: number): void => void (this.#progress.value = fraction);
    void this.#latest.run(token => this.#host.call('project', params, { token, onProgress }), {
      answer: answer => {
        this.#running.hidden = true;
        if (answer === undefined) return;
        this.#answer = answer;
        this.#asked = projection;
        this.#draw();
        this.#speak();
        this.#hover(undefined);
      },
      failed: message => {
        this.#running.hidden = true;
        this.#controls.problem.textContent = message;
      },
    });
  }

  #draw(): void {
    const answer = this.#answer;
    if (answer === undefined || this.element.hidden) return;
    const values = this.#colorValues(answer);
    const [low, high] = [Math.min(...values), Math.max(...values)];
    const { color } = this.#controls;
    const colors =
      color === 'none' ? [] : values.map(value => orderColor(high > low ? (value - low) / (high - low) : 0.5));
    this.#legend.replaceChildren(...(color === 'none' ? [] : [legend(color, low, high)]));
    const marked = this.#cursor === undefined ? undefined : this.#pointOfRow(this.#cursor);
    this.#scatter.show({
      coordinates: answer.coordinates,
      dimensions: answer.dimensions,
      labels: Array.from(answer.ids, id => label(answer.texts[id], id)),
      colors,
      axes: this.#axes(answer),
      // Frequent ones first: they are what a reader looks for.
      order: Array.from(answer.ids.keys()).sort((a, b) => answer.counts[b]! - answer.counts[a]! || a - b),
      showLabels: this.#controls.labels,
      marked,
    });
    this.#scatter.element.setAttribute(
      'aria-label',
      `${answer.ids.length} tokens as points; axes ${this.#axes(answer).join(', ')}. Arrow keys go from point to point, Enter selects the token in the text. A table follows.`,
    );
  }

  #pointOfRow(row: number): number | undefined {
    const at = this.#answer!.ids.findIndex((id, i) =>
      this.#controls.set === 'token' || this.#answer!.rows.length === 0
        ? id === this.#snapshot?.ids[row]
        : this.#answer!.rows[i] === row,
    );
    return at < 0 ? undefined : at;
  }

  #colorValues({ ids, rows, counts, texts }: ProjectionAnswer): number[] {
    const { color } = this.#controls;
    return Array.from(ids, (id, i) =>
      color === 'frequency' ? counts[i]! : color === 'length' ? Array.from(texts[id] ?? '').length : (rows[i] ?? i),
    );
  }

  #axes({ dimensions, explained }: ProjectionAnswer): string[] {
    const asked = this.#asked;
    return Array.from({ length: dimensions }, (_, i) => {
      if (asked?.kind === 'axes') return `dimension ${asked.axes[i]!}`;
      if (asked?.kind === 'umap') return `UMAP ${i + 1}`;
      const part = explained?.[i];
      return `PC ${i + 1}${part === undefined ? '' : ` (${(part * 100).toFixed(1)} % of the variance)`}`;
    });
  }

  #hover(point: number | undefined): void {
    const [answer, snapshot] = [this.#answer, this.#snapshot];
    if (answer === undefined || snapshot === undefined) return;
    const row = point === undefined ? undefined : answer.rows[point];
    const { revision } = snapshot;
    void this.#host.call('point', row === undefined ? { revision } : { revision, row });
    if (point === undefined) {
      const shown = answer.explained?.reduce((sum, part) => sum + part, 0);
      this.#readout.textContent = `${figure(answer.ids.length)} ${answer.rows.length > 0 && this.#controls.set !== 'token' ? 'positions' : 'different tokens'}${shown === undefined ? '' : `; the axes show ${(shown * 100).toFixed(1)} % of the variance`}. Drag around points to select them.`;
      return;
    }
    const { dimensions } = answer;
    const place = answer.coordinates.subarray(point * dimensions, (point + 1) * dimensions);
    this.#readout.replaceChildren(
      tokenElement(label(answer.texts[answer.ids[point]!], answer.ids[point]!), (row ?? point) + snapshot.first),
      ` id ${answer.ids[point]!}${row === undefined ? '' : `, position ${row}`}, ${answer.counts[point]!} in view, at (${Array.from(place, fourDecimals).join(', ')})`,
    );
  }

  #choose(point: number): void {
    const row = this.#answer?.rows[point];
    if (row !== undefined) void this.#host.call('reveal', { revision: this.#snapshot!.revision, row });
  }

  #select(points: readonly number[]): void {
    const answer = this.#answer;
    this.#selection.hidden = points.length === 0 || answer === undefined;
    if (answer === undefined || points.length === 0) return;
    const chips = points
      .slice(0, spoken)
      .map(point =>
        tokenElement(label(answer.texts[answer.ids[point]!], answer.ids[point]!), answer.rows[point] ?? point),
      );
    this.#selection.replaceChildren(
      element('span', { class: 'quiet' }, `${figure(points.length)} selected`),
      action(
        'Copy',
        'Copy the selected tokens as tab-separated text',
        () => void this.#host.call('copy', { text: this.#tsv(points) }),
      ),
      ...chips,
    );
  }

  #speak(): void {
    const { ids, rows, texts, coordinates, dimensions } = this.#answer!;
    const shown = Math.min(ids.length, spoken);
    this.#table.replaceChildren(
      element(
        'caption',
        {},
        shown < ids.length ? `The first ${shown} of ${ids.length} points; save as TSV for all.` : 'Points',
      ),
      element(
        'tr',
        {},
        ...['token', 'id', 'position', ...this.#axes(this.#answer!)].map(name => element('th', { scope: 'col' }, name)),
      ),
      ...Array.from({ length: shown }, (_, i) =>
        element(
          'tr',
          {},
          element('th', { scope: 'row' }, label(texts[ids[i]!], ids[i]!)),
          element('td', {}, String(ids[i])),
          element('td', {}, String(rows[i] ?? '')),
          ...Array.from(coordinates.subarray(i * dimensions, (i + 1) * dimensions), value =>
            element('td', {}, fourDecimals(value)),
          ),
        ),
      ),
    );
  }

  #svg(): string {
    const answer = this.#answer!;
    const style = getComputedStyle(this.element);
    const colors = this.#colorValues(answer);
    const [low, high] = [Math.min(...colors), Math.max(...colors)];
    const axes = answer.dimensions > 2 ? ['as turned, across', 'as turned, up'] : this.#axes(answer);
    return scatterSvg(
      this.#scatter.seen().map(({ x, y }, i) => ({
        x,
        y,
        ...(this.#controls.labels ? { label: label(answer.texts[answer.ids[i]!], answer.ids[i]!) } : {}),
        ...(this.#controls.color === 'none'
          ? {}
          : { color: orderColor(high > low ? (colors[i]! - low) / (high - low) : 0.5) }),
      })),
      {
        title: `Embedding vectors of ${this.#snapshot!.title}`,
        xLabel: axes[0] ?? '',
        yLabel: axes[1] ?? '',
        foreground: style.color,
        background: getComputedStyle(document.body).backgroundColor,
      },
    );
  }

  #tsv(points?: readonly number[]): string {
    const { ids, rows, counts, texts, coordinates, dimensions } = this.#answer!;
    const heads = ['id', 'token', 'position', 'in view', ...this.#axes(this.#answer!)];
    const chosen = points ?? Array.from(ids.keys());
    return tsv([
      heads,
      ...chosen.map(i => [
        ids[i]!,
        texts[ids[i]!] ?? '',
        rows[i] ?? '',
        counts[i]!,
        ...coordinates.subarray(i * dimensions, (i + 1) * dimensions),
      ]),
    ]);
  }
}

/** A token beside its point: white space visible. */
function label(text: string | undefined, id: number): string {
  if (text === undefined || text === '') return `#${id}`;
  return text.replace(/\n/g, '⏎').replace(/\t/g, '→').replace(/ /g, '·').slice(0, 24);
}

function legend(name: string, low: number, high: number): HTMLElement {
  const bar = element('span', { class: 'scale', 'aria-hidden': 'true' });
  for (let step = 0; step <= 16; step++) {
    const cell = element('span', {});
    cell.style.backgroundColor = orderColor(step / 16);
    bar.append(cell);
  }
  return element(
    'span',
    { class: 'legend-scale' },
    `${name === 'length' ? 'characters' : name} ${figure(low)}`,
    bar,
    figure(high),
  );
}
