import { element } from '../ui/element';

export function action(name: string, help: string, act: () => void): HTMLButtonElement {
  const button = element('button', { class: 'action', title: help }, name);
  button.addEventListener('click', act);
  return button;
}

/** A short field with its name before it. */
export function textField(
  name: string,
  help: string,
  {
    value = '',
    width,
    placeholder,
  }: { readonly value?: string; readonly width: number; readonly placeholder?: string },
  change: () => void,
): { readonly element: HTMLElement; readonly input: HTMLInputElement } {
  const input = element('input', {
    class: 'input',
    type: 'text',
    spellcheck: 'false',
    title: help,
    value,
    placeholder,
    'aria-label': name,
  });
  input.style.width = `${width}ch`;
  input.addEventListener('input', change);
  return { element: element('label', { class: 'labelled' }, element('span', { class: 'quiet' }, name), input), input };
}

export function select<T extends string>(
  name: string,
  options: readonly { readonly value: T; readonly name: string }[],
  change: (value: T) => void,
): { readonly element: HTMLElement; readonly input: HTMLSelectElement } {
  const input = element(
    'select',
    { class: 'input', 'aria-label': name },
    ...options.map(option => element('option', { value: option.value }, option.name)),
  );
  input.addEventListener('change', () => change(input.value as T));
  return { element: element('label', { class: 'labelled' }, element('span', { class: 'quiet' }, name), input), input };
}

/** A whole number within bounds; nothing if the text is none. */
export function wholeNumber(text: string, from: number, to: number): number | undefined {
  if (!/^\d{1,10}$/.test(text.trim())) return undefined;
  const value = Number(text);
  return value >= from && value <= to ? value : undefined;
}
