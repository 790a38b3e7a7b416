import { ordered } from '../../base/foreignText';
import type { VectorsHostMethods, VectorsSnapshot } from '../../protocol/vectorsPanel';
import type { HostClient } from '../ui/hostClient';
import { choices } from '../ui/choices';
import { element } from '../ui/element';
import { tokenElement } from '../ui/token';
import { fourDecimals } from './colorScale';
import { action, select, textField } from './controls';
import { FoundNeighbours, type Metric } from './foundNeighbours';
import { Latest } from './latest';
import { figure, quotedTerm } from './outputs';

/** Milliseconds without a key after which a search begins. */
const patience = 180;

/** The nearest vectors of the whole vocabulary to a token, a selection, or arithmetic on tokens. */
export class NeighboursTab {
  readonly element: HTMLElement;
  readonly #host: HostClient<VectorsHostMethods>;
  readonly #expression: HTMLInputElement;
  readonly #filter: HTMLInputElement;
  readonly #count: HTMLSelectElement;
  readonly #query = element('div', { class: 'query', role: 'status' });
  readonly #problem = element('div', { class: 'problem', role: 'alert' });
  readonly #list = element('tbody', {});
  readonly #score = element('th', { scope: 'col', class: 'score' });
  readonly #table: HTMLElement;
  readonly #latest = new Latest();
  #metric: Metric = 'cosine';
  #snapshot: VectorsSnapshot | undefined;
  #cursor: number | undefined;
  #found: FoundNeighbours | undefined;
  readonly #actions: readonly HTMLButtonElement[];
  #timer: number | undefined;

  /** @param project shows these tokens as points */
  constructor(host: HostClient<VectorsHostMethods>, project: (ids: Uint32Array) => void) {
    this.#host = host;
    const soon = (): void => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#search(), patience);
    };
    const expression = textField(
      'near to',
      'A token as it stands in a text, " king" in quotes exactly, #5822 by its id, or arithmetic with + and -. Empty: the token at the cursor of the editor.',
      { width: 34, placeholder: 'the token at the cursor, or king - man + woman' },
      soon,
    );
    expression.input.id = 'expression';
    this.#expression = expression.input;
    this.#filter = textField(
      'holding',
      'Only tokens whose text holds this',
      { width: 10, placeholder: 'any text' },
      soon,
    ).input;
    this.#filter.id = 'filter';
    const metric = choices<Metric>(
      'by',
      [
        {
          value: 'cosine',
          name: 'Cosine',
          help: 'The angle between vectors: 1 is the same direction, 0 a right angle',
        },
        { value: 'euclidean', name: 'Euclidean', help: 'The distance between vectors: 0 is the same place' },
      ],
      value => {
        this.#metric = value;
        this.#search();
      },
    );
    metric.set(this.#metric);
    const count = select(
      'show',
      ['10', '20', '50', '100', '500'].map(value => ({ value, name: value })),
      () => this.#search(),
    );
    count.input.value = '20';
    this.#count = count.input;
    const withFound = (act: (found: FoundNeighbours) => void) => (): void => {
      if (this.#found !== undefined) act(this.#found);
    };
    this.#actions = [
      action(
        'Copy',
        'Copy as tab-separated text',
        withFound(found => host.tell('copy', { text: found.tsv() })),
      ),
      action(
        'Save TSV…',
        'Save as a file of tab-separated text',
        withFound(found =>
          host.tell('save', { what: 'neighbours', kind: 'tsv', bytes: new TextEncoder().encode(found.tsv()) }),
        ),
      ),
      action(
        'Project',
        'Show these tokens as points',
        withFound(found => project(found.tokens())),
      ),
    ];
    this.#table = element(
      'table',
      { class: 'neighbours' },
      element(
        'thead',
        {},
        element(
          'tr',
          {},
          element('th', { scope: 'col' }, '#'),
          element('th', { scope: 'col' }, 'token'),
          element('th', { scope: 'col' }, 'id'),
          this.#score,
        ),
      ),
      this.#list,
    );
    this.#dim(true);
    this.element = element(
      'section',
      { class: 'tab-panel' },
      element(
        'div',
        { class: 'toolbar' },
        expression.element,
        action(
          'Selection',
          'The text that is selected in the editor: the mean of its vectors',
          () => void this.#takeSelection(),
        ),
        metric.element,
        this.#filter.parentElement!,
        count.element,
      ),
      this.#problem,
      element('div', { class: 'bar' }, this.#query, element('span', { class: 'labelled' }, ...this.#actions)),
      element('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Nearest tokens' }, this.#table),
    );
  }

  update(snapshot: VectorsSnapshot): void {
    this.#snapshot = snapshot;
    this.#search();
  }

  setCursor(row: number | undefined): void {
    if (row === this.#cursor) return;
    this.#cursor = row;
    if (this.#expression.value.trim() === '' && !this.element.hidden) this.#search();
  }

  async #takeSelection(): Promise<void> {
    const text = await this.#host.call('selectedText', {});
    if (text === undefined) {
      this.#problem.textContent = 'Nothing is selected in the editor. Select some text first.';
      return;
    }
    this.#expression.value = quotedTerm(text);
    this.#search();
  }

  #search(): void {
    const snapshot = this.#snapshot;
    if (snapshot === undefined) return;
    const typed = this.#expression.value.trim();
    const expression = typed === '' ? `#${snapshot.ids[this.#cursor ?? 0]!}` : typed;
    const { revision } = snapshot;
    const asked = { metric: this.#metric, filter: this.#filter.value };
    const params = {
      revision,
      expression,
      count: Number(this.#count.value),
      ...asked,
    };
    this.#dim(true);
    void this.#latest.run(token => this.#host.call('neighbours', params, { token }), {
      answer: answer => {
        if (answer === undefined) return;
        this.#problem.textContent = answer.problem?.message ?? '';
        if (answer.problem === undefined) this.#show(new FoundNeighbours(answer, asked));
      },
      failed: message => (this.#problem.textContent = ordered(message)),
    });
  }

  /** What is shown no longer answers what is asked: it stays, and cannot be taken for the answer. */
  #dim(isOld: boolean): void {
    this.#table.classList.toggle('dimmed', isOld);
    for (const button of this.#actions) button.disabled = isOld;
  }

  #show(found: FoundNeighbours): void {
    this.#found = found;
    this.#dim(false);
    const { terms, ids, scores, considered, texts } = found.answer;
    const isCosine = found.asked.metric === 'cosine';
    this.#score.textContent = found.scoreName;
    this.#query.replaceChildren(
      'Nearest to ',
      ...terms.flatMap(({ sign, ids: own }, i) => [
        element('span', { class: 'sign' }, sign < 0 ? ' − ' : i > 0 ? ' + ' : ''),
        ...(own.length > 1 ? [element('span', { class: 'quiet' }, 'mean of ')] : []),
        ...Array.from(own, (id, n) => chip(texts[id], id, n)),
      ]),
      element('span', { class: 'quiet' }, ` among ${figure(considered)} tokens`),
    );
    const [low, high] = isCosine ? [0, 1] : [0, Math.max(...scores, 1e-9)];
    this.#list.replaceChildren(
      ...Array.from(ids, (id, i) => {
        const score = scores[i]!;
        const share = Math.max(0, Math.min(1, (Math.abs(score) - low) / (high - low)));
        const bar = element('span', { class: `bar-of${score < 0 ? ' below' : ''}`, 'aria-hidden': 'true' });
        bar.style.width = `${(share * 100).toFixed(1)}%`;
        const go = element('button', { class: 'link', title: 'Search near to this token' }, chip(texts[id], id, i));
        go.addEventListener('click', () => {
          this.#expression.value = `#${id}`;
          this.#search();
        });
        return element(
          'tr',
          {},
          element('td', { class: 'number' }, String(i + 1)),
          element('td', {}, go),
          element('td', { class: 'id' }, String(id)),
          element(
            'td',
            { class: 'score' },
            element('span', { class: 'value' }, fourDecimals(score)),
            element('span', { class: 'track' }, bar),
          ),
        );
      }),
    );
    if (ids.length === 0)
      this.#list.append(element('tr', {}, element('td', { colspan: '4' }, `No token holds “${found.asked.filter}”.`)));
  }
}

/** A token without text has only its id. */
function chip(text: string | undefined, id: number, index: number): HTMLElement {
  return tokenElement(text === undefined || text === '' ? `#${id}` : text, index);
}
