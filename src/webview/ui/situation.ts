import { element } from './element';

/** What is shown instead of a table: one sentence, and one action where something can be done. */
export class Situation {
  readonly element = element('div', { class: 'situation', role: 'status', hidden: true });

  show(sentence?: string, action?: string, act?: () => void): void {
    this.element.hidden = sentence === undefined;
    const button = action === undefined ? undefined : element('button', { class: 'primary' }, action);
    button?.addEventListener('click', () => act?.());
    this.element.replaceChildren(element('p', {}, sentence ?? ''), ...(button === undefined ? [] : [button]));
  }
}
