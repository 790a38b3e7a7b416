import { element } from '../ui/element';
import { tokenElement } from '../ui/token';
import { contextRows, contextText, type ContextRow } from './contextRows';
import { counted, figure } from './figures';
import type { ShownRow } from './pages';

/** Steps that are listed; the copy has all. */
const mostSteps = 64;
/** Tokens of a context that are shown, the last ones. */
const mostTokens = 16;

/** The chapter's view of one window: each context, and the token that follows it. */
export class ContextGrows {
  readonly #title = element('h2', {});
  readonly #explanation = element('p', { class: 'quiet' });
  readonly #steps = element('ol', { class: 'steps' });
  readonly element: HTMLElement;
  #row: ShownRow | undefined;

  constructor(copy: (text: string) => void) {
    const button = (name: string, as: 'ids' | 'text'): HTMLElement => {
      const made = element(
        'button',
        { class: 'action', title: 'Every step, as the loop of the chapter prints it' },
        name,
      );
      made.addEventListener('click', () => {
        const row = this.#row;
        if (row !== undefined) copy(contextText(contextRows(row.ids), as, id => row.texts[id] ?? ''));
      });
      return made;
    };
    this.element = element(
      'section',
      { class: 'context', 'aria-label': 'Context grows' },
      element('div', { class: 'context-head' }, this.#title, button('Copy ids', 'ids'), button('Copy text', 'text')),
      this.#explanation,
      this.#steps,
    );
  }

  show(row: ShownRow | undefined): void {
    if (row === this.#row) return;
    this.#row = row;
    if (row === undefined) return;
    const steps = contextRows(row.ids);
    this.#title.textContent = `Context grows: window ${figure(row.window)}`;
    this.#explanation.textContent = `This one window teaches ${counted(steps.length, 'prediction')}: whatever the model has read so far, it learns what comes next.`;
    this.#steps.replaceChildren(...steps.slice(0, mostSteps).map(step => stepElement(step, row)));
    if (steps.length > mostSteps)
      this.#steps.append(
        element('li', { class: 'quiet' }, `and ${counted(steps.length - mostSteps, 'more step')}; a copy has them all`),
      );
  }
}

function stepElement({ context, next }: ContextRow, row: ShownRow): HTMLElement {
  const from = Math.max(0, context.length - mostTokens);
  const cut = from > 0 ? '…, ' : '';
  const chip = (id: number, position: number): HTMLElement => tokenElement(row.texts[id] ?? '', row.first + position);
  const arrow = (): HTMLElement => element('span', { class: 'arrow' }, ' ----> ');
  return element(
    'li',
    { class: 'step' },
    element(
      'div',
      { class: 'ids' },
      `[${cut}${context.slice(from).join(', ')}]`,
      arrow(),
      element('b', {}, String(next)),
    ),
    element(
      'div',
      { class: 'texts' },
      from > 0 ? '… ' : undefined,
      ...context.slice(from).map((id, i) => chip(id, from + i)),
      arrow(),
      chip(next, context.length),
    ),
  );
}
