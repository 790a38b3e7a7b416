import { figure } from '../windows/figures';
import { choices } from '../ui/choices';
import { element } from '../ui/element';

/** Steps a second. */
const speeds = { slow: 2, usual: 10, fast: 50 } as const;
type Speed = keyof typeof speeds;

interface Events {
  /** Goes to a step; settles when it is shown. */
  readonly go: (step: number) => Promise<void>;
}

/** The way through the merges: to the first, back, play, on, to the last, and to any by its number. */
export class Transport {
  readonly element: HTMLElement;
  readonly #slider = element('input', { type: 'range', min: '0', class: 'slider', 'aria-label': 'Merges made so far' });
  readonly #number = element('input', {
    id: 'merge-number',
    type: 'text',
    inputmode: 'numeric',
    size: '7',
    title: 'The number of a merge. Enter goes there; the arrow keys go one on or back.',
  });
  readonly #of = element('span', { class: 'quiet' });
  readonly #play: HTMLButtonElement;
  readonly #go: Events['go'];
  #step = 0;
  #last = 0;
  #speed: Speed = 'usual';
  #isPlaying = false;

  constructor({ go }: Events) {
    this.#go = go;
    const button = (name: string, help: string, act: () => void): HTMLButtonElement => {
      const made = element('button', { class: 'choice', title: help, 'aria-label': help }, name);
      made.addEventListener('click', act);
      return made;
    };
    const by = (count: number) => (): void => this.#goBy(count);
    this.#play = button('Play', 'Make one merge after the other', () => this.#toggle());
    const speed = choices<Speed>(
      'speed',
      [
        { value: 'slow', name: '2', help: 'Two merges a second' },
        { value: 'usual', name: '10', help: 'Ten merges a second' },
        { value: 'fast', name: '50', help: 'As many as fifty merges a second' },
      ],
      value => (this.#speed = value),
    );
    speed.set(this.#speed);
    this.#slider.addEventListener('input', () => void this.#jump(Number(this.#slider.value)));
    this.#number.addEventListener('keydown', event => this.#key(event));
    this.element = element(
      'div',
      { class: 'toolbar transport', role: 'toolbar', 'aria-label': 'Merges' },
      element(
        'span',
        { class: 'choices', role: 'group', 'aria-label': 'Step' },
        button('|◀', 'Go to the bytes, before the first merge', by(-Infinity)),
        button('◀', 'Take one merge back', by(-1)),
        this.#play,
        button('▶', 'Make one merge', by(1)),
        button('▶|', 'Go to the last merge', by(Infinity)),
      ),
      element(
        'span',
        { class: 'labelled' },
        element('label', { for: 'merge-number', class: 'quiet' }, 'merge'),
        this.#number,
        this.#of,
      ),
      speed.element,
      this.#slider,
    );
  }

  get step(): number {
    return this.#step;
  }

  /** Where it is, of how many. */
  show(step: number, last: number): void {
    this.#step = step;
    this.#last = last;
    this.#slider.max = String(last);
    this.#slider.value = String(step);
    if (document.activeElement !== this.#number) this.#number.value = String(step);
    this.#of.textContent = `of ${figure(last)}`;
  }

  stop(): void {
    this.#isPlaying = false;
    this.#play.textContent = 'Play';
    this.#play.setAttribute('aria-pressed', 'false');
  }

  #goBy(count: number): void {
    void this.#jump(Math.max(0, Math.min(this.#last, this.#step + count)));
  }

  #jump(step: number): Promise<void> {
    this.stop();
    return this.#go(step);
  }

  #toggle(): void {
    if (this.#isPlaying) {
      this.stop();
      return;
    }
    this.#isPlaying = true;
    this.#play.textContent = 'Pause';
    this.#play.setAttribute('aria-pressed', 'true');
    void this.#run();
  }

  /** Each step waits until the one before is shown. */
  async #run(): Promise<void> {
    if (this.#step >= this.#last) await this.#go(0);
    while (this.#isPlaying && this.#step < this.#last) {
      const began = performance.now();
      await this.#go(this.#step + 1);
      const rest = 1000 / speeds[this.#speed] - (performance.now() - began);
      await new Promise(resolve => setTimeout(resolve, Math.max(0, rest)));
    }
    this.stop();
  }

  #key(event: KeyboardEvent): void {
    const count = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (count === undefined && event.key !== 'Enter') return;
    event.preventDefault();
    const digits = this.#number.value.replaceAll(/[,\s]/g, '');
    const typed = /^\d+$/.test(digits) ? Number(digits) : this.#step;
    const step = Math.max(0, Math.min(this.#last, typed + (count ?? 0)));
    this.#number.value = String(step);
    void this.#jump(step);
  }
}
