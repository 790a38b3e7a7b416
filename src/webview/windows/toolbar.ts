import type { WindowsDisplay } from '../../protocol/windowsPanel';
import { choices, toggle, type Choices } from '../ui/choices';
import { element } from '../ui/element';
import { TintLegend } from './tintLegend';

interface Events {
  readonly display: (part: Partial<WindowsDisplay>) => void;
  /** A window by its number, as somebody wrote it. */
  readonly goTo: (window: number) => void;
  /** Something was written that is no number of a window. */
  readonly noWindow: (written: string) => void;
  /** Takes the loader out of the panel: to a file, or as code. */
  readonly take: (as: 'file' | 'pytorch' | 'ray') => void;
}

/** How the windows are shown. */
export class Toolbar {
  readonly element: HTMLElement;
  readonly #set: (display: WindowsDisplay) => void;
  readonly #inEditor: Choices<WindowsDisplay['inEditor']>;
  readonly #takes: readonly HTMLButtonElement[];

  constructor({ display, goTo, noWindow, take }: Events) {
    const cells = choices<WindowsDisplay['cells']>(
      'show',
      [
        { value: 'both', name: 'Both', help: 'Each token with its id' },
        { value: 'text', name: 'Text', help: 'Tokens as text, white space visible' },
        { value: 'ids', name: 'Ids', help: 'Token ids, as the model receives them' },
      ],
      value => display({ cells: value }),
    );
    const inEditor = choices<WindowsDisplay['inEditor']>(
      'in the text',
      [
        { value: 'none', name: 'Off', help: 'No window is tinted in the editor' },
        { value: 'current', name: 'This', help: 'Tint the window in focus, and underline its last target' },
        { value: 'all', name: 'All', help: 'Tint every window, the stronger the more windows share a token' },
        { value: 'coverage', name: 'Heat', help: 'Tint each token by how often it is an input; orange ones never are' },
      ],
      value => display({ inEditor: value }),
    );
    this.#inEditor = inEditor;
    const shifted = toggle(
      'Shift',
      'Print targets one column to the right, as the chapter does: every token keeps its column',
      value => display({ shifted: value }),
    );
    const contextGrows = toggle(
      'Context grows',
      'List what the model has read and what it shall predict, step by step',
      value => display({ contextGrows: value }),
    );
    const coverage = toggle('Coverage', 'Say where every token goes, and show it over the document', value =>
      display({ coverage: value }),
    );
    const legend = new TintLegend();
    this.#takes = takeButtons(take);
    this.element = element(
      'div',
      { class: 'toolbar', role: 'toolbar', 'aria-label': 'How the windows are shown' },
      cells.element,
      inEditor.element,
      shifted.element,
      contextGrows.element,
      coverage.element,
      goToField(goTo, noWindow),
      element('span', { class: 'labelled' }, ...this.#takes),
      legend.element,
    );
    this.#set = shown => {
      cells.set(shown.cells);
      inEditor.set(shown.inEditor);
      shifted.set(shown.shifted);
      contextGrows.set(shown.contextGrows);
      coverage.set(shown.coverage);
      legend.show(shown.inEditor);
    };
  }

  /** Of several files, one window at a time is shown in the text. */
  setCorpus(isCorpus: boolean): void {
    this.#inEditor.offer(isCorpus ? ['none', 'current'] : ['none', 'current', 'all', 'coverage']);
  }

  /** What is taken out of the panel is what its fields say; while they say nothing that can be, nothing is. */
  setTakes(isOffered: boolean): void {
    for (const button of this.#takes) button.disabled = !isOffered;
  }

  show(display: WindowsDisplay): void {
    this.#set(display);
  }
}

function goToField(goTo: Events['goTo'], noWindow: Events['noWindow']): HTMLElement {
  const input = element('input', {
    id: 'go-to',
    type: 'text',
    inputmode: 'numeric',
    size: '7',
    spellcheck: 'false',
    placeholder: '0',
    title: 'The number of a window in the text, from 0. Enter goes there.',
  });
  input.addEventListener('keydown', event => {
    if (event.key !== 'Enter') return;
    const digits = input.value.replaceAll(/[,\s]/g, '');
    if (/^\d+$/.test(digits)) goTo(Number(digits));
    else {
      input.select();
      noWindow(input.value.trim());
    }
  });
  return element('span', { class: 'labelled' }, element('label', { for: 'go-to', class: 'quiet' }, 'go to'), input);
}

function takeButtons(take: Events['take']): HTMLButtonElement[] {
  const button = (as: 'file' | 'pytorch' | 'ray', name: string, help: string): HTMLButtonElement => {
    const made = element('button', { class: 'action', title: help }, name);
    made.addEventListener('click', () => take(as));
    return made;
  };
  return [
    button(
      'file',
      'Export…',
      'Write the windows or the token ids to a file: .npy, safetensors, JSONL, CSV, Parquet or .bin',
    ),
    button('pytorch', 'Copy as PyTorch', 'Python with tiktoken and torch that gives the very same batches'),
    button('ray', 'Copy as Ray Data', 'A script for Ray Data, for a corpus that outgrows one machine'),
  ];
}
