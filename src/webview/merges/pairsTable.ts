import type { MergeStepMessage, PairFact } from '../../protocol/merges';
import { figure } from '../windows/figures';
import { element } from '../ui/element';
import { tokenElement } from '../ui/token';

/** The most frequent pairs of a step, the one that is merged next marked. */
export class PairsTable {
  readonly element: HTMLElement;
  readonly #body = element('tbody', {});
  readonly #rest = element('p', { class: 'quiet' });

  /** @param go goes to the step that ends with a merge */
  constructor(private readonly go: (merge: number) => void) {
    const heading = (text: string, help: string): HTMLElement => element('th', { scope: 'col', title: help }, text);
    this.element = element(
      'section',
      { class: 'pairs', 'aria-label': 'Pairs' },
      element('h2', {}, 'Pairs of neighbours'),
      element(
        'table',
        {},
        element(
          'thead',
          {},
          element(
            'tr',
            {},
            heading('pair', 'Two tokens side by side'),
            heading('count', 'How often they stand side by side; overlaps count, as in minbpe'),
            heading('merge', 'The number of the merge that joins them'),
          ),
        ),
        this.#body,
      ),
      this.#rest,
    );
  }

  show({ pairs, pairCount, step }: MergeStepMessage): void {
    this.#body.replaceChildren(...pairs.map(pair => this.#row(pair, step)));
    const more = pairCount - pairs.length;
    this.#rest.textContent =
      pairCount === 0 ? 'No two tokens stand side by side.' : more > 0 ? `and ${figure(more)} less frequent pairs` : '';
  }

  #row({ left, right, count, merge }: PairFact, step: number): HTMLElement {
    const isNext = merge === step + 1;
    const number = element('button', { class: 'link', title: 'Go to the step that this merge makes' }, String(merge));
    number.addEventListener('click', () => this.go(merge));
    return element(
      'tr',
      { class: isNext ? 'next' : '', 'aria-current': isNext ? 'step' : undefined },
      element('td', {}, tokenElement(left, 0), ' ', tokenElement(right, 1)),
      element('td', { class: 'figure' }, figure(count)),
      element(
        'td',
        { class: 'figure' },
        merge === 0 ? element('span', { class: 'quiet', title: 'No merge joins these two' }, 'none') : number,
        isNext ? element('span', { class: 'quiet' }, ' next') : undefined,
      ),
    );
  }
}
