import { ordered } from '../../base/foreignText';
import type { RowSpan, VectorsHostMethods, VectorsSnapshot } from '../../protocol/vectorsPanel';
import type { HostClient } from '../ui/hostClient';
import { about } from '../ui/about';
import { element, root } from '../ui/element';
import { tabs, type Tabs } from '../ui/tabs';
import { Situation } from '../ui/situation';
import { GraphCard } from './graphCard';
import { NeighboursTab } from './neighbours';
import { OneHotTab } from './oneHot';
import { figure, neighbourPages, rangeText } from './outputs';
import { ProjectionTab } from './projection';
import { SimilarityTab } from './similarity';
import { VectorTable } from './table';

const tabNames = ['vectors', 'neighbours', 'similarity', 'projection', 'product'] as const;
export type TabName = (typeof tabNames)[number];

export function isTabName(value: unknown): value is TabName {
  return tabNames.includes(value as TabName);
}

/** One way of looking at the vectors. Only the one in front computes. */
interface Tab {
  readonly element: HTMLElement;
  update(snapshot: VectorsSnapshot): void;
  setCursor(row: number | undefined): void;
  /** What the pointer is at in another panel; left out where no row is shown. */
  setPointed?(rows: RowSpan | undefined): void;
}

/** The vectors panel: the vectors of the tokens in view, and what can be asked of them. */
export class VectorsView {
  readonly #host: HostClient<VectorsHostMethods>;
  readonly #title = element('h1', {});
  readonly #tokenizer = element('button', { class: 'chip', title: 'Select another tokenizer' });
  readonly #graph = element('button', {
    class: 'chip',
    'aria-expanded': 'false',
    title: 'What was found in the graph',
  });
  readonly #counts = element('div', { class: 'counts', role: 'status' });
  readonly #paging = element('span', { class: 'paging' });
  readonly #notes = element('div', { class: 'notes' });
  readonly #situation = new Situation();
  readonly #card: GraphCard;
  readonly #tabs: Readonly<Record<TabName, Tab>>;
  readonly #choice: Tabs<TabName>;
  readonly #body: HTMLElement;
  #snapshot: VectorsSnapshot | undefined;
  #cursor: number | undefined;
  #pointed: RowSpan | undefined;
  /** The revision that each tab has been given. */
  readonly #given = new Map<TabName, number>();

  constructor(host: HostClient<VectorsHostMethods>, tab: TabName, keep: (tab: TabName) => void) {
    this.#host = host;
    this.#card = new GraphCard(host);
    const projection = new ProjectionTab(host);
    const neighbours = new NeighboursTab(host, found => {
      if (this.#snapshot === undefined) return;
      projection.setNeighbours(found, this.#snapshot);
      this.#given.set('projection', this.#snapshot.revision);
      this.#choice.set('projection');
      this.#show('projection', keep);
    });
    this.#tabs = {
      vectors: new VectorTable(host),
      neighbours,
      similarity: new SimilarityTab(host),
      projection,
      product: new OneHotTab(host),
    };
    const texts: Readonly<Record<TabName, readonly [name: string, help: string]>> = {
      vectors: ['Vectors', 'The numbers of each token'],
      neighbours: ['Neighbours', 'The nearest vectors in the whole vocabulary'],
      similarity: ['Similarity', 'Each token with each other'],
      projection: ['Projection', 'The vectors as points of a picture'],
      product: ['Why a look-up is a matrix product', 'One-hot × table = row = linear layer, on your own tokens'],
    };
    this.#choice = tabs(
      'Ways of looking at the vectors',
      tabNames.map(value => ({
        value,
        name: texts[value][0],
        help: texts[value][1],
        panel: this.#tabs[value].element,
      })),
      value => this.#show(value, keep),
    );
    this.#choice.set(tab);
    this.#body = element('div', { class: 'vectors-body' }, ...tabNames.map(value => this.#tabs[value].element));
    this.#tokenizer.addEventListener('click', () => host.tell('command', { command: 'tokenscope.selectTokenizer' }));
    this.#graph.addEventListener('click', () => {
      this.#card.element.hidden = !this.#card.element.hidden;
      this.#graph.setAttribute('aria-expanded', String(!this.#card.element.hidden));
    });
    root().classList.add('vectors');
    root().append(
      element(
        'header',
        {},
        this.#title,
        this.#tokenizer,
        this.#graph,
        about(aboutText, () => host.tell('walkthrough', {})),
      ),
      this.#card.element,
      element('div', { class: 'bar' }, this.#counts, this.#paging),
      this.#notes,
      this.#choice.element,
      this.#situation.element,
      this.#body,
    );
  }

  update(snapshot: VectorsSnapshot): void {
    const { status, title, tokenizer, graph, message } = snapshot;
    this.#title.textContent = `Embedding vectors of ${ordered(title)}`;
    this.#tokenizer.textContent = ordered(tokenizer);
    this.#graph.textContent = graph === '' ? 'graph' : ordered(graph);
    this.#card.update(
      snapshot.card === undefined && this.#snapshot !== undefined
        ? { ...snapshot, card: this.#snapshot.card }
        : snapshot,
    );
    this.#situate(snapshot);
    // What was true of other vectors; the card keeps what is true of the graph.
    if (status === 'failed') this.#notes.replaceChildren();
    if (status !== 'ready') {
      this.#counts.replaceChildren(...(status === 'loading' && this.#snapshot !== undefined ? [message ?? ''] : []));
      return;
    }
    this.#snapshot = snapshot;
    this.#counts.replaceChildren(
      element('span', {}, rangeText(snapshot)),
      element('span', { class: 'quiet' }, `${figure(snapshot.hidden)} numbers a vector`),
    );
    this.#paging.replaceChildren(...this.#pages(snapshot));
    this.#notes.replaceChildren(
      ...this.#origin(snapshot),
      ...snapshot.warnings.map(warning => element('div', { class: 'note warning' }, warning)),
    );
    this.#give(this.#choice.value);
  }

  setCursor(row: number | undefined): void {
    this.#cursor = row;
    for (const name of tabNames) this.#tabs[name].setCursor(row);
  }

  setPointed(rows: RowSpan | undefined): void {
    this.#pointed = rows;
    for (const name of tabNames) this.#tabs[name].setPointed?.(rows);
  }

  #show(value: TabName, keep: (tab: TabName) => void): void {
    keep(value);
    this.#give(value);
  }

  #give(value: TabName): void {
    const snapshot = this.#snapshot;
    if (snapshot === undefined || this.#given.get(value) === snapshot.revision) return;
    this.#given.set(value, snapshot.revision);
    this.#tabs[value].update(snapshot);
    this.#tabs[value].setCursor(this.#cursor);
    this.#tabs[value].setPointed?.(this.#pointed);
  }

  /** What is said instead of a picture. While something is looked up anew, what was there stays, dimmed. */
  #situate({ status, message = '' }: VectorsSnapshot): void {
    const hasOld = this.#snapshot !== undefined;
    this.#body.classList.toggle('dimmed', status !== 'ready' && hasOld);
    this.#body.hidden = status === 'failed' || (status !== 'ready' && !hasOld);
    this.#choice.element.hidden = this.#body.hidden;
    const host = this.#host;
    if (status === 'failed') this.#situation.show(message, 'Try again', () => host.tell('retry', {}));
    else if (status === 'closed') this.#situation.show(message, 'Open it again', () => host.tell('reopen', {}));
    else if (status === 'loading' && !hasOld) this.#situation.show(message);
    else this.#situation.show();
  }

  /** Whether the numbers mean something, and a way to the other kind. */
  #origin({ source, untrained: isUntrained, tokenizer }: VectorsSnapshot): HTMLElement[] {
    const note = (text: string, table: 'trained' | 'untrained', name: string): HTMLElement => {
      const button = element('button', { class: 'action' }, name);
      button.addEventListener('click', () => this.#host.tell('useTable', { table }));
      return element('div', { class: 'note' }, text, ' ', button);
    };
    if (source !== undefined) return [note(source, 'untrained', 'Show an untrained table')];
    if (!isUntrained) return [];
    return ['gpt2', 'r50k_base'].includes(tokenizer)
      ? [note(untrained, 'trained', 'Show the trained table')]
      : [element('div', { class: 'note' }, untrained)];
  }

  #pages(snapshot: VectorsSnapshot): HTMLElement[] {
    const { previous, next } = neighbourPages(snapshot);
    const button = (name: string, help: string, first: number | undefined): HTMLElement => {
      const made = element('button', { class: 'action', title: help, disabled: first === undefined }, name);
      made.addEventListener('click', () => this.#host.tell('page', first === undefined ? {} : { first }));
      return made;
    };
    const isPart = snapshot.from > 0 || snapshot.to < snapshot.total;
    const all = element('button', { class: 'action', title: 'Leave the selection' }, 'Whole document');
    all.addEventListener('click', () => this.#host.tell('page', {}));
    const pages =
      previous === undefined && next === undefined
        ? []
        : [
            element(
              'span',
              { class: 'quiet' },
              `by context length ${figure(snapshot.pageLength)}; positions begin at 0`,
            ),
            button('← Previous', 'The page before', previous),
            button('Next →', 'The next page', next),
          ];
    return isPart ? [...pages, all] : pages;
  }
}

const untrained =
  'These vectors are untrained: drawn at random from the seed, as PyTorch draws nn.Embedding before the first training step. Near and far mean nothing yet.';

const aboutText =
  'An embedding table has one row of numbers, a vector, for each token of the vocabulary, and a second table has one for each position. A model looks both up and adds them; some then scale or normalize the sum before their first layer, which is not shown here. Orange is above zero, blue below, and all of them share one scale.';
