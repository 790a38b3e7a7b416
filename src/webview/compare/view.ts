import { ordered } from '../../base/foreignText';
import type { CompareHostMethods, CompareSnapshot } from '../../protocol/comparePanel';
import { mostCompared } from '../../protocol/comparison';
import { counted } from '../windows/figures';
import { about } from '../ui/about';
import { element, root } from '../ui/element';
import type { HostClient } from '../ui/hostClient';
import { Situation } from '../ui/situation';
import { PlacesList } from './places';
import { comparisonTable, ownTokens } from './table';

const aboutText =
  'The same text under several tokenizers: how many tokens each makes of it, and every place that they cut differently. A place goes from one cut that all share to the next; it is underlined in the text, and below are its tokens under each. Fewer tokens are cheaper, and leave more room in the context.';

/** The panel that compares tokenizers on one document. */
export class CompareView {
  readonly #title = element('h1', {});
  readonly #add = element('select', { id: 'add-tokenizer', 'aria-label': 'Add a tokenizer' });
  readonly #facts = element('div', { class: 'counts' });
  readonly #table = element('div', { class: 'comparison-scroll' });
  readonly #own = element('div', {});
  readonly #places: PlacesList;
  readonly #situation = new Situation();
  readonly #body: HTMLElement;
  #tokenizers: readonly string[] = [];

  constructor(private readonly host: HostClient<CompareHostMethods>) {
    this.#places = new PlacesList(host);
    this.#add.addEventListener('change', () => this.#choose([...this.#tokenizers, this.#add.value]));
    this.#body = element('div', { class: 'compare-body' }, this.#table, this.#own, this.#places.element);
    root().classList.add('compare');
    root().append(
      element(
        'header',
        {},
        this.#title,
        this.#add,
        about(aboutText, () => host.tell('walkthrough', {})),
      ),
      this.#facts,
      this.#situation.element,
      this.#body,
    );
  }

  update(snapshot: CompareSnapshot): void {
    const { title, tokenizers, offered, comparison, status, revision } = snapshot;
    this.#title.textContent = `Tokenizers on ${ordered(title)}`;
    this.#tokenizers = tokenizers;
    const others = offered.filter(name => !tokenizers.includes(name));
    this.#add.replaceChildren(
      element('option', { value: '' }, 'Add a tokenizer…'),
      ...others.map(name => element('option', { value: name }, name)),
    );
    this.#add.disabled = others.length === 0 || tokenizers.length >= mostCompared;
    this.#situate(snapshot);
    this.#body.hidden = status !== 'ready';
    this.#facts.hidden = status !== 'ready';
    if (status !== 'ready' || comparison === undefined) return;
    const { rows, characters, bytes, differenceCount, starts } = comparison;
    this.#facts.textContent = `${counted(characters, 'character')}, ${counted(bytes, 'byte')} of UTF-8`;
    this.#table.replaceChildren(
      comparisonTable(comparison, name => this.#choose(tokenizers.filter(each => each !== name))),
    );
    const wasOpen = this.#own.querySelector('details')?.open === true;
    const own = ownTokens(rows);
    if (wasOpen) own.setAttribute('open', '');
    this.#own.replaceChildren(own);
    this.#places.setComparison(
      rows.map(({ name }) => name),
      revision,
      differenceCount,
      starts.length,
    );
  }

  #choose(tokenizers: readonly string[]): void {
    this.host.tell('choose', { tokenizers: [...tokenizers] });
  }

  #situate({ status, title, message }: CompareSnapshot): void {
    const show = this.#situation.show.bind(this.#situation);
    if (status === 'ready') show();
    else if (status === 'loading') show('Encoding the text…');
    else if (status === 'closed')
      show(`${ordered(title)} is closed.`, 'Open It Again', () => this.host.tell('reopen', {}));
    else show(message ?? 'The text could not be compared.', 'Try Again', () => this.host.tell('retry', {}));
  }
}
