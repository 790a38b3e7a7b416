import { noRow } from '../../protocol/tokenizer';
import { element } from '../ui/element';
import { tokenElement } from '../ui/token';
import { counted, figure } from './figures';

export interface CursorToken {
  readonly index: number;
  readonly text: string;
}

/** The windows that hold a token as input, and the row of each. */
export interface Holding {
  readonly first: number;
  readonly last: number;
  readonly rows: Uint32Array;
  /** The first token of each. */
  readonly starts: Uint32Array;
}

interface Events {
  readonly ask: (token: number) => Promise<Holding | undefined>;
  /** Shows a window that holds the token, and the token's column in it. */
  readonly go: (row: number, column: number) => void;
}

/** From the text to the table: which windows hold the token at the editor's cursor, one after the other. */
export class CursorLinks {
  readonly #said = element('span', {});
  readonly #previous = stepButton('‹', 'The window before that holds this token');
  readonly #next = stepButton('›', 'The next window that holds this token');
  readonly #steps = element('span', { class: 'choices' }, this.#previous, this.#next);
  readonly element = element('span', { class: 'labelled cursor-links', role: 'status' }, this.#said, this.#steps);
  #token: CursorToken | undefined;
  #windows: { readonly start: number; readonly row: number }[] = [];
  #at = -1;
  #turn = 0;

  constructor(private readonly events: Events) {
    this.#previous.addEventListener('click', () => this.#step(-1));
    this.#next.addEventListener('click', () => this.#step(1));
    this.#show(0);
  }

  setCursor(token: CursorToken | undefined): void {
    this.#token = token;
    void this.reload();
  }

  /** Asks again: the settings or the text are others. */
  async reload(): Promise<void> {
    const turn = ++this.#turn;
    const token = this.#token;
    const holding = token === undefined ? undefined : await this.events.ask(token.index).catch(() => undefined);
    if (turn !== this.#turn) return;
    this.#windows = windowsShown(holding);
    this.#at = -1;
    this.#show(holding === undefined ? 0 : holding.last - holding.first);
  }

  #step(by: number): void {
    const count = this.#windows.length;
    if (count === 0 || this.#token === undefined) return;
    this.#at = this.#at < 0 ? (by > 0 ? 0 : count - 1) : (this.#at + by + count) % count;
    const { start, row } = this.#windows[this.#at]!;
    this.events.go(row, this.#token.index - start);
    this.#show(count);
  }

  #show(holding: number): void {
    const token = this.#token;
    this.element.hidden = token === undefined;
    if (token === undefined) return;
    const count = this.#windows.length;
    const leftOut = holding - count;
    const place =
      this.#at >= 0
        ? `${figure(this.#at + 1)} of ${counted(count, 'window')}`
        : `in ${count === 0 ? 'no window' : counted(count, 'window')}`;
    this.#said.replaceChildren(
      'cursor at ',
      tokenElement(token.text, token.index),
      ` ${place}${leftOut > 0 && this.#at < 0 ? `, ${figure(leftOut)} left out` : ''}`,
    );
    this.#steps.hidden = count === 0;
  }
}

/** Windows that have a row, in the order of the text. */
export function windowsShown(holding: Holding | undefined): { readonly start: number; readonly row: number }[] {
  if (holding === undefined) return [];
  return Array.from(holding.rows, (row, i) => ({ start: holding.starts[i]!, row })).filter(({ row }) => row !== noRow);
}

function stepButton(name: string, help: string): HTMLButtonElement {
  return element('button', { class: 'choice', title: help, 'aria-label': help }, name);
}
