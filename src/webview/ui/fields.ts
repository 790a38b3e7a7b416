import { element } from './element';

/** A parameter with the chapter's name, a sentence on what it does, and a place for what is wrong with it. */
export interface Field {
  readonly element: HTMLElement;
  setProblem(message: string | undefined): void;
}

interface FieldText {
  readonly name: string;
  readonly help: string;
}

export interface NumberField extends Field {
  set(value: number | string): void;
}

export function numberField(text: FieldText, width: number, change: (value: string) => void): NumberField {
  const input = element('input', {
    id: text.name,
    type: 'text',
    inputmode: 'numeric',
    size: String(width),
    title: text.help,
    spellcheck: 'false',
  });
  const field = frame(text, input);
  input.addEventListener('input', () => change(input.value.trim()));
  input.addEventListener('keydown', event => {
    const step = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (step === undefined || !/^-?\d+$/.test(input.value)) return;
    event.preventDefault();
    input.value = String(Number(input.value) + step);
    change(input.value);
  });
  return {
    ...field,
    set: value => {
      if (document.activeElement !== input) input.value = String(value);
    },
  };
}

export interface CheckField extends Field {
  set(value: boolean): void;
}

export function checkField(text: FieldText, change: (value: boolean) => void): CheckField {
  const input = element('input', { id: text.name, type: 'checkbox', title: text.help });
  input.addEventListener('change', () => change(input.checked));
  return { ...frame(text, input), set: value => (input.checked = value) };
}

export interface ChoiceField<T extends string> extends Field {
  set(value: T): void;
}

/** One of a few values, each with its name. */
export function choiceField<T extends string>(
  text: FieldText,
  names: Readonly<Record<T, string>>,
  change: (value: T) => void,
): ChoiceField<T> {
  const options = Object.entries<string>(names).map(([value, name]) => element('option', { value }, name));
  const select = element('select', { id: text.name, title: text.help }, ...options);
  select.addEventListener('change', () => change(select.value as T));
  return { ...frame(text, select), set: value => (select.value = value) };
}

function frame({ name, help }: FieldText, input: HTMLElement): Field {
  const problem = element('div', { class: 'problem', role: 'alert', id: `${name}-problem` });
  const label = element('label', { for: name, title: help }, name);
  input.setAttribute('aria-describedby', problem.id);
  return {
    element: element('div', { class: 'field' }, label, input, problem),
    setProblem: message => {
      problem.textContent = message ?? '';
      input.setAttribute('aria-invalid', String(message !== undefined));
    },
  };
}
