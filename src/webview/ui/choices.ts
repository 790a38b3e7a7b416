import { element } from './element';

/** A few buttons of which one is pressed. */
export interface Choices<T extends string> {
  readonly element: HTMLElement;
  set(value: T): void;
  /** Shows these only. */
  offer(values: readonly T[]): void;
}

export function choices<T extends string>(
  label: string,
  options: readonly { readonly value: T; readonly name: string; readonly help: string }[],
  change: (value: T) => void,
): Choices<T> {
  const buttons = options.map(({ value, name, help }) => {
    const button = element('button', { class: 'choice', title: help, 'aria-pressed': 'false' }, name);
    button.addEventListener('click', () => {
      set(value);
      change(value);
    });
    return { value, button };
  });
  const set = (value: T): void => {
    for (const each of buttons) each.button.setAttribute('aria-pressed', String(each.value === value));
  };
  const group = element(
    'span',
    { class: 'choices', role: 'group', 'aria-label': label },
    ...buttons.map(each => each.button),
  );
  const offer = (values: readonly T[]): void => {
    for (const { value, button } of buttons) button.hidden = !values.includes(value);
  };
  return {
    element: element('span', { class: 'labelled' }, element('span', { class: 'quiet' }, label), group),
    set,
    offer,
  };
}

/** A button that stays pressed while something is on. */
export interface Toggle {
  readonly element: HTMLElement;
  set(on: boolean): void;
}

export function toggle(name: string, help: string, change: (on: boolean) => void): Toggle {
  const button = element('button', { class: 'choice alone', title: help, 'aria-pressed': 'false' }, name);
  const set = (on: boolean): void => button.setAttribute('aria-pressed', String(on));
  button.addEventListener('click', () => {
    const on = button.getAttribute('aria-pressed') !== 'true';
    set(on);
    change(on);
  });
  return { element: button, set };
}
