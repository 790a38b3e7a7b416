import { element } from '../ui/element';
import type { CopyFormat } from './copyFormats';
import { counted } from './figures';

const formats: readonly { readonly format: CopyFormat; readonly name: string; readonly help: string }[] = [
  {
    format: 'text',
    name: 'Text',
    help: 'What the tokens say, a line for each input or target (Ctrl+C; ids where the table shows ids alone)',
  },
  { format: 'json', name: 'JSON', help: 'Ids as arrays, a row for each input or target' },
  { format: 'tensor', name: 'tensor', help: 'Ids as PyTorch prints them, ready to paste into Python' },
];

/** Below the table: how much is selected, and how to copy it. */
export class SelectionBar {
  readonly #count = element('span', { class: 'quiet' });
  readonly #said = element('span', { class: 'quiet', role: 'status' });
  readonly element: HTMLElement;
  #cells = 0;

  constructor(copy: (format: CopyFormat) => void) {
    const buttons = formats.map(({ format, name, help }) => {
      const button = element('button', { class: 'action', title: help, 'data-format': format }, name);
      button.addEventListener('click', () => copy(format));
      return button;
    });
    this.element = element(
      'span',
      { class: 'selection' },
      this.#count,
      element('span', { class: 'labelled' }, 'copy as', ...buttons),
      this.#said,
    );
  }

  get cells(): number {
    return this.#cells;
  }

  show(cells: number): void {
    this.#cells = cells;
    this.#count.textContent = `${counted(cells, 'cell')} selected`;
    this.#said.textContent = '';
  }

  say(sentence: string): void {
    this.#said.textContent = sentence;
  }
}
