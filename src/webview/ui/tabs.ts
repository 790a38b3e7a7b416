import { element } from './element';

interface TabText<T extends string> {
  readonly value: T;
  readonly name: string;
  readonly help: string;
  readonly panel: HTMLElement;
}

/** Tabs as the ARIA practices have them: arrow keys move, one tab stop. */
export interface Tabs<T extends string> {
  readonly element: HTMLElement;
  readonly value: T;
  set(value: T): void;
}

export function tabs<T extends string>(
  label: string,
  items: readonly TabText<T>[],
  change: (value: T) => void,
): Tabs<T> {
  let current = items[0]!.value;
  const buttons = items.map(({ value, name, help, panel }) => {
    const button = element('button', { class: 'tab', role: 'tab', id: `tab-${value}`, title: help }, name);
    panel.setAttribute('role', 'tabpanel');
    panel.setAttribute('aria-labelledby', button.id);
    button.addEventListener('click', () => choose(value));
    return button;
  });
  const set = (value: T): void => {
    current = value;
    items.forEach((item, i) => {
      const isChosen = item.value === value;
      buttons[i]!.setAttribute('aria-selected', String(isChosen));
      buttons[i]!.tabIndex = isChosen ? 0 : -1;
      item.panel.hidden = !isChosen;
    });
  };
  const choose = (value: T): void => {
    set(value);
    change(value);
  };
  const list = element('div', { class: 'tabs', role: 'tablist', 'aria-label': label }, ...buttons);
  list.addEventListener('keydown', event => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const at = items.findIndex(item => item.value === current);
    const next = (at + step + items.length) % items.length;
    choose(items[next]!.value);
    buttons[next]!.focus();
  });
  set(current);
  return {
    element: list,
    get value() {
      return current;
    },
    set,
  };
}
