import { ordered } from '../../base/foreignText';
import { placeOf } from '../../base/ordinal';
import type { RowSpan, SavedFile, VectorsHostMethods, VectorsSnapshot } from '../../protocol/vectorsPanel';
import type { HostClient } from '../ui/hostClient';
import { element } from '../ui/element';
import { tokenElement } from '../ui/token';
import { fourDecimals } from './colorScale';
import { action } from './controls';
import { Latest } from './latest';
import { figure } from './outputs';
import { legendOfColors, ProjectedTokens } from './projectedTokens';
import { ProjectionControls } from './projectionControls';
import { Scatter } from './scatter';

/** Tokens that a selection lists. */
const listed = 300;

/** Vectors as points: of the tokens in view, or of a search. */
export class ProjectionTab {
  readonly element: HTMLElement;
  readonly #host: HostClient<VectorsHostMethods>;
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
  readonly #saves: readonly HTMLButtonElement[];
  /** Tokens of a search, and whose: another tokenizer or graph has other tokens and rows. */
  #neighbours: { readonly ids: Uint32Array; readonly of: string } | undefined;
  #snapshot: VectorsSnapshot | undefined;
  #points: ProjectedTokens | undefined;
  #cursor: number | undefined;
  /** The row that the pointer is at in another panel. */
  #pointedElsewhere: number | undefined;

  constructor(host: HostClient<VectorsHostMethods>) {
    this.#host = host;
    const cancel = action('Cancel', 'Stop, and keep the picture that was there', () => {
      this.#latest.cancel();
      this.#running.hidden = true;
      this.#readout.textContent = 'Cancelled.';
    });
    this.#running = element('span', { class: 'labelled', hidden: true }, this.#progress, cancel);
    const save = (kind: SavedFile['kind'], bytes: () => Uint8Array | Promise<Uint8Array>): void => {
      if (this.#points === undefined) return;
      Promise.resolve(bytes()).then(
        content => host.tell('save', { what: 'projection', kind, bytes: content }),
        (error: unknown) => host.failed(error),
      );
    };
    const text = new TextEncoder();
    this.#saves = [
      action('PNG', 'The picture as it is, with its labels', () => save('png', () => this.#scatter.png())),
      action('SVG', 'A drawing that stays sharp', () => save('svg', () => text.encode(this.#svg()))),
      action('TSV', 'The points as tab-separated text', () => save('tsv', () => text.encode(this.#points!.tsv()))),
    ];
    this.#dim(true);
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
        element('span', { class: 'labelled end' }, element('span', { class: 'quiet' }, 'save as'), ...this.#saves),
      ),
      this.#readout,
      this.#scatter.element,
      this.#selection,
      this.#table,
    );
  }

  update(snapshot: VectorsSnapshot): void {
    this.#snapshot = snapshot;
    if (this.#neighbours?.of !== tableOf(snapshot)) this.#neighbours = undefined;
    this.#controls.offer(snapshot.outputs, this.#neighbours !== undefined);
    this.#compute();
  }

  setCursor(row: number | undefined): void {
    this.#cursor = row;
    this.#draw();
  }

  setPointed(rows: RowSpan | undefined): void {
    if (rows?.first === this.#pointedElsewhere) return;
    this.#pointedElsewhere = rows?.first;
    this.#draw();
  }

  /** Shows these rows of the token table. */
  setNeighbours(ids: Uint32Array, snapshot: VectorsSnapshot): void {
    this.#neighbours = { ids, of: tableOf(snapshot) };
    this.#controls.set = 'neighbours';
    this.update(snapshot);
  }

  #compute(): void {
    const snapshot = this.#snapshot;
    if (snapshot === undefined) return;
    // A projection that still runs is of other parameters.
    this.#latest.cancel();
    this.#running.hidden = true;
    this.#dim(true);
    const projection = this.#controls.projection(snapshot.hidden);
    if (projection === undefined) return;
    const { set } = this.#controls;
    const params = {
      revision: snapshot.revision,
      output: set === 'neighbours' ? ('token' as const) : set,
      projection,
      ...(set === 'neighbours' && this.#neighbours !== undefined ? { ids: this.#neighbours.ids } : {}),
    };
    this.#progress.value = 0;
    this.#running.hidden = projection.kind !== 'umap';
    const onProgress = (fraction: number): void => void (this.#progress.value = fraction);
    void this.#latest.run(token => this.#host.call('project', params, { token, onProgress }), {
      answer: answer => {
        this.#running.hidden = true;
        if (answer === undefined) return;
        this.#points = new ProjectedTokens(answer, { projection, set, snapshot });
        this.#dim(false);
        this.#draw();
        this.#table.replaceChildren(...this.#points.table());
        this.#hover(undefined);
      },
      failed: message => {
        this.#running.hidden = true;
        this.#controls.problem.textContent = ordered(message);
      },
    });
  }

  /** The picture is of other points than those that are asked for: it stays, and is not saved. */
  #dim(isOld: boolean): void {
    this.#scatter.element.classList.toggle('dimmed', isOld);
    for (const button of this.#saves) button.disabled = isOld;
  }

  #draw(): void {
    const points = this.#points;
    if (points === undefined || this.element.hidden) return;
    const { answer } = points;
    const { color } = this.#controls;
    const marked = this.#pointedElsewhere ?? this.#cursor;
    const { colors, low, high } = points.colors(color);
    this.#legend.replaceChildren(...(color === 'none' ? [] : [legendOfColors(color, low, high)]));
    this.#scatter.show({
      coordinates: answer.coordinates,
      dimensions: answer.dimensions,
      labels: points.labels(),
      colors,
      axes: points.axes(),
      // Frequent ones first: they are what a reader looks for.
      order: Array.from(answer.ids.keys()).sort((a, b) => answer.counts[b]! - answer.counts[a]! || a - b),
      showLabels: this.#controls.labels,
      marked: marked === undefined ? undefined : points.pointOfRow(marked),
    });
    this.#scatter.element.setAttribute(
      'aria-label',
      `${answer.ids.length} tokens as points; axes ${points.axes().join(', ')}. Arrow keys go from point to point, Enter selects the token in the text. A table follows.`,
    );
  }

  #hover(point: number | undefined): void {
    const points = this.#points;
    if (points === undefined) return;
    const { answer } = points;
    const { snapshot } = points.asked;
    const row = point === undefined ? undefined : answer.rows[point];
    const { revision } = snapshot;
    this.#host.tell('point', row === undefined ? { revision } : { revision, row });
    if (point === undefined) {
      const shown = answer.explained?.reduce((sum, part) => sum + part, 0);
      this.#readout.textContent = `${figure(answer.ids.length)} ${points.noun}${shown === undefined ? '' : `; the axes show ${(shown * 100).toFixed(1)} % of the variance`}. Drag around points to select them.`;
      return;
    }
    const { dimensions } = answer;
    const place = answer.coordinates.subarray(point * dimensions, (point + 1) * dimensions);
    this.#readout.replaceChildren(
      tokenElement(points.text(point), (row ?? point) + snapshot.first),
      ` id ${answer.ids[point]!}${row === undefined ? '' : `, ${placeOf(row, snapshot.first + row, snapshot.total)}`}, ${answer.counts[point]!} in view, at (${Array.from(place, fourDecimals).join(', ')})`,
    );
  }

  #choose(point: number): void {
    const { answer, asked } = this.#points ?? {};
    const row = answer?.rows[point];
    if (row !== undefined) this.#host.tell('reveal', { revision: asked!.snapshot.revision, row });
  }

  #select(selected: readonly number[]): void {
    const points = this.#points;
    this.#selection.hidden = selected.length === 0 || points === undefined;
    if (points === undefined || selected.length === 0) return;
    const chips = selected
      .slice(0, listed)
      .map(point => tokenElement(points.text(point), points.answer.rows[point] ?? point));
    this.#selection.replaceChildren(
      element('span', { class: 'quiet' }, `${figure(selected.length)} selected`),
      action('Copy', 'Copy the selected tokens as tab-separated text', () =>
        this.#host.tell('copy', { text: points.tsv(selected) }),
      ),
      ...chips,
    );
  }

  #svg(): string {
    const { color, labels: hasLabels } = this.#controls;
    return this.#points!.svg(
      this.#scatter.seen(),
      { color, hasLabels },
      {
        foreground: getComputedStyle(this.element).color,
        background: getComputedStyle(document.body).backgroundColor,
      },
    );
  }
}

/** Whose rows ids name. */
const tableOf = ({ tokenizer, graph }: VectorsSnapshot): string => JSON.stringify([tokenizer, graph]);
