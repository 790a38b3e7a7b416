import { element } from './element';

/** A line at the panel's top that says what failed, until the next failure or until it is closed. */
export class FailureLine {
  readonly element = element('div', { class: 'failure', role: 'alert', hidden: true });

  show(sentence: string): void {
    const close = element('button', { class: 'action', title: 'Close this message' }, 'Close');
    close.addEventListener('click', () => (this.element.hidden = true));
    this.element.hidden = false;
    this.element.replaceChildren(element('span', {}, sentence), close);
  }
}
