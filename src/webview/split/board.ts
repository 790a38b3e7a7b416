import { visibleParts } from '../../base/visibleText';
import { element } from '../ui/element';
import { tokenColors } from '../ui/token';
import type { Score } from './score';

type Mark = 'right' | 'wrong' | 'missed';
const names: Readonly<Record<Mark, string>> = {
  right: 'a cut, as you guessed',
  wrong: 'no cut',
  missed: 'a cut that you did not see',
};

interface Place {
  readonly at: number;
  readonly gap: HTMLButtonElement;
  readonly before: string;
  readonly after: string;
}

/** A sentence whose places between two characters can be cut: with the pointer, or with arrow keys and the space bar. */
export class Board {
  readonly element = element('div', { class: 'board', role: 'group', 'aria-label': 'The sentence' });
  readonly cuts = new Set<number>();
  #places: Place[] = [];
  #characters: { readonly at: number; readonly shown: HTMLElement }[] = [];
  #isOpen = true;

  /** @param changed a cut was made or taken back */
  constructor(private readonly changed: () => void) {
    this.element.addEventListener('keydown', event => this.#key(event));
  }

  setText(text: string): void {
    this.cuts.clear();
    this.#places = [];
    this.#characters = [];
    this.#isOpen = true;
    const shown: Node[] = [];
    let at = 0;
    let before = '';
    for (const character of text) {
      const parts = visibleParts(character);
      const name = parts.map(part => part.text).join('');
      if (at > 0) {
        const place = this.#place(at, before, name);
        this.#places.push(place);
        shown.push(place.gap);
      }
      const isBlank = parts.some(({ kind }) => kind !== 'text');
      const own = element('span', { class: isBlank ? 'character space' : 'character' }, name);
      this.#characters.push({ at, shown: own });
      shown.push(own);
      before = name;
      at += character.length;
    }
    this.element.replaceChildren(...shown);
    this.#focusable(0);
    this.#name();
  }

  /** Shows a score at each place; nothing can be cut any more. */
  setScore(score: Score): void {
    this.#isOpen = false;
    for (const place of this.#places) {
      const mark = (['right', 'wrong', 'missed'] as const).find(each => score[each].includes(place.at));
      place.gap.className = `gap ${mark ?? ''}`;
      place.gap.setAttribute('aria-label', `${describe(place)}: ${mark === undefined ? 'no cut' : names[mark]}`);
    }
  }

  /** Colours the tokens between cuts. */
  setTokens(cuts: Iterable<number> | undefined): void {
    const ends = new Set(cuts);
    const colorOf = new Map<number, number>();
    let color = 0;
    for (const { at, shown } of this.#characters) {
      if (at > 0 && ends.has(at)) color = (color + 1) % tokenColors;
      colorOf.set(at, color);
      paint(shown, cuts === undefined ? undefined : color);
    }
    for (const { at, gap } of this.#places)
      paint(gap, cuts === undefined || ends.has(at) ? undefined : colorOf.get(at));
  }

  focus(): void {
    this.#places[0]?.gap.focus();
  }

  #place(at: number, before: string, after: string): Place {
    const gap = element('button', { class: 'gap', tabindex: '-1' });
    const place = { at, gap, before, after };
    gap.addEventListener('click', () => {
      this.#focusable(this.#places.indexOf(place));
      if (!this.#isOpen) return;
      if (!this.cuts.delete(at)) this.cuts.add(at);
      this.#name();
      this.changed();
    });
    return place;
  }

  #name(): void {
    for (const place of this.#places) {
      const isCut = this.cuts.has(place.at);
      place.gap.className = isCut ? 'gap cut' : 'gap';
      place.gap.setAttribute('aria-pressed', String(isCut));
      place.gap.setAttribute('aria-label', describe(place));
    }
  }

  /** One stop of the Tab key for the whole sentence. */
  #focusable(index: number): void {
    this.#places.forEach(({ gap }, each) => (gap.tabIndex = each === index ? 0 : -1));
  }

  #key(event: KeyboardEvent): void {
    const from = this.#places.findIndex(({ gap }) => gap === event.target);
    const last = this.#places.length - 1;
    const to = { ArrowRight: from + 1, ArrowLeft: from - 1, Home: 0, End: last }[event.key];
    if (from < 0 || to === undefined) return;
    event.preventDefault();
    const place = Math.max(0, Math.min(last, to));
    this.#focusable(place);
    this.#places[place]!.gap.focus();
  }
}

function paint(shown: HTMLElement, color: number | undefined): void {
  for (let each = 0; each < tokenColors; each++) shown.classList.toggle(`color${each}`, each === color);
}

const describe = ({ before, after }: Place): string => `Between ${before} and ${after}`;
