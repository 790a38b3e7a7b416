import type { CompareHostMethods } from '../../protocol/comparePanel';
import type { ComparedPlace } from '../../protocol/comparison';
import type { ResultOf } from '../../rpc/method';
import { counted, figure } from '../windows/figures';
import { element } from '../ui/element';
import type { HostClient } from '../ui/hostClient';
import { tokenElement } from '../ui/token';

type PlaceRow = NonNullable<ResultOf<CompareHostMethods['places']>>[number];

/** Places that are shown at once. */
const pageLength = 40;

/** The places that tokenizers cut differently, as a list to step through: the editor goes along. */
export class PlacesList {
  readonly element: HTMLElement;
  readonly #count = element('span', { role: 'status' });
  readonly #list = element('div', { class: 'places', role: 'list' });
  readonly #back: HTMLButtonElement;
  readonly #on: HTMLButtonElement;
  #names: readonly string[] = [];
  #revision = 0;
  #total = 0;
  /** How many of them can be looked at. */
  #known = 0;
  #current = -1;
  #first = 0;

  constructor(private readonly host: HostClient<CompareHostMethods>) {
    const button = (name: string, help: string, by: number): HTMLButtonElement => {
      const made = element('button', { class: 'action', title: help }, name);
      made.addEventListener('click', () => this.#go(this.#current + by));
      return made;
    };
    this.#back = button('Previous', 'Go to the difference before', -1);
    this.#on = button('Next', 'Go to the next difference', 1);
    this.#list.addEventListener('keydown', event => {
      const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (by === undefined) return;
      event.preventDefault();
      this.#go(this.#current + by);
    });
    this.element = element(
      'section',
      { class: 'differences' },
      element('div', { class: 'toolbar' }, element('h2', {}, 'Differences'), this.#back, this.#on, this.#count),
      this.#list,
    );
  }

  /** @param known as many of the places as can be asked for */
  setComparison(names: readonly string[], revision: number, total: number, known: number): void {
    this.#names = names;
    this.#revision = revision;
    this.#total = total;
    this.#known = known;
    this.#current = Math.min(this.#current, known - 1);
    void this.#load();
  }

  #go(place: number): void {
    if (place < 0 || place >= this.#known) return;
    this.#current = place;
    this.host.tell('reveal', { revision: this.#revision, place });
    if (place < this.#first || place >= this.#first + pageLength) void this.#load();
    else this.#mark(true);
  }

  async #load(): Promise<void> {
    this.#first = Math.max(0, Math.floor(this.#current / pageLength) * pageLength);
    const [revision, first] = [this.#revision, this.#first];
    try {
      const rows = await this.host.call('places', { revision, first, count: pageLength });
      if (rows === undefined || revision !== this.#revision || first !== this.#first) return;
      this.#list.replaceChildren(...rows.map((row, index) => this.#row(row, first + index)));
      this.#mark(this.#current >= 0);
    } catch (error) {
      this.host.failed(error);
    }
  }

  #row({ line, column, place }: PlaceRow, index: number): HTMLElement {
    const go = element('button', { class: 'link where', title: 'Show it in the text' }, `${line}:${column}`);
    go.addEventListener('click', () => this.#go(index));
    return element('div', { class: 'place', role: 'listitem', 'data-place': String(index) }, go, this.#tokens(place));
  }

  /** Tokenizers that cut it alike share a line. */
  #tokens({ tokens, isCut }: ComparedPlace): HTMLElement {
    return element(
      'div',
      { class: 'variants' },
      ...variantsOf(tokens).map(({ members, texts }) =>
        element(
          'div',
          { class: 'variant' },
          element('span', { class: 'texts' }, ...texts.map((text, at) => tokenElement(text, at)), isCut ? ' …' : ''),
          element('span', { class: 'count' }, String(texts.length)),
          element('span', { class: 'quiet' }, members.map(member => this.#names[member] ?? '').join(', ')),
        ),
      ),
    );
  }

  #mark(scrolls: boolean): void {
    for (const row of this.#list.children) {
      const isCurrent = row.getAttribute('data-place') === String(this.#current);
      row.classList.toggle('current', isCurrent);
      row.toggleAttribute('aria-current', isCurrent);
      if (isCurrent && scrolls) row.scrollIntoView({ block: 'nearest' });
    }
    this.#back.disabled = this.#current <= 0;
    this.#on.disabled = this.#current >= this.#known - 1;
    const all = this.#total === 0 ? 'They cut this text alike.' : `${counted(this.#total, 'place')} cut differently`;
    const cut = this.#known < this.#total ? `, the first ${figure(this.#known)} are listed` : '';
    this.#count.textContent = this.#current < 0 ? `${all}${cut}` : `${figure(this.#current + 1)} of ${all}${cut}`;
  }
}

interface Variant {
  readonly members: number[];
  readonly texts: readonly string[];
}

/** The ways of cutting one place, and who cuts it so; who has no tokens there is left out. */
export function variantsOf(tokens: readonly (readonly string[])[]): Variant[] {
  const variants = new Map<string, Variant>();
  tokens.forEach((texts, member) => {
    if (texts.length === 0) return;
    const key = JSON.stringify(texts);
    const known = variants.get(key);
    if (known === undefined) variants.set(key, { members: [member], texts });
    else known.members.push(member);
  });
  return [...variants.values()];
}
